"""The demo's time: office hours, and the order in which the steps of all cases come. What a step does is cases.py."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from app.clock import SHANGHAI, frozen
from app.demo.cases import Company, Story
from app.domain.calendar import Calendar
from app.errors import Refusal
from app.jobs.deadlines import sweep

OPENS, CLOSES = 9, 17


def work_hours(moment: datetime, hours: float, calendar: Calendar) -> datetime:
    """So many office hours later."""
    local, left = moment.astimezone(SHANGHAI), timedelta(hours=hours)
    while True:
        opens, closes = (datetime.combine(local.date(), time(h), SHANGHAI) for h in (OPENS, CLOSES))
        start = max(local, opens)
        works = calendar.is_workday(local.date())
        if works and start + left <= closes:
            return start + left
        if works and start < closes:
            left -= closes - start
        local = opens.replace(hour=0) + timedelta(days=1)


@dataclass(order=True)
class Turn:
    """A case's next step: step -1 files it."""

    at: datetime
    n: int
    story: Story
    number: str = ""
    step: int = -1


class Stage:
    """Acts come in the order of their moments, whatever case they belong to, so that time never runs back."""

    def __init__(self, calendar: Calendar, random: Random, until: datetime) -> None:
        self.calendar, self.random, self.until = calendar, random, until
        self.company = Company(random)
        self._count = itertools.count()
        self._turns: list[Turn] = []

    def play(self, stories: list[Story]) -> int:
        """Returns how many cases were filed."""
        for story in stories:
            heapq.heappush(self._turns, Turn(story.at, next(self._count), story))
        filed = 0
        for turn in self._due():
            with frozen(turn.at):
                number = self._take(turn)
            filed += number not in ("", turn.number)
            if number:
                self._next(turn, number)
        return filed

    def _take(self, turn: Turn) -> str:
        """A scenario is made for a house of its own: what this one refuses leaves the case where it stands."""
        try:
            return self.company.take(turn.story, turn.number, turn.step)
        except Refusal:
            if turn.story.plot.opening is None:
                raise
            return ""

    def _next(self, turn: Turn, number: str) -> None:
        step = turn.step + 1
        if step < len(turn.story.plot.acts):
            plot = turn.story.plot
            # Scenes keep their own time, so that plots go the same way whatever procedures stand.
            hours = plot.acts[step].hours * (1.0 if plot.opening else self.random.uniform(0.5, 1.6))
            at = work_hours(turn.at, hours, self.calendar)
            heapq.heappush(self._turns, Turn(at, next(self._count), turn.story, number, step))

    def _due(self) -> Iterator[Turn]:
        """What happens until the end, with a round of the clock each morning before it."""
        morning: datetime | None = None
        while self._turns and self._turns[0].at <= self.until:
            turn = heapq.heappop(self._turns)
            today = datetime.combine(turn.at.astimezone(SHANGHAI).date(), time(8, 59), SHANGHAI)
            if morning is not None and today > morning:
                clock_round(today)
            morning = today
            yield turn
        clock_round(self.until)


def clock_round(moment: datetime) -> None:
    with frozen(moment):
        sweep(moment)


def last_morning(until: datetime, days: Calendar) -> datetime:
    """The last working morning before that moment."""
    day = until.date() - timedelta(days=1)
    while not days.is_workday(day):
        day -= timedelta(days=1)
    return datetime.combine(day, time(9, 20), SHANGHAI)
