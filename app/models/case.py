"""Cases (事项), their tasks (待办), what they wait for, and comments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.models.base import Base, Digest
from app.models.deadline import Deadline
from app.models.people import Organisation, Person
from app.models.release import Release
from app.models.secret import SecretJson, SecretText
from app.models.subject import Subject


class Case(Base):
    __tablename__ = "case"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(24), unique=True)
    procedure: Mapped[str] = mapped_column(sa.String(40))
    release_id: Mapped[int] = mapped_column(sa.ForeignKey("release.id"))
    title: Mapped[str] = mapped_column(sa.String(200))
    status: Mapped[str] = mapped_column(sa.String(10), default="open")  # open, suspended, closed
    outcome: Mapped[str | None] = mapped_column(sa.String(60))  # end event id
    stage: Mapped[str] = mapped_column(sa.String(60), default="")
    subject_id: Mapped[int | None] = mapped_column(sa.ForeignKey("subject.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))  # who accepts
    door: Mapped[str] = mapped_column(sa.String(40), default="")
    channel: Mapped[str] = mapped_column(sa.String(20), default="online")
    opened_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    received_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    answers: Mapped[dict[str, Any]] = mapped_column(SecretJson("case.answers"), default=dict)
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary(16))  # of the commitments; empty once the values are erased
    kept_until: Mapped[date | None]  # the last day of keeping what a closed case holds; None once it is erased
    held: Mapped[str | None] = mapped_column(SecretText("case.held"))  # why it is kept longer: 复议, 诉讼
    erased_at: Mapped[datetime | None]
    passed: Mapped[list[Any]] = mapped_column(default=list)  # nodes that open a message (`after`), as far as passed
    query_code: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))  # digest only
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    cycle: Mapped[int | None]  # of a yearly procedure: the year whose case it is
    recused: Mapped[list[Any] | None]  # ids of people for whom it is closed (回避)
    trail_n: Mapped[int] = mapped_column(default=0)
    trail_head: Mapped[bytes | None] = mapped_column(Digest)
    version: Mapped[int] = mapped_column()
    snapshot: Mapped[bytes | None] = deferred(mapped_column(sa.LargeBinary))

    release: Mapped[Release] = relationship(viewonly=True)
    subject: Mapped[Subject | None] = relationship(viewonly=True)
    organisation: Mapped[Organisation | None] = relationship(viewonly=True)
    tasks: Mapped[list[Task]] = relationship(viewonly=True, order_by="Task.id")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.Index("ix_case_open", "procedure", "opened_at", "status", sqlite_where=sa.text("status != 'closed'"),
                 postgresql_where=sa.text("status != 'closed'")),
        sa.Index("ix_case_opened_at", "opened_at"),
        # what a month's report counts, without looking at a case
        sa.Index("ix_case_counted", "procedure", "opened_at", "closed_at"),
        sa.Index("ix_case_closed", "closed_at", "procedure", "organisation_id",
                 sqlite_where=sa.text("closed_at IS NOT NULL"), postgresql_where=sa.text("closed_at IS NOT NULL")),
        sa.Index("ix_case_kept_until", "kept_until", sqlite_where=sa.text("kept_until IS NOT NULL"),
                 postgresql_where=sa.text("kept_until IS NOT NULL")),
        sa.Index("uq_case_cycle", "procedure", "cycle", unique=True, sqlite_where=sa.text("cycle IS NOT NULL"),
                 postgresql_where=sa.text("cycle IS NOT NULL")),
    )


OPEN, DONE = sa.text("state = 'open'"), sa.text("state = 'done'")


class Task(Base):
    __tablename__ = "task"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    ref: Mapped[str] = mapped_column(sa.String(40))  # the engine's id of it
    node: Mapped[str] = mapped_column(sa.String(80))
    scope: Mapped[str] = mapped_column(sa.String(40))
    ways: Mapped[list[Any] | None]  # [scope, node] of the called diagrams around it that it may be sent back out of
    item: Mapped[str] = mapped_column(sa.String(80), default="")  # which one of several
    records: Mapped[list[Any] | None]  # the entries it is about, where the flow has narrowed those of the case
    title: Mapped[str] = mapped_column(sa.String(80))
    article: Mapped[str] = mapped_column(sa.String(80), default="")
    form: Mapped[str] = mapped_column(sa.String(80))
    role: Mapped[str] = mapped_column(sa.String(40))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(sa.String(10), default="open")  # open, done, cancelled
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    for_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))  # in whose stead it was done (代办)
    signing: Mapped[str] = mapped_column(sa.String(10), default="")  # all, any, sequence; asked: hands added by people
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None]  # the task whose completion opened it
    first_seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    target_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    deadline_id: Mapped[int | None] = mapped_column(sa.ForeignKey("deadline.id"))
    note: Mapped[str] = mapped_column(sa.String(500), default="")  # why it came back
    saved: Mapped[dict[str, Any] | None] = mapped_column(SecretJson("task.saved"))
    answers: Mapped[dict[str, Any] | None] = mapped_column(SecretJson("task.answers"))
    salt: Mapped[bytes | None] = mapped_column(sa.LargeBinary(16))

    case: Mapped[Case] = relationship(viewonly=True)
    assignee: Mapped[Person | None] = relationship(viewonly=True, foreign_keys=[assignee_id])
    absent: Mapped[Person | None] = relationship(viewonly=True, foreign_keys=[for_id])
    organisation: Mapped[Organisation | None] = relationship(viewonly=True)
    deadline: Mapped[Deadline | None] = relationship(viewonly=True)

    __table_args__ = (
        # unclaimed work of a post by its due day, straight from the index: an inbox page never sorts
        sa.Index("ix_task_group", "organisation_id", "role", "assignee_id", "due_at", "id", sqlite_where=OPEN,
                 postgresql_where=OPEN),
        sa.Index("ix_task_case", "case_id", "organisation_id"),  # also: which organs have a part in a case
        # what the board counts, without looking at a task: SQLite needs the state in it, though it is always the same
        sa.Index("ix_task_open", "case_id", "organisation_id", "role", "assignee_id", "due_at", "node", "opened_at",
                 "state", sqlite_where=OPEN, postgresql_where=OPEN),
        sa.Index("ix_task_ended", "ended_at", "node", sqlite_where=DONE, postgresql_where=DONE),
        sa.Index("ix_task_due", "due_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        sa.Index("ix_task_mine", "assignee_id", "due_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        sa.Index("ix_task_done", "assignee_id", "ended_at", sqlite_where=DONE, postgresql_where=DONE),
    )


class Wait(Base):
    """What the flow itself awaits: a timer by the name of its limit, a message by its name, a condition."""

    __tablename__ = "wait"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    ref: Mapped[str] = mapped_column(sa.String(40))
    node: Mapped[str] = mapped_column(sa.String(80))
    item: Mapped[str] = mapped_column(sa.String(80), default="")
    kind: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str] = mapped_column(sa.String(200))
    closed: Mapped[bool] = mapped_column(default=False)  # a message that comes too early or too late (`after`, `until`)


class Comment(Base):
    """An internal remark (内部意见); the subject never sees it."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(sa.Text)
    person: Mapped[Person] = relationship()
