"""Plays the plots: each step by the verb, as the person whose task it is, at its own moment; clocks fire in between."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from app.clock import SHANGHAI, frozen
from app.demo.fill import by_example
from app.demo.plots import DEMANDS, FACTS, PLOTS, Act
from app.domain.actor import Actor
from app.domain.calendar import Calendar
from app.errors import Conflict
from app.jobs.deadlines import sweep
from app.queries.case_page import find_case, message_form
from app.queries.people import actor_of_login
from app.queries.procedures import start_form
from app.queries.reading import reading
from app.queries.seen import see_case
from app.queries.task_page import TaskBrief, list_candidates, task_form
from app.services.claim_task import claim_task
from app.services.complete_task import complete_task
from app.services.execute import execute
from app.services.file_case import file_case
from app.services.send_message import send_message
from app.services.upload_file import upload_file

OPENS, CLOSES = 9, 17
SCAN = bytes.fromhex(  # a white dot: the smallest picture that is one
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082")


@dataclass(frozen=True)
class Story:
    """A case to be: for which subject (opaque key), filed by whom, on which records, when, and how it goes on."""

    subject: str
    records: tuple[str, ...]
    by: str
    at: datetime
    acts: tuple[Act, ...]
    text: int


def work_hours(moment: datetime, hours: float, calendar: Calendar) -> datetime:
    """So many office hours later."""
    local = moment.astimezone(SHANGHAI)
    left = timedelta(hours=hours)
    while True:
        opens, closes = (datetime.combine(local.date(), time(h), SHANGHAI) for h in (OPENS, CLOSES))
        start = max(local, opens)
        if calendar.is_workday(local.date()) and start + left <= closes:
            return start + left
        if calendar.is_workday(local.date()) and start < closes:
            left -= closes - start
        local = opens + timedelta(days=1)


class Stage:
    """Acts come in the order of their moments, whatever case they belong to, so that time never runs back."""

    def __init__(self, calendar: Calendar, random: Random, until: datetime) -> None:
        self.calendar, self.random, self.until = calendar, random, until
        self._next = itertools.count()
        self._queue: list[tuple[datetime, int, Story, str, int]] = []
        self._people: dict[str, Actor] = {}

    def play(self, stories: list[Story]) -> int:
        """Returns how many cases were filed."""
        for story in stories:
            heapq.heappush(self._queue, (story.at, next(self._next), story, "", -1))
        filed = 0
        for moment, story, number, step in self._moments():
            with frozen(moment):
                number = number or self._file(story)
                filed += step < 0
                if step >= 0:
                    self._act(number, story.acts[step])
            if step + 1 < len(story.acts):
                later = work_hours(moment, story.acts[step + 1].hours * self.random.uniform(0.5, 1.6), self.calendar)
                heapq.heappush(self._queue, (later, next(self._next), story, number, step + 1))
        return filed

    def _moments(self) -> Iterator[tuple[datetime, Story, str, int]]:
        """What happens until now, with a round of the clock each morning before it."""
        morning: datetime | None = None
        while self._queue and self._queue[0][0] <= self.until:
            moment, _, story, number, step = heapq.heappop(self._queue)
            today = datetime.combine(moment.astimezone(SHANGHAI).date(), time(8, 59), SHANGHAI)
            if morning is not None and today > morning:
                self._round(today)
            morning = today
            yield moment, story, number, step
        self._round(self.until)

    def _round(self, moment: datetime) -> None:
        with frozen(moment):
            sweep(moment)

    def actor(self, login: str) -> Actor:
        if login not in self._people:
            with reading() as tables:
                found = actor_of_login(tables, login)
            if found is None:
                raise LookupError(login)
            self._people[login] = found
        return self._people[login]

    def _file(self, story: Story) -> str:
        actor = self.actor(story.by)
        counter = not actor.subject_ids
        named = {"door": "filed_center", "records": list(story.records), "facts": FACTS[story.text % len(FACTS)],
                 "demand": DEMANDS[story.text % len(DEMANDS)],
                 "service": {"method": "direct"} if counter else {"method": "electronic", "electronic_confirmed": True}}
        key = story.subject if counter else None
        with reading() as tables:
            answers = by_example(*start_form(tables, actor, "objection", door="filed_center", on_behalf_of=key), named)
        return execute(file_case, actor=actor, procedure="objection", door="filed_center", answers=answers,
                       on_behalf_of=key, channel="counter" if counter else "online").number

    def _act(self, number: str, act: Act) -> None:
        """A step that the case has left behind (closed, withdrawn) is skipped: life is like that."""
        if act.kind == "message":
            self._send(number, act)
            return
        task = self._task(number, act.name)
        if task is None:
            return
        actor = self.actor(self._candidate(task))
        if act.kind == "claim":
            execute(claim_task, actor=actor, task_id=task.id)
            return
        with reading() as tables:
            needs_file = any(f.type == "file" and f.required for f in task_form(tables, actor, task.id)[0].walk())
        if needs_file:
            execute(upload_file, actor=actor, name="扫描件.png", content=SCAN)
        with reading() as tables:
            answers = by_example(*task_form(tables, actor, task.id), act.answers)
        execute(complete_task, actor=actor, task_id=task.id, answers=answers)

    def _send(self, number: str, act: Act) -> None:
        actor = self.actor("clerk")
        try:
            with reading() as tables:
                answers = by_example(*message_form(see_case(tables, actor, number), act.name), act.answers)
            execute(send_message, actor=actor, number=number, name=act.name, answers=answers)
        except Conflict:
            return

    def _task(self, number: str, node: str) -> TaskBrief | None:
        with reading() as tables:
            case = find_case(tables, self.actor("supervisor"), number)
        return next((t for t in case.tasks if t.node == node), None)

    def _candidate(self, task: TaskBrief) -> str:
        if task.assignee:
            return task.assignee
        with reading() as tables:
            people = list_candidates(tables, self.actor("supervisor"), task.id)
        return people[self.random.randrange(len(people))].login


def weights() -> tuple[list[str], list[int]]:
    return list(PLOTS), [weight for weight, _ in PLOTS.values()]
