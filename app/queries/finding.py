"""Which cases may hold these words: found by pairs of signs, the rarest first, so that no search reads all cases."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.domain.grams import title_marks
from app.domain.identifiers import plain
from app.models import Case, Gram, Release, Subject
from app.services.house import house

MANY = 1_000
COMPARED = 6  # marks of which all must be there: who asks reads what is found, and compares the words


def holding(session: Session, marks: Collection[int]) -> list[int] | None:
    """Ids of the cases that may have all these marks. None where they are more than a thousand (or no mark was given):
    then to look through the cases from the newest on is the quicker way to the first fifty."""
    if not marks:
        return None
    first, *others = _rarest_first(session, marks)[:COMPARED]
    query = sa.select(Gram.case_id).where(Gram.mark == first, *(_has(mark, Gram.case_id) for mark in others))
    found = list(session.scalars(query.order_by(Gram.case_id.desc()).limit(MANY + 1)))
    return found if len(found) <= MANY else None


def named_like(session: Session, text: str) -> list[int] | None:
    """Ids of the cases whose title, number or name may hold this text, or whose subject has it for its code."""
    found = holding(session, title_marks(text))
    if found is None:
        return None
    coded = sa.select(Case.id).join(Subject, Subject.id == Case.subject_id).where(Subject.identifier == plain(text))
    return [*found, *session.scalars(coded.limit(MANY))]


def steps_like(session: Session, text: str) -> list[str]:
    """Titles of steps that hold this text, in whatever release."""
    known = (house().release(session, i).procedure.nodes for i in session.scalars(sa.select(Release.id)))
    titles = {node.title or node.id for nodes in known for node in nodes.values() if node.kind == "userTask"}
    return sorted(title for title in titles if text.lower() in title.lower())


def has_all(marks: Collection[int], case_id: InstrumentedAttribute[int]) -> list[sa.ColumnElement[bool]]:
    """As conditions on cases that are looked through one by one."""
    return [_has(mark, case_id) for mark in sorted(marks)]


def _has(mark: int, case_id: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    other = aliased(Gram)
    return sa.select(other.mark).where(other.mark == mark, other.case_id == case_id).exists()


def _rarest_first(session: Session, marks: Collection[int]) -> list[int]:
    """None is counted further than it takes to know that it is frequent."""
    asked = sa.values(sa.column("mark", sa.BigInteger), name="asked").data([(mark,) for mark in sorted(marks)]).cte()
    some = sa.select(Gram.case_id).where(Gram.mark == asked.c.mark).limit(MANY + 1).correlate(asked).subquery()
    count = sa.select(sa.func.count()).select_from(some).scalar_subquery()
    return [mark for mark, _ in sorted(session.execute(sa.select(asked.c.mark, count)), key=lambda row: row[1])]
