"""The demo's house: repeatable by seed and day, whole in its trail, with something to show on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.clock import frozen
from app.demo.load import load_demo
from app.demo.names import make_subjects
from app.demo.people import FIRST_SUBJECTS
from app.demo.pile import Pile
from app.demo.plots import PLOTS
from app.demo.records import make_repairable
from app.demo.scenes import scenes
from app.domain.actor import OPERATOR
from app.domain.calendar import built_in
from app.extensions import db
from app.models import Base, Case, Comment, Deadline, Document, Entry, Incident, Person, Subject, Task
from app.procedures import Library, freeze
from app.queries.proof import verify
from app.services.execute import execute
from app.services.publish_release import publish_release
from tests.conftest import make_app
from tests.support.house import ROOT

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 16, 12, 30, tzinfo=UTC)
CASES = len(PLOTS)  # every plot once
OPAQUE = re.compile(r"[\w-]{22}", re.ASCII)


def loaded(path: Path, now: datetime, cases: int, seed: int = 7) -> Flask:
    app = make_app(path, f"sqlite:///{path / 'demo.db'}")
    with app.app_context(), frozen(now):
        Base.metadata.create_all(db.engine)
        library = Library.read(ROOT)
        for slug in library.procedures:
            execute(publish_release, actor=OPERATOR, release=freeze(library, slug))
        load_demo(cases, seed, say=lambda _: None)
        db.session.remove()
    return app


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A house with one case of each plot, loaded at noon of a Monday."""
    app = loaded(tmp_path_factory.mktemp("demo"), NOON, CASES)
    with app.app_context(), frozen(NOON):
        yield app
        db.session.remove()
        db.engine.dispose()


def asked(*columns: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session().execute(sa.select(*columns))]


def what_is_in(app: Flask, now: datetime) -> dict[str, Any]:
    """All that a visitor could tell two houses apart by, without what is secret or random by design."""
    with app.app_context(), frozen(now):
        found = {
            "people": asked(Person.login, Person.name),
            "subjects": asked(Subject.key, Subject.name, Subject.identifier),
            "records": [(*row, without_keys(data)) for *row, data in
                        asked(Entry.title, Entry.dated, Entry.lifecycle, Entry.data)],
            "cases": asked(Case.number, Case.title, Case.status, Case.outcome, Case.stage, Case.opened_at),
            "tasks": asked(Task.node, Task.state, Task.assignee_id, Task.opened_at),
            "deadlines": asked(Deadline.key, Deadline.state, Deadline.last_day),
            "documents": asked(Document.number, Document.title, Document.issued_at),
        }
        db.session.remove()
        db.engine.dispose()
    return found


def without_keys(data: dict[str, Any]) -> dict[str, Any]:
    """An entry that names another names it by its opaque key."""
    return {name: value for name, value in data.items() if not (isinstance(value, str) and OPAQUE.fullmatch(value))}


def test_the_same_seed_and_day_give_the_same_house_at_any_hour(tmp_path: Path) -> None:
    first = what_is_in(loaded(tmp_path / "a", NOON, 3), NOON)
    again = what_is_in(loaded(tmp_path / "b", EVENING, 3), EVENING)
    other = what_is_in(loaded(tmp_path / "c", NOON, 3, seed=8), NOON)

    assert first == again
    assert first["subjects"] != other["subjects"]


def test_its_trail_verifies_and_nothing_failed_on_the_way(demo: Flask) -> None:
    proof = verify(db.session())

    assert proof.broken is None and proof.streams > CASES
    assert asked(sa.func.count(Incident.id)) == [(0,)]


def test_there_are_hundreds_of_subjects_and_thousands_of_records_with_sources(demo: Flask) -> None:
    assert asked(sa.func.count(Subject.id))[0][0] >= 300
    assert asked(sa.func.count(Entry.id))[0][0] >= 3000
    assert asked(sa.func.count(Entry.id).filter(Entry.register == "credit-records",
                                                Entry.organisation_id.is_(None))) == [(0,)]


def test_cases_stand_at_every_stage_of_life(demo: Flask) -> None:
    outcomes = {(procedure, outcome) for procedure, outcome in asked(Case.procedure, Case.outcome)}
    open_nodes = {node for node, state in asked(Task.node, Task.state) if state == "open"}

    assert {("objection", o) for o in ("e_done", "e_refused", "e_withdrawn", "e_market")} <= outcomes
    assert {("objection-review", "e_upheld"), ("objection-review", None)} <= outcomes
    assert {"register", "verify", "opinion", "sign", "approve_extension", "sp_check", "market_answer"} <= open_nodes


def test_most_procedures_that_stand_have_cases_and_half_of_them_some_under_way(demo: Flask) -> None:
    """Not those that only follow what takes years."""
    standing = Library.read(ROOT).procedures
    found = asked(Case.procedure, Case.status)
    under_way = {slug for slug, status in found if status == "open"}

    assert len({slug for slug, _ in found}) * 4 >= len(standing) * 3
    assert len(under_way) * 2 >= len(standing)


def test_some_are_late_some_came_back_and_people_talk_about_them(demo: Flask) -> None:
    assert asked(sa.func.count(Deadline.id).filter(Deadline.state == "breached", Deadline.open))[0][0] > 0
    assert [note for (note,) in asked(Task.note) if note]
    assert asked(sa.func.count(Comment.id))[0][0] > 0
    assert asked(sa.func.count(Document.id).filter(Document.confirmed_at.is_not(None)))[0][0] > 0
    assert "filed_source" in {door for (door,) in asked(Case.door)}


@pytest.mark.parametrize("login", ["citizen", "citizen2", "company"])
def test_who_signs_in_as_a_party_finds_matters_of_their_own(demo: Flask, login: str) -> None:
    found = db.session().scalar(sa.select(sa.func.count(Case.id)).join(Person, Person.id == Case.opened_by)
                                .where(Person.login == login))

    assert found and found >= 2


def test_no_two_cases_dispute_the_same_record(demo: Flask) -> None:
    named = [key for procedure, answers in asked(Case.procedure, Case.answers) if procedure == "objection"
             for key in answers["records"]]

    assert len(named) == len(set(named))


def test_nothing_happens_outside_office_hours_but_the_clock(demo: Flask) -> None:
    hours = {at.hour + 8 for (at,) in asked(Case.opened_at)}

    assert hours <= set(range(9, 18))


def test_cases_that_come_after_others_are_told_too() -> None:
    """A removal after a listing, a revocation after a repair: by whoever played the first case."""
    records = make_repairable(FIRST_SUBJECTS[0].key, 8, NOON.date(), 7)
    pile = Pile([(record, str(n)) for n, record in enumerate(records)])
    subjects = [*FIRST_SUBJECTS, *make_subjects(20, 7)]
    told = scenes(Random(7), Library.read(ROOT).procedures, subjects, pile, NOON, built_in())
    later = {act.name for story in told for act in story.plot.acts if act.kind in ("open", "follow")}
    assert {"severe-removal", "repair-revocation", "correction"} <= later
    assert len(told) < 60
