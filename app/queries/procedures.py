"""Published procedures as programs and pages read them, and the start form for the answers so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.domain.actor import Actor
from app.errors import NotFound
from app.models import Case, Subject
from app.procedures import Form, describe
from app.procedures.model import Door, Limit, Outcome, Procedure
from app.queries.seen import see_case
from app.services.house import Running, house
from app.services.intake import PARTIES, may_open
from app.services.world import World


@dataclass(frozen=True)
class LimitView:
    key: str
    title: str
    article: str
    length: int
    unit: str
    status: str
    source: str
    locked: bool


@dataclass(frozen=True)
class DoorView:
    id: str
    title: str
    openers: tuple[str, ...]


@dataclass(frozen=True)
class ProcedureView:
    """Contract: `GET /procedures`. `may_open` is said for this actor."""

    slug: str
    title: str
    prefix: str
    summary: str
    articles: tuple[str, ...]
    limits: tuple[LimitView, ...]
    may_open: bool
    openers: tuple[str, ...]
    doors: tuple[DoorView, ...]
    outcomes: tuple[Outcome, ...]
    follows: tuple[str, ...]
    release: str

    @property
    def for_parties(self) -> bool:
        """Whether it is the parties' to ask for; else it is an organ's own."""
        return bool(set(PARTIES) & set(self.openers))


@dataclass(frozen=True)
class ProcedureDetail(ProcedureView):
    start_form: Mapping[str, Any]


def list_procedures(session: Session, actor: Actor) -> tuple[ProcedureView, ...]:
    """The current release of each published procedure."""
    return tuple(ProcedureView(**_facts(running, actor)) for running in house().published(session))


def find_procedure(session: Session, actor: Actor, slug: str) -> ProcedureDetail:
    """With the start form as it begins, examples in it. Raises NotFound for one that is not published."""
    running = _current(session, slug)
    form = refresh_start(session, actor, slug, {})
    return ProcedureDetail(**_facts(running, actor), start_form=form)


def refresh_start(session: Session, actor: Actor, slug: str, answers: Mapping[str, Any], *, door: str | None = None,
                  on_behalf_of: str | None = None, follows: str | None = None) -> Mapping[str, Any]:
    """The fields of the start form that apply to these answers."""
    form, world = start_form(session, actor, slug, door=door, on_behalf_of=on_behalf_of, follows=follows)
    return describe(form, answers, world)


def start_form(session: Session, actor: Actor, slug: str, *, door: str | None = None, on_behalf_of: str | None = None,
               follows: str | None = None) -> tuple[Form, World]:
    """For a page that draws the form itself."""
    procedure = _current(session, slug).procedure
    subject = session.scalar(sa.select(Subject).where(Subject.key == on_behalf_of)) if on_behalf_of else None
    if actor.subject_ids and subject is not None and subject.id not in actor.subject_ids:
        subject = None
    world = World(session, actor, clock.now(), subject=subject, follows=_followed(session, actor, follows))
    return procedure.forms[_door(procedure, actor, door).form], world


def _followed(session: Session, actor: Actor, number: str | None) -> Case | None:
    """None for one that this actor may not know: then the form has nothing of it to offer."""
    try:
        return see_case(session, actor, number).case if number else None
    except NotFound:
        return None


def _door(procedure: Procedure, actor: Actor, door: str | None) -> Door:
    """The one named, else the first that this actor may use, else the first."""
    if door is not None and door in procedure.doors:
        return procedure.doors[door]
    mine = [d for d in procedure.doors.values() if may_open(actor, d)]
    return mine[0] if mine else next(iter(procedure.doors.values()))


def _current(session: Session, slug: str) -> Running:
    running = house().current(session, slug)
    if running is None:
        raise NotFound("没有这个程序，或者还没有发布。")
    return running


def _facts(running: Running, actor: Actor) -> dict[str, Any]:
    p = running.procedure
    return {
        "slug": p.slug, "title": p.title, "prefix": p.prefix, "summary": p.summary, "articles": p.articles,
        "limits": tuple(_limit(limit) for limit in p.limits.values()),
        "may_open": any(may_open(actor, door) for door in p.doors.values()),
        "openers": tuple(dict.fromkeys(role for door in p.doors.values() for role in door.openers)),
        "doors": tuple(DoorView(d.message, d.title, d.openers) for d in p.doors.values()),
        "outcomes": p.outcomes, "follows": tuple(dict.fromkeys(f.procedure for f in p.follows)),
        "release": running.hash,
    }


def _limit(limit: Limit) -> LimitView:
    return LimitView(limit.key, limit.title, limit.article, limit.length, limit.unit, limit.status, limit.source,
                     limit.locked)
