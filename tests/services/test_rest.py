"""What lies in the tables: no identifier, number or address in the clear; and keys that are changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.domain.actor import OPERATOR
from app.engine import Engine, Seal
from app.models import Base, Case, Subject, Task
from app.models.secret import Closed
from app.queries.proof import verify
from app.queries.registers import find_subjects
from app.secrecy import Keyring, Unreadable, key_id
from app.services.execute import execute
from app.services.house import house
from app.services.rotate_keys import Rotated, closed_columns, rotate_keys
from app.services.save_task import save_task
from tests.support.house import actor_of, records_of
from tests.support.walk import do, open_case, open_tasks

PHONE = "13812345678"
NEW, OLD = "n" * 32, "o" * 32


@pytest.fixture()
def number(app: Flask) -> str:
    """A case with a telephone number in the application, a kept draft of a task, and a letter."""
    named = {"records": records_of("citizen", "market_regulator")[:1], "applicant": {"phone": PHONE}}
    number = open_case("citizen", "objection", door="filed_center", named=named).number
    do(number, "register", {"intake": "accept"})
    (task,) = open_tasks(number)
    execute(save_task, actor=actor_of("clerk"), task_id=task.id, answers={"remark": PHONE})
    return number


def raw(session: Any) -> str:
    """Every cell of every table as it lies there, in one text."""
    cells = []
    for table in Base.metadata.sorted_tables:
        columns = ", ".join(f'"{c.name}"' for c in table.columns)
        for row in session.execute(sa.text(f'SELECT {columns} FROM "{table.name}"')):
            cells += [bytes(v).hex() if isinstance(v, bytes | memoryview) else str(v) for v in row]
    return "\n".join(cells)


def test_nothing_personal_lies_in_the_clear(session: Any, number: str) -> None:
    subject = session.scalar(sa.select(Subject).where(Subject.identifier == actor_subject(session)))
    told = raw(session)

    for secret in (PHONE, subject.identifier):
        assert secret not in told and secret.encode().hex() not in told


def actor_subject(session: Any) -> str:
    found: str = session.scalar(sa.select(Subject.identifier).join(Case, Case.subject_id == Subject.id))
    return found


def test_a_whole_identifier_is_found_and_a_part_is_not(session: Any, number: str) -> None:
    whole = actor_subject(session)

    assert [found.name for found in find_subjects(session, actor_of("clerk"), whole)]
    assert not find_subjects(session, actor_of("clerk"), whole[:17])


def test_every_closed_column_names_itself(app: Flask) -> None:
    """The purpose is authenticated: two columns with one purpose could be swapped unnoticed."""
    for column in closed_columns():
        assert isinstance(column.type, Closed) and column.type.purpose == f"{column.table.name}.{column.name}"


@pytest.fixture()
def started_with(app: Flask) -> Iterator[Callable[..., None]]:
    """started_with(NEW, OLD): the house as a process with these keys would have it; put back afterwards."""
    ring, engine = app.extensions["keyring"], house().engine

    def use(*keys: str) -> None:
        app.extensions["keyring"] = Keyring(keys)
        house().engine = Engine(Seal({key_id(key): key.encode() for key in keys}, current=key_id(keys[0])))

    yield use
    app.extensions["keyring"], house().engine = ring, engine


@pytest.fixture()
def furnished_key(app: Flask, started_with: Callable[..., None]) -> str:
    """The rows of the house, closed and sealed under one key of both kinds."""
    settings = house().settings
    started_with(OLD, *settings.field_keys, *settings.seal_keys)
    execute(rotate_keys, actor=OPERATOR)
    return OLD


def test_keys_are_changed_and_the_old_ones_are_needed_no_more(session: Any, number: str, furnished_key: str,
                                                              started_with: Callable[..., None]) -> None:
    identifier = actor_subject(session)
    started_with(NEW, furnished_key)
    done = execute(rotate_keys, actor=OPERATOR)
    assert done.values > 10 and done.states == 1

    started_with(NEW)
    assert actor_subject(session) == identifier
    assert session.scalar(sa.select(Task.saved).where(Task.state == "open")) == {"remark": PHONE}
    assert verify(session).broken is None
    assert execute(rotate_keys, actor=OPERATOR) == Rotated(0, 0)
    do(number, "assess", {"checker": "source"})


def test_without_its_key_nothing_is_read(session: Any, number: str, started_with: Callable[..., None]) -> None:
    started_with(NEW)

    with pytest.raises(Unreadable):
        actor_subject(session)
    session.rollback()
