"""What a party may send into a running matter: messages, and answers to tasks asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid, NotFound
from app.procedures import Form
from app.queries.case_page import find_case, message_form
from app.queries.reading import reading
from app.queries.seen import see_case
from app.queries.task_page import find_task, task_form
from app.services.complete_task import complete_task
from app.services.execute import execute
from app.services.save_task import save_task
from app.services.send_message import send_message
from app.services.world import World
from app.web.citizen import blueprint
from app.web.citizen.matter import SECTION, about
from app.web.form_page import TOLD, Filled, draw, newly_asked, read_form
from app.web.form_view import Errors
from app.web.pages import page
from app.web.session import current_actor


@blueprint.get("/mine/<number>/send/<name>")
def message(number: str, name: str) -> Response:
    with reading() as tables:
        case = find_case(tables, current_actor(), number)
        sendable = next((one for one in case.messages if one.name == name), None)
        if sendable is None:
            raise NotFound("现在不能办这件事，可能已经办过了。请回到事项页看看。")
        form, world = message_form(see_case(tables, current_actor(), number), name)
        return act_page(form, world, {}, sendable.title, about(case.procedure_title, case.number), case.version,
                        back=url_for("citizen.matter", number=number),
                        refresh=url_for("citizen.message_fields", number=number, name=name))


@blueprint.post("/mine/<number>/send/<name>")
def message_sent(number: str, name: str) -> AnyResponse:
    actor = current_actor()
    with reading() as tables:
        seen = see_case(tables, actor, number)
        message = seen.live.running.procedure.messages.get(name)
        form = message_form(seen, name)[0] if message else None
    if form is None or message is None:
        raise NotFound()
    filled = read_form(form)
    errors: Errors = filled.refused
    if not filled.stays and not errors:
        try:
            execute(send_message, actor=actor, number=number, name=name, answers=filled.answers)
        except Invalid as refusal:
            errors = refusal.errors
        else:
            flash(f"已经提交：{message.title}。", "done")
            return redirect(url_for("citizen.matter", number=number), 303)
    with reading() as tables:
        case = find_case(tables, actor, number)
        form, world = message_form(see_case(tables, actor, number), name)
        return act_page(form, world, filled.answers, message.title, about(case.procedure_title, case.number),
                        case.version, errors=errors, filled=filled, back=url_for("citizen.matter", number=number),
                        refresh=url_for("citizen.message_fields", number=number, name=name))


@blueprint.post("/mine/<number>/send/<name>/fields")
def message_fields(number: str, name: str) -> Response:
    with reading() as tables:
        seen = see_case(tables, current_actor(), number)
        if name not in seen.live.running.procedure.messages:
            raise NotFound()
        form, world = message_form(seen, name)
        return page("citizen/_fields.html", form=draw(form, world, read_form(form).answers), refresh=request.path)


@blueprint.get("/mine/<number>/task/<int:task_id>")
def task(number: str, task_id: int) -> Response:
    with reading() as tables:
        found = find_task(tables, current_actor(), task_id)
        form, world = task_form(tables, current_actor(), task_id)
        return task_page(number, found.id, found.version, form, world, found.saved or {})


@blueprint.post("/mine/<number>/task/<int:task_id>")
def task_done(number: str, task_id: int) -> AnyResponse:
    actor = current_actor()
    with reading() as tables:
        form = task_form(tables, actor, task_id)[0]
    filled = read_form(form)
    errors: Errors = filled.refused
    if not filled.stays and not errors:
        try:
            execute(complete_task, actor=actor, task_id=task_id, answers=filled.answers)
        except Invalid as refusal:
            errors = refusal.errors
        else:
            flash(f"已经提交：{form.title}。", "done")
            return redirect(url_for("citizen.matter", number=number), 303)
    with reading() as tables:
        found = find_task(tables, actor, task_id)
        form, world = task_form(tables, actor, task_id)
        return task_page(number, task_id, found.version, form, world, filled.answers, errors, filled)


@blueprint.post("/mine/<number>/task/<int:task_id>/keep")
def task_kept(number: str, task_id: int) -> AnyResponse:
    with reading() as tables:
        form = task_form(tables, current_actor(), task_id)[0]
    execute(save_task, actor=current_actor(), task_id=task_id, answers=read_form(form).answers)
    return Response(status=204)


@blueprint.post("/mine/<number>/task/<int:task_id>/fields")
def task_fields(number: str, task_id: int) -> Response:
    with reading() as tables:
        form, world = task_form(tables, current_actor(), task_id)
        return page("citizen/_fields.html", form=draw(form, world, read_form(form).answers), refresh=request.path)


def task_page(
    number: str, task_id: int, version: int, form: Form, world: World, answers: Mapping[str, Any],
    errors: Errors | None = None, filled: Filled | None = None,
) -> Response:
    place: dict[str, Any] = {"number": number, "task_id": task_id}
    return act_page(
        form, world, answers, form.title, about("", number), version, errors=errors, filled=filled,
        back=url_for("citizen.matter", number=number), refresh=url_for("citizen.task_fields", **place),
        save=url_for("citizen.task_kept", **place),
    )


def act_page(
    form: Form, world: World, answers: Mapping[str, Any], title: str, said: str, version: int, *, back: str,
    refresh: str, errors: Errors | None = None, filled: Filled | None = None, save: str | None = None,
) -> Response:
    """A form with one button that names the act; follow-ups not yet asked are asked before anything is wrong."""
    view = draw(form, world, answers)
    asks_more = filled is not None and newly_asked(view, filled)
    shown = {} if asks_more else errors or {}
    return page(
        "citizen/message.html", status=422 if shown else 200, form=draw(form, world, answers, shown), title=title,
        about=said, version=version, submit=form.submit, back=back, refresh=refresh, save=save,
        told=TOLD if asks_more else "", saved_at=None, section=SECTION,
    )
