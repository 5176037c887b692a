"""What a procedure is, as frozen dataclasses; reading is in read.py and its neighbours, forms are in form_model.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.procedures.form_model import Form
from app.procedures.scenario_model import Scenario as Scenario
from app.procedures.scenario_model import Unit as Unit

Status = Literal["法定", "参照", "默认"]
RECEIVED, SERVED = "received_on", "served_on"  # moments of a limit: a day of the case, of its last letter
EDITION = "edition:"  # a moment: the day on which a register's last edition was published


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault of a folder: where it stands and what to do about it."""

    file: str
    element: str
    sentence: str

    def __str__(self) -> str:
        return ": ".join(x for x in (self.file, self.element, self.sentence) if x)


@dataclass(frozen=True, slots=True)
class Start:
    """When a limit begins: `event` is a word of reference 4.6; no node = when a timer naming it begins to wait.

    `moment` looks for the day elsewhere: `received_on` of the case, `served_on` of the letter served last to the
    subject, or a date that the message of `node` brought (a later day than today is never one).
    """

    event: str
    node: str | None = None
    moment: str | None = None

    @property
    def register(self) -> str:
        """The register whose last edition it counts from."""
        return (self.moment or "").removeprefix(EDITION) if (self.moment or "").startswith(EDITION) else ""

    @property
    def with_case(self) -> bool:
        """It begins when the case is opened."""
        return self.node is None and self.moment not in (None, SERVED)


@dataclass(frozen=True, slots=True)
class Extension:
    to: int  # the whole length after extending, in the limit's unit
    times: int
    approver: str  # role
    article: str


@dataclass(frozen=True, slots=True)
class Limit:
    key: str
    title: str
    article: str
    length: int
    unit: Unit
    status: Status
    source: str
    locked: bool
    start: Start
    met_by: tuple[str, ...] = ()
    extension: Extension | None = None
    pausable_by: str | None = None  # the article that lets it be paused
    breach_head: str | None = None  # 条例42 的项
    target: int | None = None  # an earlier goal of our own, same unit


@dataclass(frozen=True, slots=True)
class Lane:
    """Who works in a lane. `organisation`: a tag (credit_center), `$name` of the case's data, or `subject`.

    `person`: `$name` of the case's data, a login or the id of an entry that has one: their task and nobody else's.
    """

    id: str
    title: str
    roles: Mapping[str, str]  # organisation kind, or * for any -> role
    organisation: str
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """A way to open a case: the message of a start event. `organisation`: a tag, `$name` or `opener`."""

    message: str
    title: str
    openers: tuple[str, ...]  # roles; `clock` and `system` for doors that no person uses
    organisation: str
    form: str = "start"
    subject: bool = False  # the case is about a credit subject, whom an officer who opens it must name


@dataclass(frozen=True, slots=True)
class Message:
    """What may be sent to a running case. `by`: roles, `subject`, `system`. It is refused before the first node of
    `after` (where there are any) is passed, and once a node of `until` is."""

    name: str
    title: str
    form: str
    by: tuple[str, ...]
    until: tuple[str, ...] = ()
    refused: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invariant:
    """What holds on every path: `node` only after `needs` (with `after`: once that was passed), or at most `at_most`
    times, or never while `never_while` runs.
    """

    node: str
    sentence: str
    needs: str | None = None
    after: str | None = None
    at_most: int | None = None
    never_while: str | None = None
    file: str = field(default="", compare=False)  # the yaml that says it


@dataclass(frozen=True, slots=True)
class Separation:
    """Tasks that one person, or one organisation, may not do both (四眼原则)."""

    nodes: tuple[str, ...]
    by: Literal["person", "organisation"]
    article: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Follows:
    """The closed cases that a case of this procedure may follow; no outcomes = any; `again`: more than one of it."""

    procedure: str
    outcomes: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what a case holds is kept after it was closed. `status` and `source` as of a limit."""

    years: int
    article: str
    status: Status
    source: str


@dataclass(frozen=True, slots=True)
class Cycle:
    """A yearly procedure: the clock opens one case a year on this day (MM-DD)."""

    every: Literal["year"]
    opens_on: str
    door: str


@dataclass(frozen=True, slots=True)
class Outcome:
    id: str  # end event of the main flow
    title: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One file of documents/; app/letters/README.md fixes its keys, and app/letters reads `source` to print it."""

    id: str
    title: str
    organ: str
    must_state: tuple[str, ...]
    source: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Notice:
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Texts:
    """Words for people: a stage by node or lane, notices by name, refusals by code, outcomes by end event."""

    stages: Mapping[str, str] = field(default_factory=dict)
    next: Mapping[str, str] = field(default_factory=dict)  # what comes next, by node or lane
    notices: Mapping[str, Notice] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    home: Mapping[str, str] = field(default_factory=dict)  # the citizen's tile: title, summary, bring, then


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a drawing, as the pages and the check need it; how it runs is the engine's and the walk's."""

    id: str
    kind: str  # BPMN's local name: userTask, serviceTask, endEvent ...; eventSubProcess for those at any time
    title: str
    file: str
    process: str
    lane: str = ""
    article: str = ""
    form: str = ""  # user tasks: the property `form`, or the id
    operation: str = ""
    params: Mapping[str, str] = field(default_factory=dict)  # parameter -> expression
    result: str = ""
    event: str = ""  # timer, message, conditional, terminate, error
    limit: str = ""  # of a timer
    message: str = ""  # its name
    condition: str = ""
    calls: str = ""  # process of a call activity
    decision: str = ""
    scope: str = ""  # the subprocess it stands in
    attached_to: str = ""
    interrupting: bool = True  # of a boundary event or the start of an event subprocess
    many: str = ""  # the list of a multi-instance
    sets: tuple[str, ...] = ()  # names it puts into the data by itself: results, decision outputs, items of a list
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Procedure:
    slug: str
    title: str
    prefix: str
    process: str
    summary: str
    articles: tuple[str, ...]
    doors: Mapping[str, Door]
    lanes: Mapping[str, Lane]
    limits: Mapping[str, Limit]
    messages: Mapping[str, Message]
    invariants: tuple[Invariant, ...]
    separations: tuple[Separation, ...]
    follows: tuple[Follows, ...]
    retention: Retention | None
    cycle: Cycle | None
    outcomes: tuple[Outcome, ...]
    nodes: Mapping[str, Node]  # of the main drawing and of all it calls
    forms: Mapping[str, Form]  # by name: start, a task, a message
    letters: Mapping[str, Letter]
    texts: Texts
    words: Mapping[str, Mapping[str, object]]  # what app/letters calls shared: sentences, remedies, words, letterhead
    scenarios: Mapping[str, Scenario]
    drawings: Mapping[str, bytes]  # as the engine wants them: process.bpmn, _shared/serve.bpmn, level.dmn

    def node_title(self, node: str) -> str:
        return self.nodes[node].title if node in self.nodes else node

    def form_of(self, node: str) -> Form | None:
        """The form of a user task, by the task's id."""
        found = self.nodes.get(node)
        return self.forms.get(found.form) if found else None

    def stage(self, node: str) -> str:
        """What a citizen reads for this node: its own stage, its lane's, or its title."""
        found = self.nodes.get(node)
        words = self.texts.stages
        return words.get(node) or words.get(found.lane if found else "") or self.node_title(node)
