"""What crosses the engine room's threshold: plain, frozen values in the project's own words. No SpiffWorkflow here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

# Which of several, outermost first: the index of an instance (0, 1 ...) or the number of a run ("further#2").
Key = tuple[str | int, ...]
WaitKind = Literal["timer", "message", "condition"]
# Answers the operations whose id starts with "ask.": whole id, parameters -> a JSON value. Called during the step.
Ask = Callable[[str, Mapping[str, object]], object]


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task for people. `id` is unique in its case and never used again; `scope` names the instance it lives in.

    `ways`: where it may be sent back from, as (scope, node): itself, then the called diagrams and subprocesses around
    it, innermost first, that may be left as a whole.
    """

    id: str
    node: str
    key: Key
    scope: str
    lane: str
    title: str
    article: str
    form: str
    props: Mapping[str, str]
    data: Mapping[str, object]
    ways: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something awaited, addressed by `id` and `node` together: two branches of one choice share an id.

    `name` is the key of the limit ("feedback", or "feedback@80%"), the message's name, or the condition's text.
    """

    id: str
    node: str
    key: Key
    kind: WaitKind
    name: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What the drawing asks the services to do in the same transaction."""

    op: str
    node: str
    key: Key
    params: Mapping[str, object]
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Visit:
    node: str
    key: Key


@dataclass(frozen=True, slots=True)
class Step:
    """What one command made of the case. `snapshot` is None once the case has ended: nothing of it is needed again."""

    snapshot: bytes | None
    open_tasks: tuple[OpenTask, ...]
    waiting: tuple[Waiting, ...]
    effects: tuple[Effect, ...]
    visited: tuple[Visit, ...]
    ended: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a drawing: the file, the element (its id, or empty), a word for tests, a sentence for people."""

    file: str
    element: str
    code: str
    sentence: str


class NotOpen(Exception):  # noqa: N818
    """该事项此刻没有打开这项待办，也没有在等这件事。Nothing changed."""


class StepFailed(Exception):  # noqa: N818
    """The step could not be finished; what is stored stays as it was. An incident for the administrator."""

    def __init__(self, node: str, reason: str) -> None:
        super().__init__(f"{node}：{reason}" if node else reason)
        self.node = node
        self.reason = reason


class DiagramRefused(Exception):  # noqa: N818
    """The drawing holds something that the engine does not carry."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("；".join(finding.sentence for finding in findings))
        self.findings = findings
