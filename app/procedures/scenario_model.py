"""What a walk-through of a procedure is, as frozen dataclasses: how it opens, what each step does, where it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Unit = Literal["workdays", "days", "months", "years"]


@dataclass(frozen=True, slots=True)
class Opening:
    door: str
    by: str  # login
    answers: Mapping[str, object]
    follows: str | None = None
    after: str | None = None  # <procedure>/<scenario> that is walked first; nothing is followed
    wait: ScenarioStep | None = None  # days that go by before it is opened
    channel: str | None = None
    received_on: date | None = None
    subject: str | None = None  # login of the party whose subject an officer opens it for


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """task / message: its name, who, the answers. pass: the clock moves on past the limit `name` or by `days`.
    comment: what anybody says to the draft that the case has open, `name`, as the answers of the public form."""

    kind: Literal["task", "message", "pass", "comment"]
    name: str
    by: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    item: str | None = None
    length: int = 0
    unit: Unit = "days"


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    title: str
    opens: Opening
    steps: tuple[ScenarioStep, ...]
    ends: str
    expect: Mapping[str, object] = field(default_factory=dict)
    given: tuple[Mapping[str, object], ...] = ()  # register entries of the opener's subject that stand there before
