"""What a form may ask of the world: options, records, subjects and uploads, as far as this actor may use them.

It reads only, and stands with the verbs because they check answers by it; pages ask the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.actor import Actor
from app.models import Agency, Case, Document, Entry, Organisation, Person, Post, Subject, Task, Upload
from app.procedures import Field
from app.procedures.world import World as FormWorld
from app.services import item_rules, shelf
from app.services.answered import last_answers
from app.services.carried import carried
from app.services.context import Context
from app.services.live import Live
from app.services.public_drafts import BATCH, comments_on, newest_draft
from app.services.registers import entered_by, holds

UPLOAD_LIFE = timedelta(days=7)
MOST_OPTIONS = 500
Options = list[tuple[str, str]]


class World(FormWorld):
    """Answers for one actor at one moment, inside a case (and one of its tasks) or before there is one."""

    def __init__(self, session: Session, actor: Actor, now: datetime, *, case: Case | None = None,
                 task: Task | None = None, subject: Subject | None = None, follows: Case | None = None) -> None:
        self.session, self.actor, self.now = session, actor, now
        self.case, self.task, self.follows = case, task, follows
        self._subject = subject
        self._found: dict[tuple[str, str], Options] = {}

    @property
    def today(self) -> date:
        return today(self.now)

    @cached_property
    def subject(self) -> Subject | None:
        """The subject of the case, or the one an application is for: the actor's own where only one can be meant."""
        subject_id = self._subject.id if self._subject else self.case.subject_id if self.case else None
        if subject_id is None and len(self.actor.subject_ids) == 1:
            subject_id = next(iter(self.actor.subject_ids))
        return self.session.get(Subject, subject_id) if subject_id else None

    def options(self, field: Field) -> Sequence[tuple[str, str]]:
        """Value and label of each choice of a field whose `source` the house knows; empty for an unknown source."""
        if field.rows:
            return self._read(field.rows if field.rows in _SOURCES else "case_records")
        name, _, argument = (field.source or ("records" if field.type == "record" else "")).partition(":")
        found = self._read(name, argument)
        return self._fitting(field, found) if field.only else found

    def _read(self, name: str, argument: str = "") -> Options:
        """What a source has; asked once, though each value of each row of a list is held against it."""
        if (name, argument) not in self._found:
            read = _SOURCES.get(name)
            self._found[name, argument] = read(self, argument) if read else []
        return self._found[name, argument]

    def _fitting(self, field: Field, found: Options) -> Options:
        """Those entries for which the field's own conditions are true."""
        unfit = self._unfit(field, [key for key, _ in found])
        return [(key, title) for key, title in found if key not in unfit]

    def _unfit(self, field: Field, keys: list[str]) -> dict[str, str]:
        """The others, each with the sentence of the first condition that is not true of it."""
        rows = self.session.scalars(sa.select(Entry).where(Entry.key.in_(keys)))
        organs = [post.organisation for post in self.actor.posts]
        wrong = ((e.key, o.sentence) for e in rows for o in reversed(field.only)
                 if not holds(o.must, e, self.today, organs))
        return dict(wrong)

    def refusal(self, field: Field, value: object) -> str:
        """Which condition of the field an entry that its source has does not meet."""
        if not field.only or str(value) not in {key for key, _ in self.options(replace(field, only=()))}:
            return ""
        return self._unfit(field, [str(value)]).get(str(value), "")

    def knows(self, field: Field, value: object) -> bool:
        """Whether the value names something that this actor may use here."""
        if field.type == "file":
            return self._usable_upload(str(value))
        if field.type == "subject":
            return self.session.scalar(sa.select(Subject.id).where(Subject.key == str(value))) is not None
        return str(value) in {known for known, _ in self.options(field)}

    def example(self, field: Field) -> Any:
        """A value of a source that would be taken now, or None."""
        if field.type == "file":
            return self._free_upload()
        if field.type == "subject":
            return self.subject.key if self.subject else None
        known = self.options(field)
        return known[0][0] if known else None

    def prefill(self, field: Field) -> Any:
        """First values: subject.name .code .kind, actor.name .phone, case.records .organ, <form>.<key>,
        letters.<id>.number .issued_on."""
        name = field.prefill or ""
        if field.type == "dynamiclist":
            return carried(self, field) or None
        head, _, rest = name.partition(".")
        if head == "subject" and self.subject is not None:
            return {"name": self.subject.name, "code": self.subject.identifier,
                    "kind": "person" if self.subject.kind == "natural" else "organisation"}.get(rest)
        if head == "actor":
            return self._actor_word(rest)
        if name == "case.records":
            return self.rows_of_case()
        if name == "case.organ":
            organ = self.session.get(Organisation, self.case.organisation_id) if self.case else None
            return organ.name if organ else None
        if head == "letters":
            return self._of_letter(*rest.split("."))
        return self.earlier(head, rest)

    def item_faults(self, field: Field, rows: Sequence[Mapping[str, object]]) -> Mapping[str, list[str]]:
        """What the register's rules find in the rows of a list of its items, were it published today."""
        register = shelf.registers()[str(field.items)]
        return item_rules.faults(self.session, register, rows, self.today, field.part or "")

    def rows_of_case(self) -> list[str]:
        """Those that the flow has left to this task; those that the application names; else those that the case it
        follows has entered."""
        if self.task is not None and self.task.records is not None:
            return list(self.task.records)
        origin = self._origin
        found = origin.answers.get("records") if origin else None
        if not found and origin is not None and origin is not self.case:
            found = entered_by(self.session, origin.id)
        return list(found) if isinstance(found, list) else [found] if found else []

    def organisations(self, kind: str) -> Options:
        query = sa.select(Organisation).order_by(Organisation.name).limit(MOST_OPTIONS)
        if kind:
            query = query.where(Organisation.kind == kind)
        return [(str(o.id), o.name) for o in self.session.scalars(query)]

    def holders(self, role: str) -> Options:
        """The organisations in which somebody holds a post."""
        query = (sa.select(Organisation).join(Post, Post.organisation_id == Organisation.id)
                 .where(Post.role == role, Post.ended_at.is_(None)).order_by(Organisation.name).distinct())
        return [(str(o.id), o.name) for o in self.session.scalars(query)]

    def people(self, role: str) -> Options:
        query = (sa.select(Person).join(Post).where(Post.role == role, Post.ended_at.is_(None),
                 Person.disabled_at.is_(None)).order_by(Person.name).limit(MOST_OPTIONS))
        return [(p.login, p.name) for p in self.session.scalars(query).unique()]

    def letters(self, _argument: str) -> Options:
        if self.case is None:
            return []
        query = sa.select(Document).where(Document.case_id == self.case.id).order_by(Document.id.desc())
        return [(d.key, f"{d.title} {d.number}") for d in self.session.scalars(query)]

    def records(self, register: str) -> Options:
        """The subject's live entries (of its credit records, or of the register named); inside a case those it is
        about."""
        if self.case is not None or self.follows is not None:
            return self._read("case_records")
        if self.subject is None:
            return []
        query = (sa.select(Entry).where(Entry.register == (register or "credit-records"),
                 Entry.subject_id == self.subject.id, Entry.lifecycle == "live")
                 .order_by(Entry.dated.desc(), Entry.id.desc()).limit(MOST_OPTIONS))
        return [(e.key, e.title) for e in self.session.scalars(query)]

    def own_records(self, _argument: str) -> Options:
        """Those of the case that the actor's organs have supplied."""
        return self._of_case(Entry.organisation_id.in_([post.organisation_id for post in self.actor.posts]))

    def case_records(self, _argument: str) -> Options:
        return self._of_case()

    def _of_case(self, *which: sa.ColumnElement[bool]) -> Options:
        keys = self.rows_of_case()
        found = {e.key: e.title for e in self.session.scalars(sa.select(Entry).where(Entry.key.in_(keys), *which))}
        return [(key, found[key]) for key in keys if key in found]

    def register(self, name: str) -> Options:
        query = (sa.select(Entry).where(Entry.register == name, Entry.lifecycle == "live")
                 .order_by(Entry.dated.desc(), Entry.id).limit(MOST_OPTIONS))
        return [(e.key, e.title) for e in self.session.scalars(query)]

    def comments(self, _argument: str) -> Options:
        """What was said to the case's last draft and has no answer yet."""
        draft = newest_draft(self.session, self.case.id) if self.case else None
        found = comments_on(self.session, draft, unanswered=True, most=BATCH)
        return [(e.key, f"{e.data['about']}：{e.data['text']}") for e in found]

    def regulations(self, _argument: str) -> Options:
        return [(law.id, law.title) for law in item_rules.regulations(self.today)]

    def subjects(self, _argument: str) -> Options:
        query = (sa.select(Subject).join(Agency, Agency.subject_id == Subject.id)
                 .where(Agency.person_id == self.actor.person_id,
                        sa.or_(Agency.until.is_(None), Agency.until >= self.today))
                 .order_by(Agency.own.desc(), Subject.name))
        return [(s.key, s.name) for s in self.session.scalars(query)]

    @property
    def _origin(self) -> Case | None:
        """The case whose records count: this one, or the one it follows."""
        case = self.case or self.follows
        if case is not None and not case.answers.get("records") and case.follows_id:
            return self.session.get(Case, case.follows_id)
        return case

    def _of_letter(self, letter: str, what: str) -> str | None:
        """`number` or `issued_on` of the last letter of that id in this case."""
        query = (sa.select(Document).where(Document.case_id == (self.case.id if self.case else None),
                 Document.letter == letter).order_by(Document.id.desc()).limit(1))
        found = self.session.scalar(query)
        return None if found is None else found.number if what == "number" else today(found.issued_at).isoformat()

    def _actor_word(self, name: str) -> str | None:
        """`seat`: `subject` where the actor stands for the subject, else `officer`."""
        if name == "name":
            return self.actor.name
        if name == "seat":
            return "subject" if self.subject is not None and self.actor.stands_for(self.subject.id) else "officer"
        person = self.session.get(Person, self.actor.person_id) if self.actor.person_id else None
        return {"phone": person.mobile, "email": person.email}.get(name) if person else None

    def earlier(self, form: str, key: str) -> Any:
        """An earlier answer of this case: of the start form, a message, or the last time a task was done (of several,
        `compile|revise`, the one done last); of a list (`<list>.<key>`) that of the row which this one of several
        tasks is about."""
        if self.case is None:
            return None
        listed, _, part = key.partition(".")
        if part:
            rows, n = self.earlier(form, listed), (self.task.item if self.task else "").rpartition("/")[2]
            return rows[int(n)].get(part) if isinstance(rows, list) and n.isdigit() and int(n) < len(rows) else None
        if form == "start":
            return self.case.answers.get(key)
        done = last_answers(self.session, self.case.id, form.split("|"))
        answers = done or self.case.answers.get(f"message:{form}")
        return answers.get(key) if isinstance(answers, dict) else None

    def _usable_upload(self, upload_id: str) -> bool:
        row = self.session.get(Upload, upload_id)
        if row is None or row.person_id != self.actor.person_id:
            return False
        kept = row.case_id is not None and self.case is not None and row.case_id == self.case.id
        return kept or (row.case_id is None and self.now - row.at <= UPLOAD_LIFE)

    def _free_upload(self) -> str | None:
        query = (sa.select(Upload.id).where(Upload.person_id == self.actor.person_id, Upload.case_id.is_(None),
                 Upload.at >= self.now - UPLOAD_LIFE).order_by(Upload.at.desc()).limit(1))
        return self.session.scalar(query)


_SOURCES: dict[str, Callable[[World, str], Options]] = {
    "records": World.records, "case_records": World.case_records, "own_records": World.own_records,
    "organisations": World.organisations,
    "holders": World.holders,
    "people": World.people, "letters": World.letters, "register": World.register, "subjects": World.subjects,
    "comments": World.comments, "regulations": World.regulations,
}
SOURCES: Sequence[str] = tuple(_SOURCES)


def world_of(ctx: Context, live: Live, task: Task | None = None) -> World:
    """Inside a running case (for one of its tasks)."""
    return World(ctx.session, ctx.actor, ctx.now, case=live.case, task=task)


def world_for(ctx: Context, subject: Subject | None, before: Case | None) -> World:
    """Before there is a case."""
    return World(ctx.session, ctx.actor, ctx.now, subject=subject, follows=before)
