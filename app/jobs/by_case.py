"""Work that is done case by case: by one clock in a round, or by several workers, a case at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.domain.actor import CLOCK
from app.queries.due import open_incidents, set_aside
from app.queries.reading import reading
from app.services.execute import execute
from app.services.incidents import raise_incident, resolve_incident, told

T = TypeVar("T")
FAILURES = (Exception,)  # one bad case must not stop the others, whatever is wrong with it


@dataclass(frozen=True)
class ByCase(Generic[T]):
    """`cases` finds the cases that have some of this work at a moment, the most urgent first; 0 is no case at all.

    `one` does it for one of them and asks for itself what is left to do: to ask for it twice does no harm.
    """

    name: str
    cases: Callable[[Session, datetime], Iterable[int]]
    one: Callable[[int, datetime], T]

    def due(self, now: datetime) -> list[int]:
        """Without those that failed and wait for their next try or for a person."""
        with reading() as tables:
            aside = set_aside(tables, self.name, now)
            return [case_id for case_id in self.cases(tables, now) if case_id not in aside]

    def do(self, case_id: int, now: datetime) -> T | None:
        """What fails is counted, tried again after growing pauses, and in the end stands before the administrator."""
        try:
            done = self.one(case_id, now)
        except FAILURES as error:
            execute(raise_incident, actor=CLOCK, now=now, work=self.name, ref=case_id, **told(error))
            return None
        with reading() as tables:
            troubled = case_id in open_incidents(tables, self.name)
        if troubled:
            execute(resolve_incident, actor=CLOCK, now=now, work=self.name, ref=case_id)
        return done
