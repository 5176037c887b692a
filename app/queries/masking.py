"""Who reads how much of a subject's data: names, identifiers, answers. Which case may be seen at all is access.py's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.identifiers import mask
from app.models import Subject
from app.procedures.form_model import Field


@dataclass(frozen=True)
class SubjectView:
    """`id` is opaque; `identifier` is masked except to whoever must see it."""

    id: str
    name: str
    kind: str
    identifier: str


def subject_view(subject: Subject | None, *, whole: bool = False) -> SubjectView | None:
    if subject is None:
        return None
    kind = "citizen_id" if subject.kind == "natural" else "uscc"
    shown = subject.identifier if whole else mask(kind, subject.identifier)
    return SubjectView(subject.key, subject.name, subject.kind, shown)


def subject_answers(fields: tuple[Field, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Of somebody else's answers those that the form means for the subject (`audience: subject`)."""
    kept: dict[str, Any] = {}
    for field in fields:
        value = answers.get(field.key)
        if value is None:
            continue
        if field.public:
            kept[field.key] = value
        elif field.type == "group" and (inner := subject_answers(field.fields, value)):
            kept[field.key] = inner
        elif field.type == "dynamiclist" and field.fields:
            kept[field.key] = [row for row in (subject_answers(field.fields, one) for one in value) if row]
    return kept
