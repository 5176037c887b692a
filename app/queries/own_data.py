"""All that the house keeps of whoever asks, piece by piece, so that a copy can be streamed (个人信息保护法45)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.models import Case
from app.procedures.form_model import Field
from app.queries.account import Account, account
from app.queries.archive import REGISTER, Archive, own_archive
from app.queries.documents import DocumentView, documents_of
from app.queries.mine import own_subjects
from app.queries.seen import Seen, see_case_id
from app.queries.shelf import registers
from app.queries.story import Event, story_of


@dataclass(frozen=True)
class OwnCase:
    """`answers`: what was handed in with the application, a label and its value a line; `given`: as it is kept."""

    number: str
    procedure: str
    title: str
    stage: str
    answers: tuple[tuple[str, str], ...]
    given: Mapping[str, Any]
    events: tuple[Event, ...]
    letters: tuple[DocumentView, ...]


Piece = Account | Archive | OwnCase


def labels() -> dict[str, str]:
    """What the fields of a record are called."""
    return {field.key: field.title for field in registers()[REGISTER].fields}


def own_data(session: Session, actor: Actor) -> Iterator[Piece]:
    """The account, then the archive of each subject that the person stands for, then each of its cases."""
    yield account(session, actor)
    for key, _ in own_subjects(session, actor):
        yield own_archive(session, actor, key)
    query = sa.select(Case.id).where(Case.subject_id.in_(actor.subject_ids)).order_by(Case.id)
    for case_id in session.scalars(query).all():
        yield _case(see_case_id(session, actor, case_id))
        session.expunge_all()  # one case at a time in memory


def _case(seen: Seen) -> OwnCase:
    case, procedure = seen.case, seen.live.running.procedure
    door = procedure.doors.get(case.door) or next(iter(procedure.doors.values()))
    fields = procedure.forms[door.form].fields
    return OwnCase(case.number, procedure.title, case.title, case.stage, tuple(_told(fields, case.answers)),
                   case.answers, story_of(seen).events, documents_of(seen))


def _told(fields: tuple[Field, ...], answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in fields:
        value = answers.get(field.key)
        if value in (None, "", [], {}):
            continue
        if field.type == "group" and isinstance(value, Mapping):
            yield from _told(field.fields, value)
        elif field.type == "dynamiclist" and isinstance(value, list):
            for row in value:
                yield from _told(field.fields, row)
        elif field.type != "file":
            yield field.label, _said(field, value)


def _said(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    names = {option.value: option.label for option in field.options}
    values = value if isinstance(value, list) else [value]
    return "、".join(names.get(str(one), str(one)) for one in values)
