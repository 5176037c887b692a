"""What the page of a move may ask: the kinds of field, how each is read from the form that was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.actor import Actor
from app.errors import Invalid
from app.queries.task_page import TaskView

Choice = tuple[str, str, str]  # value, label, a line below it
Choices = Callable[[Any, Actor, TaskView], tuple[Choice, ...]]
Sent = MultiDict[str, str]


@dataclass(frozen=True)
class Pick:
    """One of several."""

    name: str
    label: str
    choices: Choices
    kind: str = "pick"

    def read(self, sent: Sent) -> str:
        return sent.get(self.name, "")


@dataclass(frozen=True)
class Many:
    """Any of several."""

    name: str
    label: str
    choices: Choices
    kind: str = "many"

    def read(self, sent: Sent) -> list[str]:
        return sent.getlist(self.name)


@dataclass(frozen=True)
class Tick:
    name: str
    label: str
    hint: str = ""
    kind: str = "tick"

    def read(self, sent: Sent) -> bool:
        return bool(sent.get(self.name))


@dataclass(frozen=True)
class Words:
    """A text of some lines; `to` is the verb's parameter where the field has another name."""

    name: str
    label: str
    hint: str = ""
    to: str = ""
    kind: str = "words"

    def read(self, sent: Sent) -> str:
        return sent.get(self.name, "").strip()


@dataclass(frozen=True)
class Day:
    name: str
    label: str
    hint: str = ""
    kind: str = "day"

    def read(self, sent: Sent) -> date | None:
        return read_day(self.name, sent)


Field = Pick | Many | Tick | Words | Day


def read_day(name: str, sent: Sent) -> date | None:
    """Raises Invalid for what is no day."""
    given = sent.get(name, "").strip()
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as wrong:
        raise Invalid({name: ["日期要写成 2026-11-20 这样。"]}) from wrong


def read(fields: tuple[Field, ...], sent: Sent) -> dict[str, Any]:
    return {getattr(one, "to", "") or one.name: one.read(sent) for one in fields}
