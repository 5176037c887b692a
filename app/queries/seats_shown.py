"""How a reader sits at tasks, for lists and pages: as signer or delegate, for whom, how far a signing has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor, Standing
from app.models import Hand, Task
from app.procedures import Form
from app.procedures.signing import FORM, OPINION
from app.queries.seen import Seen
from app.queries.task_fields import Signed


@dataclass(frozen=True)
class SignerView:
    """A signer of a task, or (`kind` draft) the colleague it was delegated to. `organisation` stands for whoever will
    sign for it while `name` is empty; `acting_for` is the absent person in whose stead it was done."""

    id: int
    kind: str
    place: str
    role: str
    organisation: str | None
    login: str | None
    name: str | None
    acting_for: str | None
    state: str
    opinion: str | None
    opinion_label: str | None
    answers: dict[str, Any] | None
    asked_at: datetime
    ended_at: datetime | None
    reason: str


@dataclass(frozen=True)
class Mark:
    """`seat`: holder, signer or delegate; None for who only looks on."""

    seat: str | None
    acting_for: str | None
    signed: Signed | None


Row = tuple[int, str, int | None, str, int | None, str]  # id, state, assignee's id, role, organisation's id, signing


def marks(session: Session, actor: Actor, tasks: Sequence[Row]) -> dict[int, Mark]:
    """For the rows of a list, in one statement."""
    ids = [row[0] for row in tasks if row[5]]  # most tasks have nobody beside their holder
    query = sa.select(Hand).where(Hand.task_id.in_(ids), Hand.state != "dropped")
    hands: dict[int, list[Hand]] = {}
    for hand in session.scalars(query) if ids else ():
        hands.setdefault(hand.task_id, []).append(hand)
    return {row[0]: mark(actor, row[1:5], hands.get(row[0], [])) for row in tasks}


def mark(actor: Actor, task: tuple[str, int | None, str, int | None], hands: Iterable[Hand]) -> Mark:
    state, assignee_id, role, organisation_id = task
    asked = [hand for hand in hands if hand.kind == "sign"]
    signed = Signed(sum(hand.state == "done" for hand in asked), len(asked)) if asked else None
    if state != "open":
        return Mark(None, None, signed)
    for one in actor.standings:
        mine = next((hand for hand in hands if hand.state == "open" and _is_theirs(hand, one)), None)
        held = assignee_id == one.person_id or (assignee_id is None and one.posts_with(role, organisation_id))
        if mine or held:
            seat = "holder" if mine is None else "signer" if mine.kind == "sign" else "delegate"
            return Mark(seat, one.name if one.person_id != actor.person_id else None, signed)
    return Mark(None, None, signed)


def _is_theirs(hand: Hand, one: Standing) -> bool:
    if hand.person_id is not None:
        return hand.person_id == one.person_id
    return bool(one.posts_with(hand.role, hand.organisation_id))


def signers_of(seen: Seen, task: Task) -> tuple[SignerView, ...]:
    """In their order; a subject is not told how the organs share their work."""
    if seen.subject_side:
        return ()
    return tuple(_view(seen, task, hand) for hand in seen.live.hands_of(task))


def _view(seen: Seen, task: Task, hand: Hand) -> SignerView:
    return SignerView(
        hand.id, hand.kind, hand.place, hand.role, hand.organisation.name if hand.organisation else None,
        hand.person.login if hand.person else None, hand.person.name if hand.person else None,
        hand.absent.name if hand.absent else None, hand.state, hand.opinion or None,
        opinion_said(form_of_hand(seen, task, hand), hand.opinion), hand.answers, hand.asked_at, hand.ended_at,
        hand.reason)


def form_of_hand(seen: Seen, task: Task, hand: Hand) -> Form:
    """What this signer fills in: the task's form where the drawing asks, else the house's own."""
    forms = seen.live.running.procedure.forms
    return forms[FORM] if hand.kind == "sign" and hand.place != "drawn" else forms[task.form]


def opinion_said(form: Form, opinion: str) -> str | None:
    options = next((field.options for field in form.fields if field.key == OPINION), ())
    return next((one.label for one in options if one.value == opinion), None) if opinion else None
