"""Apply: begin a draft, one thing a page, read over, send. A draft is checked step by step, and whole when sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Conflict, Invalid, NotFound
from app.procedures import Form, check_answers
from app.queries.drafts import Application, find_draft
from app.queries.mine import own_subjects
from app.queries.offered import find_offered
from app.queries.reading import reading
from app.services.execute import execute
from app.services.file_draft import file_draft
from app.services.save_draft import begin_draft, discard_draft, save_draft
from app.web.citizen import blueprint
from app.web.form_page import TOLD, Filled, asked, draw, newly_asked, read_form
from app.web.form_view import Errors, FormView, walk
from app.web.pages import asked_by_htmx, page
from app.web.readback import lines, named
from app.web.session import current_actor
from app.web.show.home import tile_of
from app.web.steps import Step, steps_of


@blueprint.get("/apply/<slug>")
def begin(slug: str) -> Response:
    with reading() as tables:
        procedure = find_offered(tables, current_actor(), slug)
        subjects = own_subjects(tables, current_actor())
    return page("citizen/begin.html", tile=tile_of(procedure), given=request.args, subjects=subjects,
                section="public.home")


@blueprint.post("/apply/<slug>")
def begun(slug: str) -> AnyResponse:
    """`record`: from the archive, chosen beforehand; `follows`: the closed case that this one goes on from."""
    given, records = request.form, request.form.getlist("record")
    key = execute(begin_draft, actor=current_actor(), procedure=slug, door=given.get("door") or None,
                  answers={"records": records} if records else {}, follows=given.get("follows") or None,
                  subject=given.get("subject") or None)
    return redirect(url_for("citizen.step", key=key, number=1), 303)


@blueprint.get("/draft/<key>/<int:number>")
def step(key: str, number: int) -> AnyResponse:
    with reading() as tables:
        draft = find_draft(tables, current_actor(), key)
        if draft.number:
            return redirect(url_for("citizen.matter", number=draft.number), 303)
        here = step_at(draft.form, number)
        return check_page(draft) if here.last else step_page(draft, here, draft.answers)


@blueprint.post("/draft/<key>/<int:number>")
def stepped(key: str, number: int) -> AnyResponse:
    actor = current_actor()
    with reading() as tables:
        form = find_draft(tables, actor, key).form
    here, filled = step_at(form, number), read_form(form)
    with reading() as tables:
        answers = merged(find_draft(tables, actor, key).answers, filled.answers, here)
    execute(save_draft, actor=actor, key=key, answers=answers)
    with reading() as tables:
        return after_step(find_draft(tables, actor, key), here, filled)


@blueprint.post("/draft/<key>/<int:number>/keep")
def keep(key: str, number: int) -> AnyResponse:
    """Autosave: what was typed is kept as it is, nothing is said about it."""
    actor = current_actor()
    with reading() as tables:
        draft = find_draft(tables, actor, key)
        answers = merged(draft.answers, read_form(draft.form).answers, step_at(draft.form, number))
    execute(save_draft, actor=actor, key=key, answers=answers)
    return Response(status=204)


@blueprint.post("/draft/<key>/<int:number>/fields")
def fields(key: str, number: int) -> Response:
    """For htmx: the fields that apply to what is chosen now."""
    with reading() as tables:
        draft = find_draft(tables, current_actor(), key)
        here, filled = step_at(draft.form, number), read_form(draft.form)
        view = draw(draft.form, draft.world, merged(draft.answers, filled.answers, here), keys=here.keys)
        return page("citizen/_fields.html", form=view, refresh=refresh_url(draft, here))


@blueprint.post("/draft/<key>/send")
def send(key: str) -> AnyResponse:
    actor = current_actor()
    with reading() as tables:
        draft = find_draft(tables, actor, key)
        last = steps_of(draft.form)[-1]
        answers = merged(draft.answers, read_form(draft.form).answers, last) if last.keys else dict(draft.answers)
    try:
        execute(save_draft, actor=actor, key=key, answers=answers)
        filed = execute(file_draft, actor=actor, key=key)
    except Conflict as refusal:
        return sent_before(key, refusal)
    except Invalid as refusal:
        with reading() as tables:
            return check_page(find_draft(tables, actor, key), refusal.errors)
    session["just_filed"] = {"number": filed.number, "code": filed.query_code}
    return redirect(url_for("citizen.done", number=filed.number), 303)


def sent_before(key: str, refusal: Conflict) -> AnyResponse:
    """A form sent twice shows the case that the first one made."""
    with reading() as tables:
        number = find_draft(tables, current_actor(), key).number
    if number is None:
        raise refusal
    return redirect(url_for("citizen.done", number=number), 303)


@blueprint.post("/draft/<key>/discard")
def discard(key: str) -> AnyResponse:
    execute(discard_draft, actor=current_actor(), key=key)
    return redirect(url_for("citizen.mine"), 303)


def step_at(form: Form, number: int) -> Step:
    found = next((one for one in steps_of(form) if one.number == number), None)
    if found is None:
        raise NotFound()
    return found


def merged(before: Mapping[str, Any], given: Mapping[str, Any], here: Step) -> dict[str, Any]:
    """The draft with this step's answers in place of its earlier ones."""
    others = {key: value for key, value in before.items() if key not in here.keys}
    return others | {key: value for key, value in given.items() if key in here.keys}


