"""Who is away and who does their work (代办): one's own page; for heads and administrators, that of others."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid, NotFound
from app.queries.absences import absences_of, possible_substitutes, under_me
from app.queries.people import me
from app.queries.reading import reading
from app.services.end_absence import end_absence
from app.services.execute import execute
from app.services.set_absence import set_absence
from app.web.account import blueprint
from app.web.desk.asked import read_day
from app.web.pages import page
from app.web.session import current_actor, is_staff, must_be_signed_in

Errors = dict[str, list[str]]


@blueprint.get("/away")
@blueprint.get("/away/<login>")
def away(login: str | None = None) -> AnyResponse:
    return must_be_signed_in() or show(whose(login))


@blueprint.post("/away/<login>")
def away_set(login: str) -> AnyResponse:
    form = request.form
    if sent := must_be_signed_in():
        return sent
    try:
        execute(set_absence, actor=current_actor(), login=login, substitute=form.get("substitute", ""),
                from_on=read_day("from_on", form), until_on=read_day("until_on", form), reason=form.get("reason", ""))
    except Invalid as refusal:
        return show(login, refusal.errors)
    flash("已设好代办，对方会收到通知；到期自己结束。", "done")
    return redirect(url_for("account.away", login=login), 303)


@blueprint.post("/away/<login>/<int:absence_id>/end")
def away_ended(login: str, absence_id: int) -> AnyResponse:
    if sent := must_be_signed_in():
        return sent
    execute(end_absence, actor=current_actor(), absence_id=absence_id)
    flash("已结束代办。", "done")
    return redirect(url_for("account.away", login=login), 303)


def whose(login: str | None) -> str:
    """Parties have no posts to lend."""
    if not is_staff(current_actor()):
        raise NotFound()
    with reading() as tables:
        return login or me(tables, current_actor()).login


def show(login: str, errors: Errors | None = None) -> Response:
    actor = current_actor()
    with reading() as tables:
        mine = me(tables, actor)
        values: dict[str, Any] = {
            "one": absences_of(tables, actor, login), "others": possible_substitutes(tables, actor, login),
            "asked_of_me": [s for s in mine.substitutions if s.substitute == mine.login],
            "people": under_me(tables, actor), "own": login == mine.login,
        }
    return page("account/away.html", status=422 if errors else 200, login=login, errors=errors or {},
                given=request.form, **values)
