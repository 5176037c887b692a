"""The numbered story: up, down, up on both databases, in step with the tables, and nothing lost on the way."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.models import Base
from tests.conftest import make_app
from tests.support.house import ROOT
from tests.support.postgres import fresh_postgres

# Two steps after ours: parents with children that go with them, then a change to the parent in batch mode.
FAMILY = '''
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9001_family", "{before}", None, None

def upgrade():
    op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(10)))
    op.create_table("child", sa.Column("id", sa.Integer, primary_key=True),
                    sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id", ondelete="CASCADE")))
    op.execute("INSERT INTO parent (id, name) VALUES (1, 'one')")
    op.execute("INSERT INTO child (id, parent_id) VALUES (10, 1), (11, 1)")
'''
ALTER = '''
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9002_wider", "9001_family", None, None

def upgrade():
    with op.batch_alter_table("parent") as parent:
        parent.alter_column("name", type_=sa.String(40), existing_type=sa.String(10), nullable=False)
{then}
'''
SPOIL = '    op.execute("INSERT INTO child (id, parent_id) VALUES (12, 99)")'


@pytest.fixture()
def empty(database: str, tmp_path: Path) -> Iterator[Flask]:
    """An application with an empty database of its own."""
    url = f"sqlite:///{tmp_path / 'casework.db'}" if database == "sqlite" else fresh_postgres()
    app = make_app(tmp_path, url)
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture()
def longer_story(tmp_path: Path) -> Callable[..., str]:
    """Our migrations with two more behind them; `env` changes the text of env.py."""

    def build(then: str = "", env: Callable[[str], str] = str) -> str:
        folder = tmp_path / "migrations"
        shutil.copytree(ROOT / "migrations", folder)
        (folder / "env.py").write_text(env((folder / "env.py").read_text("utf-8")), "utf-8")
        (folder / "versions" / "9001_family.py").write_text(FAMILY.format(before=newest()))
        (folder / "versions" / "9002_wider.py").write_text(ALTER.format(then=then))
        return str(folder)

    return build


def newest() -> str:
    return max(path.stem for path in (ROOT / "migrations" / "versions").glob("*.py"))


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


def children() -> list[int]:
    with db.engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT id FROM child ORDER BY id")))


def test_the_story_goes_up_down_and_up_again(empty: Flask) -> None:
    flask_migrate.upgrade()
    assert tables() == set(Base.metadata.tables)

    flask_migrate.downgrade(revision="base")
    assert tables() == set()

    flask_migrate.upgrade()
    assert tables() == set(Base.metadata.tables)


def test_the_tables_of_the_story_are_those_of_the_models(empty: Flask) -> None:
    """Where this fails, app/models changed and migrations/ did not: add a migration (migrations/README.md)."""
    flask_migrate.upgrade()

    flask_migrate.check()  # exits 1 and names the differences where there are some


def test_a_column_that_no_migration_adds_is_noticed(empty: Flask) -> None:
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE release DROP COLUMN published_by"))

    with pytest.raises(SystemExit):
        flask_migrate.check()


def test_children_survive_a_change_to_their_parent_in_batch(empty: Flask, longer_story: Callable[..., str]) -> None:
    flask_migrate.upgrade(directory=longer_story())

    assert children() == [10, 11]


def test_the_trap_is_real_without_the_foreign_keys_off(tmp_path: Path, longer_story: Callable[..., str]) -> None:
    """What env.py guards against: copy, drop and rename of the parent empties the children, without a word."""
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'casework.db'}")
    unguarded = longer_story(env=lambda text: text.replace("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON"))

    with app.app_context():
        flask_migrate.upgrade(directory=unguarded, revision="9001_family")
        flask_migrate.upgrade(directory=unguarded)
        assert children() == []
        db.engine.dispose()


def test_a_migration_that_breaks_references_is_undone_whole(empty: Flask, longer_story: Callable[..., str]) -> None:
    story = longer_story(SPOIL)
    flask_migrate.upgrade(directory=story, revision="9001_family")

    with pytest.raises((SystemExit, sa.exc.IntegrityError)):
        flask_migrate.upgrade(directory=story)

    assert children() == [10, 11]
    with db.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "9001_family"


def test_foreign_keys_hold_again_after_a_migration(empty: Flask) -> None:
    flask_migrate.upgrade()

    with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO agency (id, person_id, subject_id, own) VALUES (1, 77, 77, true)"))


def test_a_file_with_data_is_copied_before_it_is_upgraded(tmp_path: Path, longer_story: Callable[..., str]) -> None:
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'casework.db'}")
    story = longer_story()
    with app.app_context():
        flask_migrate.upgrade(directory=story, revision="9001_family")
        assert not copies(tmp_path), "an empty house has nothing to keep"

        flask_migrate.upgrade(directory=story)
        flask_migrate.upgrade(directory=story)
        db.engine.dispose()

    (copy,) = copies(tmp_path)
    kept = sqlite3.connect(copy)
    assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [("9001_family",)]
    assert kept.execute("SELECT id FROM child ORDER BY id").fetchall() == [(10,), (11,)]
    kept.close()


def test_going_down_keeps_a_copy_each_time(tmp_path: Path, longer_story: Callable[..., str]) -> None:
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'casework.db'}")
    with app.app_context():
        for _ in range(2):
            flask_migrate.upgrade()
            with db.engine.begin() as connection:
                connection.execute(sa.text("INSERT INTO counter (name, year, value) VALUES ('x', 2026, 1)"))
            flask_migrate.downgrade(revision="base")
        db.engine.dispose()

    assert {path.name for path in copies(tmp_path)} == {"casework-before-base.db", "casework-before-base1.db"}


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("casework-before-*.db"))
