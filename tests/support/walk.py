"""Walks cases through the verbs as a program would: forms answered by their examples, what matters named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app import clock
from app.demo.fill import by_example as fill
from app.domain.actor import ANYONE, CLOCK, Actor
from app.extensions import db
from app.models import Case, Entry, Organisation, Person, Post, Subject, Task
from app.procedures import Form
from app.services.comment_on_draft import comment_on_draft
from app.services.complete_task import complete_task
from app.services.execute import execute
from app.services.file_case import Filed, file_case
from app.services.house import house
from app.services.public_drafts import newest_draft
from app.services.send_message import send_message
from app.services.upload_file import upload_file
from app.services.world import World
from tests.support.house import actor_of

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082")


def by_example(form: Form, world: World, named: Mapping[str, Any]) -> dict[str, Any]:
    """Answers that the form would take now: those named, the rest by example."""
    return fill(form, world, {key: meant(value, world) for key, value in named.items()})


def meant(value: Any, world: World) -> Any:
    """What has an id only in this house is named by what it is: `{records: TAG}`, `{organisation: TAG}`,
    `{entry: the beginning of its title}`."""
    if isinstance(value, dict) and set(value) == {"records"}:
        tags = value["records"] if isinstance(value["records"], list) else [value["records"]]
        return [key for key in world_records(world) if source_of(key) in tags]
    if isinstance(value, dict) and set(value) == {"organisation"}:
        tag = sa.select(Organisation.id).where(Organisation.tag == value["organisation"])
        return str(db.session().scalar(tag))
    if isinstance(value, dict) and set(value) == {"entry"}:
        return db.session().scalar(sa.select(Entry.key).where(Entry.title.startswith(str(value["entry"]))))
    if isinstance(value, dict) and set(value) == {"upload"}:
        return [bring_file(world.actor) for _ in range(int(value["upload"]))]
    if isinstance(value, dict):
        return {k: meant(v, world) for k, v in value.items()}
    return [meant(v, world) for v in value] if isinstance(value, list) else value


def world_records(world: World) -> list[str]:
    return [key for key, _ in world.records("")]


def source_of(key: str) -> str | None:
    query = sa.select(Organisation.tag).join(Entry, Entry.organisation_id == Organisation.id).where(Entry.key == key)
    return db.session().scalar(query)


def bring_file(actor: Actor) -> str:
    """An upload ready to be named in a form."""
    return str(execute(upload_file, actor=actor, name="证据.png", content=PNG)["id"])


def open_case(login: str, procedure: str, *, door: str | None = None, named: Mapping[str, Any] | None = None,
              **more: Any) -> Filed:
    actor = CLOCK if login == "clock" else actor_of(login)
    if actor is not CLOCK:
        bring_file(actor)
    session = db.session()
    running = house().current(session, procedure)
    assert running is not None
    doors = running.procedure.doors
    form = running.procedure.forms[(doors[door] if door else next(iter(doors.values()))).form]
    before = session.scalar(sa.select(Case).where(Case.number == more.get("follows")))
    subject = session.scalar(sa.select(Subject).where(Subject.key == more.get("on_behalf_of")))
    world = World(session, actor, clock.now(), follows=before, subject=subject)
    answers = by_example(form, world, {**({"door": door} if any(f.key == "door" for f in form.fields) else {}),
                                       **(named or {})})
    return execute(file_case, actor=actor, procedure=procedure, door=door, answers=answers, **more)


def open_tasks(number: str) -> list[Task]:
    query = sa.select(Task).join(Case, Case.id == Task.case_id).where(Case.number == number, Task.state == "open")
    db.session.rollback()
    return list(db.session().scalars(query.order_by(Task.id)))


def candidate(task: Task) -> str:
    """A login that may do the task."""
    query = (sa.select(Person.login).join(Post)
             .where(Post.role == task.role, Post.organisation_id == task.organisation_id).order_by(Person.id))
    found = db.session().scalar(query)
    assert found, f"nobody holds {task.role} at {task.organisation_id}"
    return found


def do(number: str, node: str, named: Mapping[str, Any] | None = None, *, by: str | None = None,
       item: str | None = None) -> dict[str, Any]:
    """Complete the open task of a node."""
    task = next(t for t in open_tasks(number) if t.node == node and item in (None, t.item))
    actor = actor_of(by or candidate(task))
    bring_file(actor)
    case = db.session().get_one(Case, task.case_id)
    form = house().release(db.session(), case.release_id).procedure.forms[task.form]
    answers = by_example(form, World(db.session(), actor, clock.now(), case=case, task=task), named or {})
    return execute(complete_task, actor=actor, task_id=task.id, answers=answers)


def tell(number: str, name: str, login: str, named: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Send a message into a case."""
    actor = actor_of(login)
    bring_file(actor)
    case = db.session().execute(sa.select(Case).where(Case.number == number)).scalar_one()
    procedure = house().release(db.session(), case.release_id).procedure
    form = procedure.forms[procedure.messages[name].form]
    answers = by_example(form, World(db.session(), actor, clock.now(), case=case), named or {})
    return execute(send_message, actor=actor, number=number, name=name, answers=answers)


def comment(number: str, text: str, named: Mapping[str, Any] | None = None, login: str = "") -> str:
    """Say something to the draft that a case has open, signed in or not; returns the receipt number."""
    draft = newest_draft(db.session(), case_of(number).id)
    assert draft is not None, "no public draft"
    answers = {"about": "all", "text": text, **(named or {})}
    told = execute(comment_on_draft, actor=actor_of(login) if login else ANYONE, draft=draft.key, answers=answers,
                   address="127.0.0.1")
    return str(told["receipt"])


def case_of(number: str) -> Case:
    db.session.rollback()
    db.session.expire_all()
    return db.session().execute(sa.select(Case).where(Case.number == number)).scalar_one()
