"""The page of one task: the form left, the case in brief right; kept while it is written, sent by a button that says
what happens next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid
from app.queries.desk_page import TaskPage, task_page
from app.queries.phrases import phrases_of
from app.queries.presence import others_here
from app.queries.reading import reading
from app.queries.shelf import article
from app.queries.task_page import form_sent, task_form
from app.services.calendars import load_calendar
from app.services.complete_task import complete_task
from app.services.drop_phrase import drop_phrase
from app.services.execute import execute
from app.services.keep_phrase import keep_phrase
from app.services.note_presence import note_presence
from app.services.note_reading import note_reading
from app.services.save_task import save_task
from app.services.see_task import see_task
from app.web import words
from app.web.desk import blueprint
from app.web.desk.moves import case_menu, task_menu
from app.web.form_page import TOLD, Filled, draw, newly_asked, read_form
from app.web.form_view import Errors
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.desk import brief, task_values


@blueprint.get("/tasks/<int:task_id>")
def task(task_id: int) -> Response:
    return show(task_id)


@blueprint.post("/tasks/<int:task_id>")
def task_sent(task_id: int) -> AnyResponse:
    with reading() as tables:
        form = form_sent(tables, current_actor(), task_id)
    filled = read_form(form)
    act = {"save": keep, "letters": look_ahead}.get(filled.command[0], send)
    return act(task_id, filled)


@blueprint.route("/tasks/<int:task_id>/keep", methods=["POST", "PUT"])
def task_kept(task_id: int) -> Response:
    """What the page asks by itself while somebody writes."""
    with reading() as tables:
        form = task_form(tables, current_actor(), task_id)[0]
    execute(save_task, actor=current_actor(), task_id=task_id, answers=read_form(form).answers)
    return Response(status=204)


@blueprint.post("/tasks/<int:task_id>/fields")
def task_fields(task_id: int) -> Response:
    with reading() as tables:
        form, world = task_form(tables, current_actor(), task_id)
        return page("desk/_fields.html", form=draw(form, world, read_form(form).answers), refresh=request.path)


@blueprint.post("/tasks/<int:task_id>/phrases")
def phrase_kept(task_id: int) -> AnyResponse:
    """A phrase of one's own kept or forgotten, then back to the task."""
    drop = request.form.get("drop", "")
    if drop:
        execute(drop_phrase, actor=current_actor(), phrase_id=int(drop) if drop.isdecimal() and len(drop) < 10 else 0)
    else:
        execute(keep_phrase, actor=current_actor(), text=request.form.get("text", ""))
    return redirect(url_for("desk.task", task_id=task_id, _anchor="phrases"), 303)


def keep(task_id: int, filled: Filled) -> AnyResponse:
    execute(save_task, actor=current_actor(), task_id=task_id, answers=filled.answers)
    flash("草稿已经保存，下次打开接着写。", "done")
    return redirect(url_for("desk.task", task_id=task_id), 303)


def look_ahead(task_id: int, filled: Filled) -> AnyResponse:
    execute(save_task, actor=current_actor(), task_id=task_id, answers=filled.answers)
    return redirect(url_for("desk.letters_ahead", task_id=task_id), 303)


def send(task_id: int, filled: Filled) -> AnyResponse:
    """Fields not yet asked are asked before anything is wrong; a refusal shows the form as it was filled in."""
    if filled.stays or filled.refused:
        return show(task_id, filled.answers, filled.refused, filled)
    try:
        done = execute(complete_task, actor=current_actor(), task_id=task_id, answers=filled.answers)
    except Invalid as refusal:
        return show(task_id, filled.answers, refusal.errors, filled)
    flash(f"{words.case_number(done['case'])} 这一步已经办完。还没有人打开下一步时，可以在“已办”里撤回。", "done")
    return redirect(url_for("desk.inbox"), 303)


def show(
    task_id: int, given: Mapping[str, Any] | None = None, errors: Errors | None = None, filled: Filled | None = None
) -> Response:
    """Without answers the task is opened: what was kept of it is shown, and that it was seen is noted."""
    with reading() as tables:
        found, calendar = task_page(tables, current_actor(), task_id), load_calendar(tables)
        answers = found.saved if given is None else given
        view = draw(found.form, found.world, answers)
        asks_more = filled is not None and newly_asked(view, filled)
        shown = {} if asks_more else errors or {}
        form = draw(found.form, found.world, answers, shown) if shown else view
        values = task_values(found, form, calendar, article)
        side = brief(found, calendar)
        beside = others_here(tables, current_actor(), found.case.number)
        phrases = phrases_of(tables, current_actor())
    if given is None:
        note_opened(found)
    return page("desk/task.html", status=422 if shown else 200, task=values, brief=side, told=TOLD if asks_more else "",
                moves=task_menu(found.task.can, task_id), case_moves=case_menu(found.case), here=beside,
                phrases=phrases, section="desk.inbox")


def note_opened(found: TaskPage) -> None:
    """Who may work it has seen it: it cannot be recalled any more. The subject can see that the case was read."""
    actor = current_actor()
    if found.task.first_seen_at is None and "save" in found.task.can:
        execute(see_task, actor=actor, task_id=found.task.id)
    execute(note_presence, actor=actor, number=found.case.number)
    execute(note_reading, actor=actor, what="case", purpose=f"办理：{found.task.title}", number=found.case.number)
