"""Several tasks at once by a move of moves.py: first what would be done and what not, with a true count; then each task
by its own verb, and what became of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid, NotFound, Refusal
from app.queries.batch import MOST, Batch, chosen, preview_batch
from app.queries.reading import reading
from app.queries.task_page import find_task
from app.services.execute import execute
from app.web.account import local_path
from app.web.desk import blueprint
from app.web.desk.asked import Choice, Many, Pick, read
from app.web.desk.moves import MOVES, Move
from app.web.pages import page
from app.web.session import current_actor

# No answer to a form is among them: what is decided, is decided case by case.
WORDS = {"mine": ("transfer", "delegate", "copy"), "group": ("claim", "transfer", "copy"), "copied": ("read",),
         "all": ("transfer", "supervise", "remind")}
ABLE = {word for words in WORDS.values() for word in words}
Errors = dict[str, list[str]]


def batches(scope: str) -> list[Move]:
    """What a list offers for several of its rows; the first is its usual act."""
    return [MOVES["task"][word] for word in WORDS.get(scope, ())]


@blueprint.post("/batch")
def batch_asked() -> Response:
    return preview(read_move())


@blueprint.post("/batch/done")
def batch_done() -> AnyResponse:
    move, ids = read_move(), read_ids()
    try:
        given = read_given(move)
    except Invalid as refusal:
        return preview(move, refusal.errors)
    with reading() as tables:
        known = chosen(tables, current_actor(), ids)
    done, refused = each(move, [task_id for task_id in ids if task_id in known], given)
    wrong = next((why for why in refused.values() if isinstance(why, Invalid) and why.errors), None)
    if wrong is not None and not done:  # what was filled in fits none of them
        return preview(move, wrong.errors)
    if refused:
        return page("desk/batch_done.html", move=move, back=back(), done=[known[one] for one in done],
                    refused=[replace(known[one], why_not=said(why)) for one, why in refused.items()],
                    section="desk.inbox")
    if done:
        flash(f"已{move.called} {len(done)} 件。", "done")
    return redirect(back(), 303)


def read_move() -> Move:
    word = request.form.get("verb", "")
    if word not in ABLE:
        raise NotFound()
    return MOVES["task"][word]


def read_ids() -> list[int]:
    sent = request.form.getlist("task")
    return [int(one) for one in dict.fromkeys(sent) if one.isdecimal() and len(one) < 10][:MOST]


def read_given(move: Move) -> dict[str, Any]:
    """What the move asks, once for all of them. Raises Invalid with a sentence for each that is left out."""
    given = read(move.fields, request.form)
    if move.reason:
        given["reason"] = request.form.get("reason", "").strip()
    labels = {one.name: one.label for one in move.fields} | {"reason": move.reason}
    missing: Errors = {name: [f"请选择{labels[name]}。" if name == "to" else f"请写明{labels[name]}。"]
                       for name, value in given.items() if not value}
    if missing:
        raise Invalid(missing)
    return given


def back() -> str:
    """The list from which the tasks were chosen."""
    wanted = request.form.get("back")
    return local_path(wanted) if wanted else url_for("desk.inbox")


def preview(move: Move, errors: Errors | None = None) -> Response:
    with reading() as tables:
        found = preview_batch(tables, current_actor(), move.word, read_ids())
        choices = {one.name: choices_of(one, found, tables) for one in move.fields if isinstance(one, Pick | Many)}
    return page("desk/batch.html", status=422 if errors else 200, batch=found, move=move, errors=errors or {},
                blocked=blocked(found, move), choices=choices, given=request.form, back=back(), section="desk.inbox")


def choices_of(field: Pick | Many, found: Batch, tables: Any) -> tuple[Choice, ...]:
    """To whom: people who fit every task; where the tasks do not matter (a copy), the move's own of any of them."""
    if isinstance(field, Pick):
        return tuple((one.login, one.name, "") for one in found.receivers)
    if not found.able:
        return ()
    return field.choices(tables, current_actor(), find_task(tables, current_actor(), found.able[0].id))


def blocked(found: Batch, move: Move) -> str:
    """Why the button is not there."""
    if not found.able and not found.unable:
        return "没有选中待办。请返回勾选要一起办的。"
    if not found.able:
        return f"选中的都不能{move.called}，理由见下表。"
    if any(isinstance(one, Pick) for one in move.fields) and not found.receivers:
        return "选中的待办没有共同能接手的人。请分成几批，每批是同一个岗位的。"
    return ""


def each(move: Move, ids: list[int], given: dict[str, Any]) -> tuple[list[int], dict[int, Refusal]]:
    """One transaction each: that one is refused does not undo the others, and none is half done."""
    done, refused = list[int](), dict[int, Refusal]()
    for task_id in ids:
        try:
            execute(move.verb, actor=current_actor(), task_id=task_id, **given)
            done.append(task_id)
        except Refusal as refusal:
            refused[task_id] = refusal
    return done, refused


def said(refusal: Refusal) -> str:
    if isinstance(refusal, Invalid) and refusal.errors:
        return "".join(text for texts in refusal.errors.values() for text in texts)
    return refusal.message
