"""Say from when to when somebody is away and who does their work meanwhile (代办)."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotFound
from app.models import Absence, Person
from app.services.absences import LONGEST, find_person, must_say_for, organs_of
from app.services.context import Context
from app.services.reasons import written


def set_absence(ctx: Context, *, login: str, substitute: str, from_on: date | None, until_on: date | None,
                reason: str) -> int:
    """Days are whole, both ends included. Returns the row's id. Raises Invalid for days or a substitute that will not
    do, Conflict where the person is away already, NotAllowed, NotFound."""
    person = find_person(ctx, login)
    must_say_for(ctx, person)
    first, last = _days(ctx, from_on, until_on)
    why = written(reason, "请写明不在岗的原因，例如休假、出差、培训。")
    other = _substitute(ctx, person, substitute, first, last)
    row = Absence(person_id=person.id, substitute_id=other.id, from_on=first, until_on=last, reason=why[:300],
                  set_by=ctx.actor.person_id, set_at=ctx.now)
    if _away(ctx, person, first, last):
        raise Conflict(f"{person.name}这几天已经设了代办，请先撤销再设。", code="away_already")
    ctx.session.add(row)
    ctx.session.flush()
    ctx.trail.write(Tag.SUBSTITUTE_SET, after={"absence": row.id, "person": person.id, "substitute": other.id,
                                               "from": first.isoformat(), "until": last.isoformat(), "reason": why})
    ctx.send("notice", {"what": "substitute", "to": other.login, "title": person.name})
    return row.id


def _days(ctx: Context, first: date | None, last: date | None) -> tuple[date, date]:
    errors = {"from_on": [] if first else ["请填写从哪一天起。"], "until_on": [] if last else ["请填写到哪一天止。"]}
    if first and first < ctx.today:
        errors["from_on"].append("不能早于今天：代办不能倒填日期。")
    if first and last and last < first:
        errors["until_on"].append("不能早于开始的那一天。")
    if first and last and last - first >= timedelta(days=LONGEST):
        errors["until_on"].append("最多一年；更长的，请把待办交接给接任的人。")
    wrong = {key: sentences for key, sentences in errors.items() if sentences}
    if wrong or first is None or last is None:
        raise Invalid(wrong)
    return first, last


def _substitute(ctx: Context, person: Person, login: str, first: date, last: date) -> Person:
    try:
        found = find_person(ctx, login)
    except NotFound:
        raise Invalid({"substitute": ["请选择由谁代办。"]}) from None
    if found.id == person.id:
        raise Invalid({"substitute": ["不能由本人代办。"]})
    if found.disabled_at is not None or not organs_of(found) & organs_of(person):
        raise Invalid({"substitute": ["代办的人要和本人在同一单位、正在岗。"]})
    if _away(ctx, found, first, last):
        raise Invalid({"substitute": [f"{found.name}这几天自己也不在岗，请另选一人。"]})
    return found


def _away(ctx: Context, person: Person, first: date, last: date) -> bool:
    query = sa.select(Absence.id).where(Absence.person_id == person.id, Absence.ended_at.is_(None),
                                        Absence.from_on <= last, Absence.until_on >= first).limit(1)
    return ctx.session.scalar(query) is not None
