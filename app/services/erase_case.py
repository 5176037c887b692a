"""Erase what a closed case holds once its time is over: values, salts, files. Chain, digests, numbers, dates stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.models import (
    Base,
    Case,
    Comment,
    Copy,
    Deadline,
    DeadlineChange,
    Document,
    Entry,
    Gram,
    Hand,
    Incident,
    Outbox,
    PublicDraft,
    Recusal,
    Reminder,
    Said,
    Task,
    Upload,
)
from app.services.context import Context
from app.services.keeping import forget_entry, forget_files, why_longer
from app.services.lock import lock_case_id
from app.services.public_drafts import COMMENTS
from app.services.verb import NothingDone

# What people wrote, by table: the columns and what stands there afterwards.
BLANK: tuple[tuple[type[Base], dict[str, Any]], ...] = (
    (Task, {"answers": None, "saved": None, "salt": None, "note": ""}), (Comment, {"text": ""}),
    (Reminder, {"text": "", "answer": None}), (Copy, {"reason": ""}),
    (Recusal, {"whom": "", "reason": "", "decision": ""}), (Document, {"data": {}, "recipient": "", "reason": ""}),
    (Upload, {"name": ""}), (Incident, {"error": ""}),
)


def erase_case(ctx: Context, *, case_id: int) -> dict[str, int] | None:
    """Returns how much went: answers, letters, files, remarks, comments. None where it is not time yet, or something
    holds it (`keeping.LONGER`): nothing changes then."""
    case = lock_case_id(ctx, case_id)
    row, kept = case.case, case.case.kept_until
    retention = case.running.procedure.retention
    if kept is None or retention is None or kept >= ctx.today or why_longer(ctx.session, case_id):
        raise NothingDone()
    gone = {"answers": _count(ctx, Task, Task.answers.is_not(None), row) + bool(row.answers),
            "letters": _count(ctx, Document, sa.true(), row), "files": _count(ctx, Upload, sa.true(), row),
            "remarks": _count(ctx, Comment, sa.true(), row)}
    forget_files(ctx, [*_digests(ctx, Document, row), *_digests(ctx, Upload, row)])
    gone["comments"] = sum(_erase(ctx, row, entry) for entry in _said_in_public(ctx, row))
    _blank(ctx, row)
    ctx.rows.set(row, answers={}, salt=b"", title=case.running.procedure.title, held=None, kept_until=None,
                 erased_at=ctx.now)
    ctx.trail.write(Tag.CASE_ERASED, row, after={"kept_until": kept.isoformat(), "years": retention.years,
                                                 "article": retention.article, **gone})
    return gone


def _count(ctx: Context, model: Any, condition: sa.ColumnElement[bool], case: Case) -> int:
    query = sa.select(sa.func.count()).select_from(model).where(model.case_id == case.id, condition)
    return ctx.session.scalar(query) or 0


def _digests(ctx: Context, model: Any, case: Case) -> Iterator[str]:
    yield from ctx.session.scalars(sa.select(model.digest).where(model.case_id == case.id))


def _said_in_public(ctx: Context, case: Case) -> list[Entry]:
    """What anybody said to the drafts of the case."""
    drafts = sa.select(PublicDraft.key).where(PublicDraft.case_id == case.id)
    return list(ctx.session.scalars(sa.select(Entry).where(Entry.part_of.in_(drafts), Entry.register == COMMENTS)))


def _erase(ctx: Context, case: Case, entry: Entry) -> bool:
    ctx.trail.write(Tag.REGISTER_ERASED, case, after={"register": entry.register, "entry": entry.key,
                                                      "version": forget_entry(ctx, entry)})
    return True


def _blank(ctx: Context, case: Case) -> None:
    tasks = sa.select(Task.id).where(Task.case_id == case.id)
    clocks = sa.select(Deadline.id).where(Deadline.case_id == case.id)
    changes: list[sa.Update | sa.Delete] = [
        sa.update(model).where(model.case_id == case.id).values(values)  # type: ignore[attr-defined]
        for model, values in BLANK]
    changes += [
        sa.update(Hand).where(Hand.task_id.in_(tasks)).values(answers=None, saved=None, salt=None, reason=""),
        sa.update(DeadlineChange).where(DeadlineChange.deadline_id.in_(clocks)).values(reason=""),
        sa.delete(Gram).where(Gram.case_id == case.id), sa.delete(Outbox).where(Outbox.case_id == case.id),
        sa.delete(Said).where(Said.stream == case.id)]
    for change in changes:
        ctx.session.execute(change.execution_options(synchronize_session=False))
