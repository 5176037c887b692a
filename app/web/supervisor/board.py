"""The board (督办): figures that lead to lists that lead to cases; the same as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

from flask import Response, request

from app import clock
from app.queries.cycles import years
from app.queries.forecast import forecast
from app.queries.mending import broken_cases
from app.queries.people import list_organisations
from app.queries.reading import reading
from app.queries.recent import recent
from app.queries.statistics import Board, By, Scope, board, must_oversee, titles, took
from app.queries.steps import step_counts
from app.services.calendars import load_calendar
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.board import board_values
from app.web.show.workbook import board_sheets, workbook
from app.web.supervisor import blueprint

YEARS = 12  # rows of yearly procedures on the board, the newest first
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/", endpoint="board")
def board_page() -> Response:
    scope, by, actor = scope_of(request.args), by_of(request.args), current_actor()
    must_oversee(actor)
    with reading() as tables:
        names = titles(tables)
        found = recent(("board", scope, by), lambda: board(tables, actor, scope, by))
        slug = chosen(scope, found, names)
        values = board_values(
            found, scope, by, names, recent(("took", slug, scope), lambda: took(tables, actor, slug, scope)),
            recent(("steps", slug, scope), lambda: step_counts(tables, actor, slug, scope.organisation)), slug,
            recent(("forecast", scope), lambda: forecast(tables, actor, scope)),
            list_organisations(tables), load_calendar(tables),
        )
        yearly, broken = years(tables, clock.now())[:YEARS], broken_cases(tables, actor)
    return page("supervisor/board.html", board=values, yearly=yearly, broken=broken, section="supervisor.board")


@blueprint.get("/board.xlsx")
def exported() -> Response:
    scope, actor = scope_of(request.args), current_actor()
    with reading() as tables:
        found = {by: board(tables, actor, scope, by) for by in get_args(By)}
        content = workbook(board_sheets(found, forecast(tables, actor, scope)))
    headers = {"Content-Disposition": "attachment; filename=board.xlsx"}
    return Response(content, mimetype=XLSX, headers=headers)


def scope_of(args: Mapping[str, str]) -> Scope:
    organ = args.get("organisation", "")
    return Scope(args.get("procedure") or None, int(organ) if organ.isdecimal() and len(organ) < 9 else None)


def by_of(args: Mapping[str, str]) -> By:
    wanted = args.get("by", "")
    return cast(By, wanted) if wanted in get_args(By) else "procedure"


def chosen(scope: Scope, found: Board, names: Mapping[str, str]) -> str:
    """The procedure that the charts are about: the one asked for, else the one with most to do."""
    if scope.procedure in names:
        return str(scope.procedure)
    most = max((g for g in found.groups if g.key in names), key=lambda g: g.counts.open, default=None)
    return most.key if most else next(iter(names), "")
