"""Finds texts of cases by their words: answers and remarks of the cases that the reader may see, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.domain.grams import excerpt
from app.errors import Invalid, NotAllowed
from app.models import Case, Findable
from app.models.secret import keyring
from app.queries.finding import has_all, holding
from app.queries.visible import visible_cases
from app.services import access
from app.services.house import house
from app.services.passages import Text, marks_of, texts_of

AT_ONCE = 100
MOST = 50  # texts that a search shows; who finds more says more
READ = 400  # cases opened to compare, so many at once
STEP = 40


@dataclass(frozen=True)
class Found:
    """`before`, `words` and `after` are the place where it stands, numbers and addresses of people left out."""

    case: str
    procedure_title: str
    title: str
    before: str
    words: str
    after: str


def search_texts(session: Session, actor: Actor, q: str) -> tuple[Found, ...]:
    """Texts that hold these words, of the newest cases first, at most fifty. For officers.

    Raises Invalid for less than two signs (a number of a person is none), NotAllowed to the subjects' side.
    """
    if not access.is_officer(actor):
        raise NotAllowed("全文检索只对办理单位的工作人员开放。")
    marks = marks_of(q)
    if not marks:
        raise Invalid({"q": ["请至少输入连着的两个字；证件号码、电话和邮箱不能检索。"]})
    found: list[Found] = []
    for case in _candidates(session, actor, marks):
        procedure = house().release(session, case.release_id).procedure
        texts = texts_of(session, case, procedure)
        found += [one for one in (_found(case, procedure.title, text, q) for text in texts) if one]
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def _candidates(session: Session, actor: Actor, marks: frozenset[int]) -> Iterator[Case]:
    """Cases that hold every pair of signs, the newest first, read some at a time."""
    ids = holding(session, marks)
    query = visible_cases(actor, sa.select(Case))
    query = query.where(*has_all(marks, Case.id)) if ids is None else query.where(Case.id.in_(ids))
    if actor.subject_ids:
        query = query.where(sa.or_(Case.subject_id.is_(None), Case.subject_id.not_in(actor.subject_ids)))
    last = 2**31 - 1
    for _ in range(READ // STEP):
        cases = list(session.scalars(query.where(Case.id < last).order_by(Case.id.desc()).limit(STEP)))
        yield from cases
        if len(cases) < STEP:
            return
        last = cases[-1].id


def _found(case: Case, procedure: str, text: Text, q: str) -> Found | None:
    place = excerpt(text.text, q)
    return Found(case.number, procedure, text.title, *place) if place else None


def unfindable(session: Session) -> list[int]:
    """Cases of which something was said since they were made findable, the newest first, so many at once."""
    done = sa.select(Findable.case_id).where(Findable.case_id == Case.id, Findable.trail_n == Case.trail_n,
                                             Findable.key == keyring().name[:16])
    return list(session.scalars(sa.select(Case.id).where(~done.exists()).order_by(Case.id.desc()).limit(AT_ONCE)))
