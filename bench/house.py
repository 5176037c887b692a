"""The bench's own house: a database of its own, the demo organisations and people, the bench's procedures published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.demo.people import FIRST_SUBJECTS, ORGANS, WORKERS
from app.domain.actor import OPERATOR, Actor
from app.extensions import db
from app.models import Base
from app.procedures import Library, freeze
from app.queries.people import actor_of_login
from app.services.complete_task import complete_task
from app.services.execute import execute
from app.services.file_case import file_case
from app.services.passwords import hash_password
from app.services.publish_release import publish_release
from app.services.setup import add_subjects, set_up_people
from bench.answers import ANSWERS, BY, START
from config import read_settings

PROCEDURES = Path(__file__).parent / "procedure"
PASSWORD = "bench-2026-ningbo"
Synchronous = Literal["OFF", "FULL"]  # without waiting for the disk; durable


class House:
    """An application of ours on SQLite. Used inside `with house.open():`, one at a time."""

    def __init__(self, folder: Path, synchronous: Synchronous = "OFF") -> None:
        self.folder, self.file = folder, folder / "casework.db"
        self.app = create_app(read_settings(environment(folder)))
        with self.app.app_context():
            wait_for_disk(self.app, synchronous)
        self._actors: dict[str, Actor] = {}

    @contextmanager
    def open(self) -> Iterator[House]:
        with self.app.app_context():
            try:
                yield self
            finally:
                db.session.remove()
                db.engine.dispose()

    def furnish(self) -> None:
        """Tables, people, subjects, releases."""
        Base.metadata.create_all(db.engine)
        execute(set_up_people, actor=OPERATOR, organs=ORGANS, workers=WORKERS, password_hash=hash_password(PASSWORD),
                demo=True)
        execute(add_subjects, actor=OPERATOR, subjects=FIRST_SUBJECTS)
        library = Library.read(PROCEDURES)
        for slug in library.procedures:
            execute(publish_release, actor=OPERATOR, release=freeze(library, slug))

    def actor(self, login: str) -> Actor:
        """Whom a door would find for this login; found once, as a door finds it before the verb begins."""
        if login not in self._actors:
            found = actor_of_login(db.session(), login)
            assert found is not None, login
            db.session.rollback()
            self._actors[login] = found
        return self._actors[login]

    def file_case(self, procedure: str = "bench") -> int:
        """A case filed by a citizen. Returns its id."""
        return execute(file_case, actor=self.actor("citizen"), procedure=procedure, answers=START).case_id

    def open_task(self, case_id: int) -> tuple[int, str]:
        """Id and node of the one open task."""
        query = sa.text("SELECT id, node FROM task WHERE case_id = :case AND state = 'open'")
        row = db.session.execute(query, {"case": case_id}).one()
        db.session.rollback()
        return row[0], row[1]

    def completing(self, case_id: int, **more: Any) -> Callable[[], object]:
        """The verb to be timed: completes the open task of the case."""
        task_id, node = self.open_task(case_id)
        actor, answers = self.actor(BY[node]), {**ANSWERS[node], **more}
        return lambda: execute(complete_task, actor=actor, task_id=task_id, answers=answers)


def environment(folder: Path) -> dict[str, str]:
    return {"INSTANCE_PATH": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'casework.db'}",
            "PROCEDURES_PATH": str(PROCEDURES / "bpmn"), "BASE_URL": "http://127.0.0.1"}


def wait_for_disk(app: Flask, synchronous: Synchronous) -> None:
    """The house itself is durable; the bench says so of each connection anew, after the house has."""

    @sa.event.listens_for(db.engine, "connect")
    def say(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA synchronous={synchronous}")