def after_step(draft: Application, here: Step, filled: Filled) -> AnyResponse:
    errors = mistakes_of(draft, here) | filled.refused
    view = draw(draft.form, draft.world, draft.answers, keys=here.keys)
    if filled.command[0] == "later":
        return redirect(url_for("citizen.mine"), 303)
    if filled.stays:
        return step_page(draft, here, draft.answers, filled.refused)
    if newly_asked(view, filled):
        return step_page(draft, here, draft.answers, told=TOLD)
    if errors:
        return step_page(draft, here, draft.answers, errors)
    return redirect(url_for("citizen.step", key=draft.key, number=here.number + 1), 303)


def mistakes_of(draft: Application, here: Step) -> dict[str, list[str]]:
    """The whole form is checked, so that rules over several fields hold; only this step's mistakes are told."""
    return {name: texts for name, texts in all_mistakes(draft).items() if here.has(name)}


def all_mistakes(draft: Application) -> dict[str, list[str]]:
    try:
        check_answers(draft.form, draft.answers, draft.world)
    except Invalid as refusal:
        return refusal.errors
    return {}


def step_page(
    draft: Application, here: Step, answers: Mapping[str, Any], errors: Errors | None = None, told: str = ""
) -> Response:
    view = draw(draft.form, draft.world, answers, errors, keys=here.keys)
    steps = steps_of(draft.form)
    return page(
        "citizen/step.html", part="citizen/_fields.html" if asked_by_htmx() else None, status=422 if errors else 200,
        form=view, procedure=draft.procedure, step=here, total=len(steps), steps=progress(draft, steps, here),
        told=told, back=back_url(draft, here),
        refresh=refresh_url(draft, here),
        save=url_for("citizen.keep", key=draft.key, number=here.number), saved_at=draft.saved_at,
        then=draft.procedure.texts.home.get("then", ""), section="public.home",
    )


def check_page(draft: Application, errors: Errors | None = None) -> Response:
    """All that will be sent, a section a step, with the boxes to tick last."""
    steps = steps_of(draft.form)
    views = {one: draw(draft.form, draft.world, draft.answers, errors, one.keys) for one in steps}
    found = dict(errors or {}) or {n: t for n, t in all_mistakes(draft).items() if not steps[-1].has(n)}
    return page(
        "citizen/check.html", status=422 if errors else 200, procedure=draft.procedure, step=steps[-1],
        total=len(steps), steps=progress(draft, steps, steps[-1]), form=views[steps[-1]], submit=draft.form.submit,
        parts=[part(draft, one, views[one]) for one in steps[:-1]], mistakes=where_to_mend(draft, steps, views, found),
        send=url_for("citizen.send", key=draft.key), back=url_for("citizen.step", key=draft.key, number=len(steps) - 1),
        then=draft.procedure.texts.home.get("then", ""), section="public.home",
    )


def part(draft: Application, one: Step, view: FormView) -> dict[str, object]:
    return {"title": one.title, "lines": lines(view.fields, step_url(draft, one))}


def where_to_mend(
    draft: Application, steps: tuple[Step, ...], views: Mapping[Step, FormView], errors: Errors
) -> list[dict[str, str]]:
    labels = {one.name: one.label for view in views.values() for one in walk(view.fields)}
    targets = {one.name: one.first_id for view in views.values() for one in walk(view.fields)}
    return [
        {"label": label, "sentence": text, "url": mend_url(draft, steps, name, targets.get(name, "form"))}
        for name, label, text in named(errors, labels)
    ]


def mend_url(draft: Application, steps: tuple[Step, ...], name: str, target: str) -> str:
    home = next((one for one in steps if one.has(name)), steps[-1])
    return url_for("citizen.step", key=draft.key, number=home.number, _anchor=target)


def progress(draft: Application, steps: tuple[Step, ...], here: Step) -> list[dict[str, str | None]]:
    """Where we are: steps already come to lead back; those in order are ticked."""
    reached = max([here.number, *(one.number for one in steps if answered(draft, one))])
    wrong = all_mistakes(draft)
    return [
        {
            "label": one.title,
            "state": "now" if one == here else "done" if one.number <= reached and in_order(one, wrong) else "",
            "url": step_url(draft, one) if one.number <= reached and one != here else None,
        }
        for one in steps
    ]


def in_order(one: Step, wrong: Errors) -> bool:
    return not one.last and not any(one.has(name) for name in wrong)


def step_url(draft: Application, one: Step) -> str:
    return url_for("citizen.step", key=draft.key, number=one.number)


def answered(draft: Application, one: Step) -> bool:
    keys = {field.key for field in asked(draft.form, draft.answers, one.keys)}
    return bool(keys & set(draft.answers))


def back_url(draft: Application, here: Step) -> str:
    if here.number == 1:
        return url_for("citizen.mine")
    return url_for("citizen.step", key=draft.key, number=here.number - 1)


def refresh_url(draft: Application, here: Step) -> str:
    return url_for("citizen.fields", key=draft.key, number=here.number)
