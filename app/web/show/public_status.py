"""What a number and its code show to anybody: who has it, what next, by when, why that day. Never names or reasons."""

from __future__ import annotations

from app.queries.public_status import PublicStatus
from app.web import words


def status_values(found: PublicStatus) -> dict[str, object]:
    days = found.days
    return {
        "procedure": found.procedure, "number": found.number, "stage": found.stage, "answers": answers_of(found),
        "total": days.total if days else 0, "passed": days.passed if days else 0, "late": found.late,
        "days_said": days_said(found), "why": found.why,
        "erased": words.full_day(found.erased_on) if found.erased_on else "",
    }


def days_said(found: PublicStatus) -> str:
    days = found.days
    if days is None:
        return ""
    here = f"到今天数了 {words.period(days.passed, days.unit)}，" if days.passed else ""
    return f"{here}一共 {words.period(days.total, days.unit)}。"


def answers_of(found: PublicStatus) -> list[tuple[str, str, str]]:
    if found.status == "closed":
        return [("结果", "已经办结", "结果写在文书里，登录后可以看"), ("办结日期", words.day_week(found.closed_on), "")]
    late = "已经超过最后一天" if found.late else "暂定" if found.provisional else ""
    who = "、".join(found.held_by) or "系统"
    return [
        ("现在谁在办", who, found.stage), ("下一步", "", found.next or "等前一步办完"),
        ("最迟哪天办完", words.day_week(found.last_day) if found.last_day else "还没有开始计算", late),
    ]
