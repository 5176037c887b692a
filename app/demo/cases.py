"""Plays the steps of the demo's cases: each by the verb, as the person whose task it is. When they come is stage.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from app.demo.fill import by_example
from app.demo.meaning import meant
from app.demo.plots import Act, Plot
from app.demo.words import DEMANDS, FACTS, MARKET_DEMAND, MARKET_FACTS
from app.domain.actor import CLOCK, Actor
from app.errors import Conflict
from app.procedures import Form
from app.procedures.scenario_model import Opening
from app.queries.case_page import message_form
from app.queries.documents import documents_of
from app.queries.people import actor_of_login
from app.queries.procedures import start_form
from app.queries.reading import reading
from app.queries.seen import see_case
from app.queries.task_page import task_form
from app.services.claim_task import claim_task
from app.services.comment_case import comment_case
from app.services.complete_task import complete_task
from app.services.confirm_document import confirm_document
from app.services.execute import execute
from app.services.file_case import file_case
from app.services.return_task import return_task
from app.services.send_message import send_message
from app.services.transfer_task import post_holders
from app.services.upload_file import upload_file

SCAN = bytes.fromhex(  # a white dot: the smallest picture that is one
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082")
EYES = "supervisor"  # sees every case


@dataclass(frozen=True)
class Story:
    """A case to be: for which subject (opaque key), filed by whom, on which records, when, and how it goes on."""

    subject: str
    records: tuple[str, ...]
    by: str
    at: datetime
    plot: Plot
    text: int


@dataclass(frozen=True)
class Open:
    """An open task of a case: its id, its form, and who may do it (asked only where the act names nobody)."""

    id: int
    node: str
    form: Form
    people: tuple[str, ...]


class Company:
    """The people who play. A step that its case has left behind (closed, withdrawn) is skipped: life is like that."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._people: dict[str, Actor] = {}

    def take(self, story: Story, number: str, step: int) -> str:
        """One step; -1 files the case. Returns the number of the case that the story goes on with."""
        if step < 0:
            opening = story.plot.opening
            return self._open(story, story.plot.procedure, opening) if opening else self._file(story)
        act = story.plot.acts[step]
        if act.kind == "wait":
            return number
        if act.kind == "follow":
            return self._follow(story, act, number)
        if act.opening is not None:
            return self._open(story, act.name, act.opening)
        if act.kind == "confirm":
            self._confirm(story, number)
        elif act.kind == "message":
            self._send(self._player(act.by, story), act, number)
        elif (task := self._task(number, act)) is not None:
            self._do(self._player(act.by or self._one_of(task.people), story), act, number, task)
        return number

    def _player(self, by: str, story: Story) -> Actor:
        return self._person(story.by if by == "party" else by)

    def _person(self, login: str) -> Actor:
        if login not in self._people:
            with reading() as tables:
                found = actor_of_login(tables, login)
            if found is None:
                raise LookupError(login)
            self._people[login] = found
        return self._people[login]

    def _one_of(self, people: tuple[str, ...]) -> str:
        return people[self.random.randrange(len(people))]

    def _file(self, story: Story) -> str:
        actor = self._player("party", story)
        counter, market = not actor.subject_ids, story.plot.records == "market"
        named = {"door": story.plot.door, "records": list(story.records),
                 "facts": MARKET_FACTS if market else FACTS[story.text % len(FACTS)],
                 "demand": MARKET_DEMAND if market else DEMANDS[story.text % len(DEMANDS)],
                 "service": {"method": "direct"} if counter
                 else {"method": "electronic", "electronic_confirmed": True}}
        key = story.subject if counter else None
        with reading() as tables:
            form = start_form(tables, actor, story.plot.procedure, door=story.plot.door, on_behalf_of=key)
            answers = by_example(*form, named)
        return execute(file_case, actor=actor, procedure=story.plot.procedure, door=story.plot.door, answers=answers,
                       on_behalf_of=key, channel="counter" if counter else "online").number

    def _open(self, story: Story, procedure: str, opening: Opening) -> str:
        """As a scenario says. `clock`: the clock opens it."""
        actor = CLOCK if opening.by == "clock" else self._person(opening.by)
        where: dict[str, Any] = {"door": opening.door, "on_behalf_of": story.subject or None}
        with reading() as tables:
            form, _ = start_form(tables, actor, procedure, **where)
        bring_file(actor, form)
        with reading() as tables:
            form, world = start_form(tables, actor, procedure, **where)
            answers = by_example(form, world, meant(tables, form, world, opening.answers))
        return execute(file_case, actor=actor, procedure=procedure, answers=answers, **where).number

    def _follow(self, story: Story, act: Act, number: str) -> str:
        actor = self._player(act.by, story)
        with reading() as tables:
            form, _ = start_form(tables, actor, act.name, follows=number)
        bring_file(actor, form)
        with reading() as tables:
            form, world = start_form(tables, actor, act.name, follows=number)
            own = {"records": list(story.records)} if story.records else {}
            answers = by_example(form, world, {**own, **meant(tables, form, world, act.answers)})
        return execute(file_case, actor=actor, procedure=act.name, answers=answers, follows=number).number

    def _task(self, number: str, act: Act) -> Open | None:
        """The open task of a node; for a remark, whichever is open."""
        with reading() as tables:
            seen = see_case(tables, self._person(EYES), number)
            for task in seen.live.tasks:
                if act.kind == "comment" or task.node == act.name:
                    form = seen.live.running.procedure.forms[task.form]
                    free = not act.by and task.assignee is None
                    holders = post_holders(tables, task) if free else filter(None, [task.assignee])
                    return Open(task.id, task.node, form, tuple(person.login for person in holders))
        return None

    def _do(self, actor: Actor, act: Act, number: str, task: Open) -> None:
        if act.kind == "claim":
            execute(claim_task, actor=actor, task_id=task.id)
        elif act.kind == "comment":
            execute(comment_case, actor=actor, number=number, text=act.answers["text"])
        elif act.kind == "return":
            execute(return_task, actor=actor, task_id=task.id, to=act.answers["to"], reason=act.answers["reason"])
        else:
            bring_file(actor, task.form)
            with reading() as tables:
                form, world = task_form(tables, actor, task.id)
                answers = by_example(form, world, meant(tables, form, world, act.answers))
            execute(complete_task, actor=actor, task_id=task.id, answers=answers)

    def _send(self, actor: Actor, act: Act, number: str) -> None:
        with reading() as tables:
            form, _ = message_form(see_case(tables, actor, number), act.name)
        bring_file(actor, form)
        try:
            with reading() as tables:
                answers = by_example(*message_form(see_case(tables, actor, number), act.name), act.answers)
            execute(send_message, actor=actor, number=number, name=act.name, answers=answers)
        except Conflict:
            return

    def _confirm(self, story: Story, number: str) -> None:
        """The party confirms its letters, where it is one that signs in."""
        actor = self._player("party", story)
        if not actor.subject_ids:
            return
        with reading() as tables:
            papers = documents_of(see_case(tables, actor, number))
        for paper in papers:
            if paper.to_subject and paper.confirmed_at is None:
                execute(confirm_document, actor=actor, key=paper.id)


def bring_file(actor: Actor, form: Form) -> None:
    """An upload ready to be named, where the form may ask for one."""
    if any(field.type == "file" and field.required for field in form.walk()):
        execute(upload_file, actor=actor, name="扫描件.png", content=SCAN)
