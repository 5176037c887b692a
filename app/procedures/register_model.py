"""What a register and a law text are, as data; their entries are rows and stand in app/models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.procedures.model import Status, Unit

FieldKind = Literal["text", "number", "date", "choice", "boolean", "list", "regulation", "entry", "organisation"]


@dataclass(frozen=True, slots=True)
class RegisterField:
    key: str
    title: str
    type: FieldKind = "text"
    required: bool = False
    public: bool = False  # shown on the public site
    personal: bool = False  # masked, and encrypted where it is kept
    options: Mapping[str, str] = field(default_factory=dict)  # of a choice; of a list: what it may hold
    of: str = ""  # of an `entry`: the register that it names an entry of


@dataclass(frozen=True, slots=True)
class ItemRule:
    """What holds of every item: `must` is an expression over its fields and `today`; the sentence stands at `field`."""

    must: str
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A register that is published in editions. `key`: what an item is known by from one edition to the next."""

    key: str
    title: str  # the field that calls an item, behind its key
    part: str | None = None  # a choice field: an edition replaces the items of one of its options
    unique: Mapping[str, str] = field(default_factory=dict)  # field -> sentence: no two items in force say the same
    rules: tuple[ItemRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Uses:
    """Items of a list in force are what an organ may read other registers for (条例19): the fields that say so."""

    organ: str  # an `organisation`: whose officers may read
    opens: str  # a `list` of names of registers


@dataclass(frozen=True, slots=True)
class RegisterClock:
    """A term of an entry (publication, retention): `starts` is a date field; when it is over `opens` opens a case."""

    key: str
    title: str
    article: str
    starts: str
    length: int
    unit: Unit
    opens: str | None = None
    by: str | None = None  # the choice field that `lengths` goes by
    lengths: Mapping[str, int] = field(default_factory=dict)
    measured: str | None = None  # the number field that holds the entry's own length; empty there: no term
    ends: str | None = None  # the date field that keeps its last day
    held_by: str | None = None  # a register: while the subject stands on it the term does not end
    when: str | None = None  # an expression over the entry: for which entries it runs


@dataclass(frozen=True, slots=True)
class RegisterFact:
    """What a flow may ask of an entry: an expression over it; or that its subject stands on another register with the
    same value in one field."""

    key: str
    when: str | None = None
    register: str | None = None
    same: str | None = None


@dataclass(frozen=True, slots=True)
class Erasure:
    """How long the values of an entry are kept after it was deleted, for the remedies against that."""

    months: int
    article: str
    status: Status
    source: str


@dataclass(frozen=True, slots=True)
class Register:
    name: str
    title: str
    entry: str  # what one entry is called
    article: str
    summary: str
    subject: bool  # entries belong to a credit subject
    public: bool
    public_when: str | None  # expression over an entry: which entries the public site shows
    readers: tuple[str, ...]  # roles
    fields: tuple[RegisterField, ...]
    marks: Mapping[str, str]  # annotations an entry may bear: objected -> 异议处理中
    clocks: Mapping[str, RegisterClock]
    listed: Listed | None = None
    facts: Mapping[str, RegisterFact] = field(default_factory=dict)
    uses: Uses | None = None
    erasure: Erasure | None = None  # none: entries are never deleted

    def field(self, key: str) -> RegisterField | None:
        return next((f for f in self.fields if f.key == key), None)


@dataclass(frozen=True, slots=True)
class Article:
    name: str  # 条例32, 条例17.2
    law: str  # 宁波市社会信用条例
    number: str
    text: str
    seen: bool = False  # see Law.seen


@dataclass(frozen=True, slots=True)
class Law:
    short: str
    title: str
    source: str
    seen: bool  # the official text was seen; otherwise a page says so
    in_force: str
    articles: Mapping[str, str]
    file: str
    local: bool = False  # 本市地方性法规: what items of our own lists must rest on (条例11, 23)
    repealed: str = ""  # the day from which it no longer holds

    @property
    def id(self) -> str:
        """The file's name: what an answer names it by."""
        return self.file.rpartition("/")[2].removesuffix(".yaml")

    def holds(self, day: str) -> bool:
        return self.in_force <= day and not (self.repealed and self.repealed <= day)
