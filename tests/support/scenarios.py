"""Plays a scenario of a procedure's folder: opens the case, takes each step as the person named, moves the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.clock import SHANGHAI, today
from app.domain.actor import OPERATOR
from app.domain.calendar import built_in
from app.domain.deadlines import due
from app.extensions import db
from app.jobs.deadlines import sweep
from app.models import Case, Deadline, Document, Entry
from app.procedures.model import Procedure
from app.procedures.scenario_model import Scenario, ScenarioStep
from app.services.execute import execute
from app.services.registers import entered_by
from tests.support.house import enter_given, subject_of
from tests.support.walk import bring_file, case_of, comment, do, open_case, open_tasks, tell  # noqa: F401


class Ticking:
    """A clock that a scenario moves on."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        return self.moment


def play(slug: str, scenario: Scenario, procedures: Mapping[str, Procedure]) -> str:
    """Returns the case's number once the last step is done."""
    ticking = Ticking(clock.now())
    clock.set_clock(ticking)
    try:
        follows, after = scenario.opens.follows, scenario.opens.after
        if after:
            procedure, _, name = after.partition("/")
            _play(procedure, procedures[procedure].scenarios[name], ticking, None)
        before = play_followed(follows, slug, procedures, ticking) if follows else None
        return _play(slug, scenario, ticking, before)
    finally:
        clock.set_clock(None)


def play_followed(name: str, slug: str, procedures: Mapping[str, Procedure], ticking: Ticking) -> str:
    """The scenario that this one follows: `<procedure>/<scenario>`, or one of a procedure it may follow."""
    for follow in procedures[slug].follows:
        found = procedures[follow.procedure].scenarios.get(name.rpartition("/")[2])
        if found is not None:
            return _play(follow.procedure, found, ticking, None)
    raise AssertionError(f"no scenario {name} to follow")


def _play(slug: str, scenario: Scenario, ticking: Ticking, before: str | None) -> str:
    opens = scenario.opens
    if opens.wait:
        ticking.moment = _later(opens.wait, ticking.moment)
    if scenario.given:
        execute(enter_given, actor=OPERATOR, subject=subject_of(opens.subject or opens.by), given=scenario.given)
    more = {k: v for k, v in (("channel", opens.channel), ("received_on", opens.received_on), ("follows", before),
                              ("on_behalf_of", subject_of(opens.subject) if opens.subject else None)) if v}
    filed = open_case(opens.by, slug, door=opens.door, named=opens.answers, **more)
    for step in scenario.steps:
        take_step(filed.number, step, ticking)
    return filed.number


def take_step(number: str, step: ScenarioStep, ticking: Ticking) -> None:
    if step.kind == "task":
        do(number, step.name, step.answers, by=step.by or None, item=step.item)
    elif step.kind == "message":
        tell(number, step.name, step.by, step.answers)
    elif step.kind == "comment":
        comment(number, step.name, step.answers, step.by)
    else:
        ticking.moment = _after(number, step, ticking.moment)
        result = sweep(ticking.moment)
        assert result.parked == 0


def _after(number: str, step: ScenarioStep, now: datetime) -> datetime:
    """The moment after a limit of the case has ended, or after so many days."""
    if not step.name:
        return _later(step, now)
    query = (sa.select(Deadline.due_at).join(Case, Case.id == Deadline.case_id)
             .where(Case.number == number, Deadline.key == step.name, Deadline.open).order_by(Deadline.due_at.desc()))
    ends = db.session().scalars(query).first()
    assert ends is not None, f"no limit {step.name} is running"
    return ends + timedelta(hours=2)


def _later(step: ScenarioStep, now: datetime) -> datetime:
    last = due(today(now), step.length, step.unit, built_in()).last_day
    return datetime(last.year, last.month, last.day, 10, tzinfo=SHANGHAI).astimezone(UTC)


def must_stand_as_expected(number: str, scenario: Scenario) -> None:
    """The case has ended where the scenario says, with the letters, limits and entries that it names."""
    case = case_of(number)
    assert case.status == "closed"
    assert case.outcome == scenario.ends
    _letters(case.id, scenario.expect.get("letters", ()))
    _limits(case.id, scenario.expect.get("limits", {}))
    _register(case, scenario.expect.get("register", {}))
    _entries(case, scenario.expect.get("entries", {}))


def _letters(case_id: int, wanted: Any) -> None:
    issued = set(db.session().scalars(sa.select(Document.letter).where(Document.case_id == case_id)))
    assert set(wanted) <= issued


def _limits(case_id: int, wanted: Any) -> None:
    found: dict[str, set[str]] = {}
    for row in db.session().scalars(sa.select(Deadline).where(Deadline.case_id == case_id)):
        found.setdefault(row.key, set()).add(row.state)
    for key, state in wanted.items():
        assert state in found.get(key, set()), f"{key}: {found.get(key)}"


def _register(case: Any, wanted: Any) -> None:
    before = case.follows_id if not case.answers.get("records") else None
    keys = case.answers.get("records") or entered_by(db.session(), before or case.id)
    for register, facts in wanted.items():
        rows = list(db.session().scalars(sa.select(Entry).where(Entry.key.in_(keys), Entry.register == register)))
        assert rows
        for row in rows:
            for name, value in facts.items():
                assert (row.lifecycle if name == "lifecycle" else row.data.get(name)) == value


def _entries(case: Any, wanted: Any) -> None:
    """Entries of the case's subject by the beginning of their titles, one by one."""
    rows = list(db.session().scalars(sa.select(Entry).where(Entry.subject_id == case.subject_id)))
    for title, facts in wanted.items():
        found = [row for row in rows if row.title.startswith(title)]
        assert found, title
        for row in found:
            for name, value in facts.items():
                assert (row.lifecycle if name == "lifecycle" else row.data.get(name)) == value, f"{title}: {name}"
