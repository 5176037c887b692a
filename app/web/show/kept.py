"""One sentence on how long a closed case is kept, why longer, or that its contents are gone."""

from __future__ import annotations

from app.queries.case_page import CaseView
from app.web import words


def kept_said(case: CaseView) -> str:
    """Empty while the case is open."""
    if case.erased_on is not None:
        return (f"这件事项保存期满，填写的内容、文书和材料已于{words.full_day(case.erased_on)}删除；"
                "编号、日期、文号、文书摘要和留痕还在，可以核验。")
    if case.kept_until is None:
        return ""
    if case.held:
        return f"保存期到{words.full_day(case.kept_until)}；已注明暂缓删除：{case.held}"
    return f"内容保存到{words.full_day(case.kept_until)}，之后删除，只留编号、日期、文号和留痕。"
