"""Finds texts of cases by their words: answers and remarks of the cases that the reader may see, and no others."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.domain.grams import excerpt
from app.errors import Invalid, NotAllowed
from app.models import Case, Findable, Gram, Passage
from app.models.secret import keyring
from app.queries.visible import visible_cases
from app.services import access
from app.services.house import house
from app.services.passages import Text, marks_of, texts_of

AT_ONCE = 100
MOST = 50  # texts that a search shows; who finds more says more
READ = 400  # texts opened to compare


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
    for case, sources in _candidates(session, actor, marks):
        procedure = house().release(session, case.release_id).procedure
        wanted = [text for text in texts_of(session, case, procedure) if text.source in sources]
        found += [one for one in (_found(case, procedure.title, text, q) for text in wanted) if one]
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def _candidates(session: Session, actor: Actor, marks: frozenset[int]) -> list[tuple[Case, set[str]]]:
    """Cases with the texts that hold every pair of signs, the newest first."""
    holding = (sa.select(Gram.passage_id).where(Gram.mark.in_(marks)).group_by(Gram.passage_id)
               .having(sa.func.count() == len(marks)))
    query = visible_cases(actor, sa.select(Case, Passage.source).join(Passage, Passage.case_id == Case.id))
    query = query.where(Passage.id.in_(holding))
    if actor.subject_ids:
        query = query.where(sa.or_(Case.subject_id.is_(None), Case.subject_id.not_in(actor.subject_ids)))
    by_case: dict[int, tuple[Case, set[str]]] = {}
    for case, source in session.execute(query.order_by(Case.id.desc(), Passage.id).limit(READ)):
        by_case.setdefault(case.id, (case, set()))[1].add(source)
    return list(by_case.values())


def _found(case: Case, procedure: str, text: Text, q: str) -> Found | None:
    place = excerpt(text.text, q)
    return Found(case.number, procedure, text.title, *place) if place else None


def unfindable(session: Session) -> list[int]:
    """Cases of which something was said since they were made findable, the newest first, so many at once."""
    done = sa.select(Findable.case_id).where(Findable.case_id == Case.id, Findable.trail_n == Case.trail_n,
                                             Findable.key == keyring().name[:16])
    return list(session.scalars(sa.select(Case.id).where(~done.exists()).order_by(Case.id.desc()).limit(AT_ONCE)))
