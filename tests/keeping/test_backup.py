"""A backup of a house at work, brought back into an empty one of the same or the other database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import stamp, upgrade

from app import clock
from app.errors import Conflict, Invalid
from app.extensions import db
from app.keeping.backup import MANIFEST, Manifest, back_up
from app.keeping.restore import restore
from app.models import Case, Document, Task
from app.models.base import WRITES
from app.queries.proof import verify
from app.services.house import house
from app.services.issue_receipt import issue_receipt
from app.services.seal_trail import seal_trail
from tests.conftest import make_app
from tests.support.house import records_of
from tests.support.postgres import fresh_postgres
from tests.support.walk import do, open_case

KEYS = ("SECRET_KEY", "SEAL_KEY", "FIELD_KEY", "CHECKPOINT_KEY")


@pytest.fixture()
def number(run: Callable[..., Any]) -> str:
    """A case under way with a letter and its file; sealed, and then gone on with."""
    named = {"records": records_of("citizen", "market_regulator")[:1]}
    number = open_case("citizen", "objection", door="filed_center", named=named).number
    run(issue_receipt, actor="citizen", number=number)
    run(seal_trail)
    do(number, "register", {"intake": "accept"})
    return number


@pytest.fixture(autouse=True)
def migrated(app: Flask) -> Iterator[None]:
    """The tables of the test's house are made at once; a real house knows which migration made them."""
    stamp()
    yield
    db.session.remove()
    with db.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        connection.execute(sa.text("DROP TABLE alembic_version"))


@pytest.fixture()
def kept(app: Flask, number: str, tmp_path: Path) -> Path:
    folder = tmp_path / "backup"
    back_up(house().settings, folder, clock.now())
    return folder


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """Another machine: no tables, no files, the same keys."""
    path = tmp_path / "machine"
    url = f"sqlite:///{path / 'casework.db'}" if request.param == "sqlite" else fresh_postgres()
    old = house().settings
    keys = dict(zip(KEYS, (old.secret_key, *old.seal_keys, *old.field_keys, old.checkpoint_key), strict=True))
    other = make_app(path, url, **keys)
    with other.app_context():
        yield other
        db.session.remove()
        db.engine.dispose()


def bring_back(empty: Flask, kept: Path) -> Manifest:
    return restore(empty.extensions["house"].settings, kept, lambda revision: upgrade(revision=revision))


def test_it_comes_back_whole_and_goes_on(number: str, kept: Path, empty: Flask) -> None:
    manifest = bring_back(empty, kept)

    session = db.session()
    assert session.scalar(sa.select(sa.func.count()).select_from(Task)) == manifest.rows["task"] > 0
    assert verify(session).broken is None
    digest = session.scalar(sa.select(Document.digest))
    session.rollback()
    assert house().files.read(str(digest)).startswith(b"%PDF")
    do(number, "assess", {"checker": "source"})  # under the restored keys, with ids that go on
    assert open_case("citizen", "objection", door="filed_center",
                     named={"records": records_of("citizen", "market_regulator")[1:2]}).number > number
    assert verify(db.session()).broken is None
    db.session.rollback()


def test_a_backup_says_what_it_holds_and_holds_no_key(number: str, kept: Path, app: Flask) -> None:
    manifest = json.loads((kept / MANIFEST).read_text())
    settings = house().settings

    assert manifest["files"] == len(list(house().files.digests())) > 0 and manifest["rows"]["case"] == 1
    for path in (p for p in kept.rglob("*") if p.is_file()):
        for key in (*settings.seal_keys, *settings.field_keys, settings.secret_key, settings.checkpoint_key):
            assert key.encode() not in path.read_bytes()


def test_what_is_sealed_after_the_look_is_not_in_it(run: Callable[..., Any], app: Flask, tmp_path: Path,
                                                    number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkpoint that names rows which the backup does not have would call the restored house forged."""
    from app.keeping import backup

    copy = backup._files

    def meanwhile(*args: Any) -> int:
        run(seal_trail)
        return copy(*args)

    monkeypatch.setattr(backup, "_files", meanwhile)
    back_up(house().settings, tmp_path / "b", clock.now())

    assert house().checkpoints.last().n == 2  # type: ignore[union-attr]
    (line,) = (tmp_path / "b" / "checkpoints").glob("*.jsonl")
    assert len(line.read_bytes().splitlines()) == 1


def spoil_table(kept: Path) -> None:
    path = kept / "tables" / "case.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"open"', b'"shut"'))


def spoil_file(kept: Path) -> None:
    path = next(p for p in (kept / "files").rglob("*") if p.is_file())
    path.write_bytes(path.read_bytes() + b"!")


def lose_file(kept: Path) -> None:
    next(p for p in (kept / "files").rglob("*") if p.is_file()).unlink()


def other_form(kept: Path) -> None:
    manifest = json.loads((kept / MANIFEST).read_text())
    (kept / MANIFEST).write_text(json.dumps({**manifest, "form": 9}))


@pytest.mark.parametrize(("spoil", "said"), [
    (spoil_table, "备份不完整，或者被改动过：tables/case.jsonl。"),
    (lambda kept: (kept / "tables" / "task.jsonl").unlink(), "备份不完整，或者被改动过：tables/task.jsonl。"),
    (spoil_file, "，坏了1份。"),
    (lose_file, "备份的文件不完整：应有"),
    (lambda kept: (kept / MANIFEST).unlink(), "不是一份完整的备份"),
    (lambda kept: (kept / MANIFEST).write_text("{"), "读不出来"),
    (other_form, "这份备份的格式是 9"),
])
@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_a_backup_that_is_not_whole_is_refused_before_anything_is_written(
        number: str, kept: Path, empty: Flask, spoil: Any, said: str) -> None:
    spoil(kept)

    with pytest.raises(Invalid) as refused:
        bring_back(empty, kept)
    assert said in refused.value.errors["dir"][0]
    assert not sa.inspect(db.engine).get_table_names()


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_a_house_that_is_not_empty_is_refused(number: str, kept: Path, empty: Flask) -> None:
    bring_back(empty, kept)

    with pytest.raises(Conflict, match="已经有数据"):
        bring_back(empty, kept)


def test_other_keys_are_refused(number: str, kept: Path, app: Flask, tmp_path: Path) -> None:
    other = make_app(tmp_path / "m", f"sqlite:///{tmp_path / 'm.db'}")
    with other.app_context():
        with pytest.raises(Invalid) as refused:
            bring_back(other, kept)
        db.engine.dispose()
    assert "SEAL_KEY" in refused.value.errors["dir"][0]


def test_a_backup_never_overwrites(number: str, kept: Path, app: Flask) -> None:
    with pytest.raises(Conflict, match="已经有东西"):
        back_up(house().settings, kept, clock.now())


def test_a_case_opened_while_it_runs_is_whole_or_absent(number: str, app: Flask, tmp_path: Path,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    """All tables as of one moment: what is filed between two of them is in none."""
    from app.keeping import backup

    read, before = backup.lines, db.session().scalar(sa.select(sa.func.count()).select_from(Case))
    db.session.rollback()

    def slowly(connection: sa.Connection, table: sa.Table) -> Any:
        if table.name == "case":
            with app.app_context():
                open_case("citizen", "objection", door="filed_center",
                          named={"records": records_of("citizen", "market_regulator")[1:2]})
                db.session.remove()
        return read(connection, table)

    monkeypatch.setattr(backup, "lines", slowly)
    manifest = back_up(house().settings, tmp_path / "b", clock.now())

    assert manifest.rows["case"] == before == 1
