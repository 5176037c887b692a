"""Letters before they are issued: completing is done in full, read, and undone, so that nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import sqlalchemy as sa

from app.files import Store
from app.letters import LetterModel, Rendered, preview
from app.models import Case, Document, Task
from app.services.complete_task import complete_task
from app.services.context import Context
from app.services.verb import NothingDone


@dataclass(frozen=True)
class Preview:
    """A letter that this step would send: to whom, and its marked copy."""

    letter: str
    title: str
    recipient: str
    rendered: Rendered


@dataclass
class Trial:
    """Stands for printer and store: letters bear 预览 and no number, and no file is left behind."""

    printed: list[Rendered] = field(default_factory=list)

    def render(self, letter: LetterModel, data: Mapping[str, object], **_marks: object) -> Rendered:
        self.printed.append(preview(letter, data))
        return self.printed[-1]

    def put(self, content: bytes) -> str:
        return ""


def preview_letters(ctx: Context, *, task_id: int, answers: Mapping[str, Any]) -> tuple[Preview, ...]:
    """What completing the task with these answers would send out now. Raises whatever completing would refuse."""
    query = (sa.select(Document.letter, Document.title, Document.recipient).join(Case, Case.id == Document.case_id)
             .join(Task, Task.case_id == Case.id).where(Task.id == task_id).order_by(Document.id))
    known = len(ctx.session.execute(query).all())
    trial = Trial()
    house = replace(ctx.house, files=cast(Store, trial), render=trial.render)
    complete_task(replace(ctx, house=house), task_id=task_id, answers=answers)
    ctx.session.flush()
    new = ctx.session.execute(query).all()[known:]
    raise NothingDone(tuple(Preview(*row, printed) for row, printed in zip(new, trial.printed, strict=True)))
