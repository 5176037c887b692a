"""The last page of an application: number, code, what happens next and by when, the receipt."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.queries.case_page import CaseView
from app.web import words


def done_values(case: CaseView, code: str | None) -> dict[str, object]:
    place: dict[str, Any] = {"number": case.number}
    return {
        "number": case.number, "procedure": case.procedure_title, "query_code": code, "opened_at": case.opened_at,
        "next": next_of(case), "url": url_for("citizen.matter", **place),
        "receipt_url": url_for("citizen.receipt", **place),
    }


def next_of(case: CaseView) -> list[dict[str, str]]:
    clock = next((one for one in case.deadlines if one.open), None)
    until = f"{clock.title}：最迟 {words.day_week(clock.due_on)}" if clock else ""
    who = "、".join(case.held_by)
    found = [{"title": f"{who}{case.stage}" if who else case.stage, "text": until}]
    return [*found, {"title": case.next, "text": ""}] if case.next else found
