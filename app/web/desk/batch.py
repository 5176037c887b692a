"""Several tasks at once: first what would be done and what not, with a true count; then each by its own verb."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import NotFound, Refusal
from app.queries.batch import Batch, Verb, preview_batch
from app.queries.reading import reading
from app.services.claim_task import claim_task
from app.services.execute import execute
from app.services.transfer_task import transfer_task
from app.web.account import local_path
from app.web.desk import blueprint
from app.web.pages import page
from app.web.session import current_actor

VERBS = {"claim": "签收", "transfer": "转办"}


@blueprint.post("/batch")
def batch_asked() -> Response:
    return preview(read_verb())


@blueprint.post("/batch/done")
def batch_done() -> AnyResponse:
    verb, reason, to = read_verb(), request.form.get("reason", "").strip(), request.form.get("to", "")
    errors = wanting(reason, to) if verb == "transfer" else {}
    if errors:
        return preview(verb, errors)
    act = {"claim": claim_one, "transfer": lambda task: transfer_one(task, to, reason)}[verb]
    done, refused = each(read_ids(), act)
    tell(verb, done, refused)
    return redirect(back(), 303)


def read_verb() -> Verb:
    verb = request.form.get("verb", "")
    if verb not in VERBS:
        raise NotFound()
    return cast(Verb, verb)


def back() -> str:
    """The list from which the tasks were chosen."""
    wanted = request.form.get("back")
    return local_path(wanted) if wanted else url_for("desk.inbox")


def read_ids() -> list[int]:
    return [int(one) for one in request.form.getlist("task") if one.isdecimal() and len(one) < 10]


def preview(verb: Verb, errors: dict[str, list[str]] | None = None) -> Response:
    with reading() as tables:
        found = preview_batch(tables, current_actor(), verb, read_ids())
    return page("desk/batch.html", status=422 if errors else 200, batch=found, word=VERBS[verb], errors=errors or {},
                blocked=blocked(found), reason=request.form.get("reason", ""), to=request.form.get("to", ""),
                back=back(), section="desk.inbox")


def blocked(found: Batch) -> str:
    """Why the button is not there."""
    if not found.able and not found.unable:
        return "没有选中待办。请返回勾选要一起办的。"
    if not found.able:
        return f"选中的都不能{VERBS[found.verb]}，理由见下表。"
    if found.verb == "transfer" and not found.receivers:
        return "选中的待办没有共同能接手的人。请分成几批，每批是同一个岗位的。"
    return ""


def wanting(reason: str, to: str) -> dict[str, list[str]]:
    errors = {"to": [] if to else ["请选择转给谁。"], "reason": [] if reason else ["请写明转办的理由。"]}
    return {name: texts for name, texts in errors.items() if texts}


def claim_one(task_id: int) -> None:
    execute(claim_task, actor=current_actor(), task_id=task_id)


def transfer_one(task_id: int, to: str, reason: str) -> None:
    execute(transfer_task, actor=current_actor(), task_id=task_id, to=to, reason=reason)


def each(ids: Iterable[int], act: Callable[[int], Any]) -> tuple[int, list[str]]:
    """One transaction each: that one is refused does not undo the others."""
    done, refused = 0, []
    for task_id in ids:
        try:
            act(task_id)
            done += 1
        except Refusal as refusal:
            refused.append(refusal.message)
    return done, refused


def tell(verb: Verb, done: int, refused: list[str]) -> None:
    if done:
        flash(f"已{VERBS[verb]} {done} 件。", "done")
    if refused:
        why = "；".join(dict.fromkeys(text.rstrip("。") for text in refused))
        flash(f"有 {len(refused)} 件没有{VERBS[verb]}：{why}。", "info")
