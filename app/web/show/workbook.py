"""Tables as a workbook. A cell is a value and never a formula: text that looks like one is written as text."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font

from app.clock import SHANGHAI
from app.queries.forecast import Forecast
from app.queries.statistics import Board, By
from app.web import words
from app.web.show.roles import role_said

Value = str | int | float | date | datetime | None
RISKY = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 48


@dataclass(frozen=True)
class Sheet:
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        made = book.create_sheet(sheet.title[:31])
        made.append(list(sheet.heads))
        for cell in made[1]:
            cell.font = Font(bold=True)
        for n, row in enumerate(sheet.rows, start=2):
            for m, value in enumerate(row, start=1):
                put(made.cell(n, m), value)
        made.freeze_panes = "A2"
        for column, head in zip(made.columns, sheet.heads, strict=False):
            longest = max([len(head), *(len(str(cell.value or "")) for cell in column)])
            made.column_dimensions[column[0].column_letter].width = min(WIDEST, 2 * longest + 2)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(cell: Cell, value: Value) -> None:
    """A company called `=HYPERLINK(...)` reaches nobody's spreadsheet: the type says text, and so does a quote."""
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).replace(tzinfo=None)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(RISKY)


def comma_separated(heads: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """The same as CSV, in the spelling that spreadsheets open as it is; what would be a formula begins with a quote."""
    out = StringIO()
    writer = csv.writer(out)
    for row in (heads, *rows):
        writer.writerow([f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value for value in row])
    return out.getvalue().encode("utf-8-sig")


def board_sheets(found: Mapping[By, Board], ahead: Sequence[Forecast]) -> list[Sheet]:
    names: dict[By, str] = {"procedure": "按程序", "organisation": "按单位", "role": "按岗位", "person": "按人"}
    heads = ("", "在办", "已超期", "今天到期", "本周到期", "暂停", "中位用时（工作日）", "按期办结率")
    made = [Sheet(names[by], (names[by].removeprefix("按"), *heads[1:]), rows_of(one, by)) for by, one in found.items()]
    return [*made, forecast_sheet(ahead)]


def rows_of(one: Board, by: By) -> list[list[Value]]:
    return [[role_said(g.title) if by == "role" else g.title, g.counts.open, g.counts.late, g.counts.today,
             g.counts.week, g.paused, g.median_days, None if g.on_time is None else round(g.on_time, 4)]
            for g in one.groups]


def forecast_sheet(ahead: Sequence[Forecast]) -> Sheet:
    heads = ("编号", "程序", "步骤", "单位", "在谁手上", "手上件数", "法定日", "还要（工作日）", "还剩（工作日）",
             "改派谁能赶上")
    rows: list[list[Value]] = [
        [words.case_number(one.case), one.procedure, one.step, one.organisation, one.holder, one.holds, one.last_day,
         one.needs, one.left, one.rescue.name if one.rescue else None] for one in ahead]
    return Sheet("会超期的", heads, rows)
