"""The page of a move and its doing: one for every row of moves.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid, NotFound
from app.queries.case_page import find_case
from app.queries.reading import reading
from app.queries.task_page import find_task
from app.services.comment_case import comment_case
from app.services.execute import execute
from app.web import words
from app.web.desk import blueprint
from app.web.desk.asked import Many, Pick, read
from app.web.desk.moves import MOVES, Move
from app.web.pages import page
from app.web.session import current_actor

_WORDS = {on: ", ".join(f'"{word}"' for word in rows) for on, rows in MOVES.items()}
Errors = Mapping[str, list[str]]


@blueprint.get(f"/tasks/<int:task_id>/<any({_WORDS['task']}):word>", endpoint="move_task")
def task_asked(task_id: int, word: str) -> Response:
    return on_task(task_id, MOVES["task"][word])


@blueprint.post(f"/tasks/<int:task_id>/<any({_WORDS['task']}):word>")
def task_moved(task_id: int, word: str) -> AnyResponse:
    move = MOVES["task"][word]
    onward = task_url(task_id) if move.after == "task" else url_for("desk.inbox")
    return do(move, onward, lambda errors: on_task(task_id, move, errors), task_id=task_id)


@blueprint.post("/claim")
def claim_here() -> AnyResponse:
    """From a row of the inbox: its button carries the task, and is the last of that name in the form."""
    chosen = request.form.getlist("task")[-1:]
    if not chosen or not chosen[0].isdecimal() or len(chosen[0]) > 9:  # no database counts further
        return redirect(url_for("desk.inbox"), 303)
    return task_moved(int(chosen[0]), "claim")


@blueprint.get(f"/cases/<number>/<any({_WORDS['case']}):word>", endpoint="move_case")
def case_asked(number: str, word: str) -> Response:
    return on_case(number, MOVES["case"][word])


@blueprint.post(f"/cases/<number>/<any({_WORDS['case']}):word>")
def case_moved(number: str, word: str) -> AnyResponse:
    move = MOVES["case"][word]
    return do(move, case_url(number), lambda errors: on_case(number, move, errors), number=number)


def do(move: Move, onward: str, again: Callable[[Errors], Response], **where: Any) -> AnyResponse:
    """What is wrong stands on the move's page, where it has one. Raises what the verb refuses with otherwise."""
    try:
        given = read(move.fields, request.form)
        if move.reason:
            given["reason"] = request.form.get("reason", "").strip()
        execute(move.verb, actor=current_actor(), **where, **given)
    except Invalid as refusal:
        if move.at_once:
            raise
        return again(refusal.errors or {"": [refusal.message]})
    flash(move.told, "done")
    return redirect(onward, 303)


def on_task(task_id: int, move: Move, errors: Errors | None = None) -> Response:
    with reading() as tables:
        found = find_task(tables, current_actor(), task_id)
        choices = {one.name: one.choices(tables, current_actor(), found) for one in move.fields
                   if isinstance(one, Pick | Many)}
    if move.at_once:
        raise NotFound()
    return ask(move, about(found.case, found.title), task_url(task_id), errors, choices)


def on_case(number: str, move: Move, errors: Errors | None = None) -> Response:
    with reading() as tables:
        case = find_case(tables, current_actor(), number)
    return ask(move, about(case.number, case.title), case_url(number), errors)


def ask(move: Move, on: str, back: str, errors: Errors | None = None,
        choices: Mapping[str, Any] | None = None) -> Response:
    """The move's page; with what was wrong, the same with its sentences."""
    return page("desk/move.html", status=422 if errors else 200, move=move, about=on, back=back, errors=errors or {},
                choices=choices or {}, given=request.form, section="desk.inbox")


@blueprint.post("/cases/<number>/comments")
def remark(number: str) -> AnyResponse:
    execute(comment_case, actor=current_actor(), number=number, text=request.form.get("text", ""))
    flash("意见已发出，只有办理单位看得到。", "done")
    return redirect(came_from(number), 303)


def came_from(number: str) -> str:
    """Back to the task on whose page it was written, or to the case."""
    task_id = request.form.get("task", "")
    return task_url(int(task_id)) if task_id.isdecimal() and len(task_id) < 10 else case_url(number)


def task_url(task_id: int) -> str:
    return url_for("desk.task", task_id=task_id)


def case_url(number: str) -> str:
    return url_for("desk.case", number=number)


def about(number: str, title: str) -> str:
    return f"{words.case_number(number)} · {title}"
