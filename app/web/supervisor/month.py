"""The month's report as a page and as a workbook."""

from __future__ import annotations

import re
from datetime import date

from flask import Response, request

from app.clock import today
from app.queries.month import MonthReport, month_report
from app.queries.reading import reading
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.workbook import Sheet, workbook
from app.web.supervisor import blueprint
from app.web.supervisor.board import XLSX

HEADS = ("程序", "收件", "办结", "其中超期", "按期办结率", "延长", "月底在办")


def wanted() -> date:
    """`2026-10`; anything else, and months to come, are the running one."""
    found, now = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", request.args.get("month", "")), today().replace(day=1)
    return min(date(int(found[1]), int(found[2]), 1), now) if found else now


@blueprint.get("/month")
def month() -> Response:
    with reading() as tables:
        found = month_report(tables, current_actor(), wanted())
    now = today().replace(day=1)
    months = [date(now.year - (now.month - 1 - n < 0), (now.month - 1 - n) % 12 + 1, 1) for n in range(12)]
    return page("supervisor/month.html", report=found, months=months, running=found.month == now,
                section="supervisor.board")


@blueprint.get("/month.xlsx")
def month_exported() -> Response:
    with reading() as tables:
        found = month_report(tables, current_actor(), wanted())
    headers = {"Content-Disposition": f"attachment; filename=month-{found.month:%Y-%m}.xlsx"}
    return Response(workbook([sheet(found)]), mimetype=XLSX, headers=headers)


def sheet(found: MonthReport) -> Sheet:
    rows = [(one.title, one.filed, one.closed, one.late, one.on_time, one.extended, one.open)
            for one in (*found.lines, found.total)]
    return Sheet(f"{found.month:%Y-%m}", HEADS, rows)
