"""What of a case may be searched: its title, number and name; and its texts, which are long answers and remarks. What
stands in fields of its own for a person is none of them; numbers inside of a text are left out by domain/grams.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grams import grams, title_marks
from app.models import Case, Comment, Subject, Task
from app.models.secret import keyring
from app.procedures import Form, Procedure
from app.services.answers import leaves

PURPOSE = "gram.mark"


@dataclass(frozen=True)
class Text:
    """`title` says where it stands."""

    source: str
    title: str
    text: str


def texts_of(session: Session, case: Case, procedure: Procedure) -> Iterator[Text]:
    """In the order in which a reader comes to them."""
    door = procedure.doors.get(case.door)
    if door:
        yield from _told("start", "申请内容", procedure.forms.get(door.form), case.answers)
    for key, answers in case.answers.items():
        message = procedure.messages.get(key.removeprefix("message:")) if key.startswith("message:") else None
        if message:
            yield from _told(key[:60], message.title, procedure.forms.get(message.form), answers)
    query = sa.select(Task).where(Task.case_id == case.id, Task.state == "done").order_by(Task.id)
    for task in session.scalars(query):
        yield from _told(f"task:{task.id}", task.title, procedure.forms.get(task.form), task.answers or {})
    for remark in session.scalars(sa.select(Comment).where(Comment.case_id == case.id).order_by(Comment.id)):
        yield Text(f"comment:{remark.id}", "内部意见", remark.text)


def _told(source: str, title: str, form: Form | None, answers: Mapping[str, Any]) -> Iterator[Text]:
    found = [str(value) for field, _, value in leaves(form.fields, answers) if field.type == "textarea"] if form else []
    if found:
        yield Text(source, title, "\n".join(found))


def named(case: Case, subject: Subject | None) -> frozenset[int]:
    """Marks of what a case is called in lists."""
    return title_marks(f"{case.title} {case.number} {subject.name if subject else ''}")


def marks_of(text: str) -> frozenset[int]:
    ring = keyring()
    return frozenset(ring.mark(gram.encode(), PURPOSE) for gram in grams(text))
