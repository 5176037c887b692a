"""The page of one case: everything that its handlers may read, its trail, its clocks day by day, its drawing."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from flask import Response, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid, NotFound
from app.procedures import Form
from app.queries.called import called_drawing, called_in, run_named
from app.queries.case_comments import has_drafts
from app.queries.case_page import find_case, message_form
from app.queries.deadlines import find_deadline
from app.queries.desk_page import case_page, words_of
from app.queries.mending import may_mend
from app.queries.presence import others_here
from app.queries.reading import reading
from app.queries.seen import see_case
from app.queries.story import case_story, drawing_of
from app.queries.trail import case_trail
from app.services.calendars import load_calendar
from app.services.execute import execute
from app.services.note_presence import note_presence
from app.services.note_reading import note_reading
from app.services.send_message import send_message
from app.services.world import World
from app.web.desk import blueprint
from app.web.desk.moves import case_menu
from app.web.form_page import TOLD, Filled, draw, newly_asked, read_form
from app.web.form_view import Errors
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.called import doors_of
from app.web.show.clock import clock_of
from app.web.show.desk import answered, brief, day_lines, inside_url
from app.web.show.trail import row_said

TRAIL_SIZE = 100


@blueprint.get("/cases/<number>")
def case(number: str) -> Response:
    with reading() as tables:
        found = case_page(tables, current_actor(), number)
        side = brief(found, load_calendar(tables))
        told, beside = answered(found), others_here(tables, current_actor(), found.case.number)
        drafted = has_drafts(tables, found.case.number)
        mends = found.case.incident is not None and may_mend(see_case(tables, current_actor(), number))
    execute(note_presence, actor=current_actor(), number=found.case.number)
    execute(note_reading, actor=current_actor(), what="case", purpose="查看事项", number=found.case.number)
    return page("desk/case.html", brief=side, case=found.case, told=told, case_moves=case_menu(found.case), here=beside,
                drafted=drafted, mends=mends, section="desk.cases")


@blueprint.get("/cases/<number>/here")
def here(number: str) -> Response:
    """The page says that it is still open, and is told who else has it open."""
    with reading() as tables:
        number = see_case(tables, current_actor(), number).case.number
    execute(note_presence, actor=current_actor(), number=number)
    with reading() as tables:
        found = others_here(tables, current_actor(), number)
    return page("desk/here.html", number=number, here=found)


@blueprint.get("/cases/<number>/trail")
def trail(number: str) -> Response:
    with reading() as tables:
        found = find_case(tables, current_actor(), number)
        rows = case_trail(tables, current_actor(), number, cursor=request.args.get("page"), size=TRAIL_SIZE)
        names = words_of(tables, current_actor(), number)
    following = url_for("desk.trail", number=number, page=rows.next) if rows.next else None
    shown = [row_said(row, names) for row in rows.items]
    return page("desk/trail.html", case=found, rows=shown, total=rows.total.count, next=following, section="desk.cases")


@blueprint.get("/deadlines/<int:deadline_id>")
def deadline(deadline_id: int) -> Response:
    with reading() as tables:
        view = find_deadline(tables, current_actor(), deadline_id)
        clock = clock_of(view, load_calendar(tables), {view.start_on: "开始"})
    days = day_lines(view.explanation)
    return page("desk/deadline.html", view=view, clock=clock, days=days, section="desk.cases")


@blueprint.get("/cases/<number>/drawing.bpmn")
def drawing(number: str) -> AnyResponse:
    """The BPMN of the release the case runs on, or what its box `of` calls; it never changes, so a browser asks only
    whether it still has it."""
    with reading() as tables:
        release, of = find_case(tables, current_actor(), number).release, request.args.get("of")
        content = (called_drawing(tables, current_actor(), number, of) if of
                   else drawing_of(tables, current_actor(), number))
    return unchanging(Response(content, mimetype="application/xml"), release)


@blueprint.get("/cases/<number>/drawing")
def big_drawing(number: str) -> Response:
    with reading() as tables:
        found, runs = find_case(tables, current_actor(), number), called_in(tables, current_actor(), number)
        run = run_named(runs, request.args.get("part"))
        nodes = run.places if run else case_story(tables, current_actor(), number).places
    doors = doors_of(runs, run, partial(inside_url, found.number))
    return page("desk/drawing.html", case=found, nodes=nodes, run=run, doors=doors, section="desk.cases",
                file=url_for("desk.drawing", number=number, of=run.call if run else None))


@blueprint.get("/cases/<number>/markers.json")
def markers(number: str) -> AnyResponse:
    """Which steps are done and which are open, for the drawing."""
    with reading() as tables:
        places = case_story(tables, current_actor(), number).places
    return jsonify([asdict(place) for place in places])


def unchanging(response: Response, tag: str) -> AnyResponse:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@blueprint.get("/cases/<number>/send/<name>")
def message(number: str, name: str) -> Response:
    return message_page(number, name, {})


@blueprint.post("/cases/<number>/send/<name>")
def message_sent(number: str, name: str) -> AnyResponse:
    title, form = message_parts(number, name)
    filled = read_form(form)
    if filled.stays or filled.refused:
        return message_page(number, name, filled.answers, filled.refused, filled)
    try:
        execute(send_message, actor=current_actor(), number=number, name=name, answers=filled.answers)
    except Invalid as refusal:
        return message_page(number, name, filled.answers, refusal.errors, filled)
    flash(f"已经提交：{title}。", "done")
    return redirect(url_for("desk.case", number=number), 303)


@blueprint.post("/cases/<number>/send/<name>/fields")
def message_fields(number: str, name: str) -> Response:
    with reading() as tables:
        form, world = message_world(tables, number, name)
        return page("desk/_fields.html", form=draw(form, world, read_form(form).answers), refresh=request.path)


def message_parts(number: str, name: str) -> tuple[str, Form]:
    with reading() as tables:
        form, _ = message_world(tables, number, name)
        return form.title, form


def message_world(tables: Any, number: str, name: str) -> tuple[Form, World]:
    seen = see_case(tables, current_actor(), number)
    if name not in seen.live.running.procedure.messages:
        raise NotFound()
    return message_form(seen, name)


def message_page(number: str, name: str, answers: dict[str, Any], errors: Errors | None = None,
                 filled: Filled | None = None) -> Response:
    with reading() as tables:
        found = find_case(tables, current_actor(), number)
        form, world = message_world(tables, number, name)
        asks_more = filled is not None and newly_asked(draw(form, world, answers), filled)
        shown = {} if asks_more else errors or {}
        view = draw(form, world, answers, shown)
    return page("desk/message.html", status=422 if shown else 200, form=view, case=found,
                told=TOLD if asks_more else "", section="desk.cases",
                refresh=url_for("desk.message_fields", number=number, name=name))
