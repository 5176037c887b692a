"""What a form is: frozen fields read from form-js JSON; reading is in read_forms.py, checking answers in fields.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

FieldType = Literal[
    "textfield", "textarea", "number", "date", "datetime", "select", "radio", "checklist", "checkbox",
    "group", "dynamiclist", "text", "file", "record", "subject",
]  # fmt: skip
TYPES: tuple[str, ...] = FieldType.__args__  # type: ignore[attr-defined]
FORMATS = ("uscc", "citizen_id", "mobile", "email", "document_no", "url")
ERROR_WORDS = ("required", "min", "max", "min_length", "max_length", "pattern", "format", "options", "type", "rows")

# Caps where a form says nothing: nothing without an end enters the house.
LONGEST = {"textfield": 200, "textarea": 5000}
MOST_ROWS = 200
MOST_CHOICES = 500


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Only:
    """Which entries a field takes: an expression over an entry, and why another is refused (nothing: the default)."""

    must: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """`min` and `max`: a number, or for dates `today`, `today-30`, `2026-01-01` or the key of an earlier date field."""

    key: str
    type: FieldType
    label: str
    help: str = ""
    required: bool = False
    multiple: bool = False
    options: tuple[Option, ...] = ()
    source: str | None = None  # options that the world knows: organisations, records ...
    only: tuple[Only, ...] = ()
    min: str | None = None
    max: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    format: str | None = None
    accept: str | None = None
    digits: int | None = None
    money: bool = False
    fields: tuple[Field, ...] = ()
    rows: str | None = None  # one fixed row for each of these: records, comments
    items: str | None = None  # the register whose items the rows are, and whose rules they keep
    part: str | None = None  # the part of it that they are of
    min_rows: int = 0
    max_rows: int = MOST_ROWS
    when: str | None = None  # an expression over earlier answers
    evidence: str | None = None  # the file field asked for when this code's checksum fails
    prefill: str | None = None
    example: object = field(default=None, hash=False)
    errors: Mapping[str, str] = field(default_factory=dict, hash=False)
    public: bool = False  # the subject may see the answer
    engine: bool = False  # the answer travels into the flow's data
    readonly: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence about several fields: `must` is an expression over the answers, refused at `field` when not true."""

    must: str
    sentence: str
    field: str


@dataclass(frozen=True, slots=True)
class Form:
    id: str
    title: str
    fields: tuple[Field, ...]
    submit: str = "提交"
    intro: str = ""
    article: str = ""
    rules: tuple[Rule, ...] = ()

    def walk(self) -> Iterator[Field]:
        """All fields, those inside groups and lists behind their parent."""
        todo = list(self.fields)
        while todo:
            found = todo.pop(0)
            yield found
            todo[:0] = found.fields
