"""A backup while the house is open: one look at all tables, then the files they name, then what was sealed by then."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import orjson
import sqlalchemy as sa
from alembic.migration import MigrationContext

from app.errors import Conflict
from app.evidence.checkpoints import Folder
from app.extensions import db
from app.files import Store
from app.keeping.rows import REVISION, lines, tables_of
from app.secrecy import key_id
from config import Settings

MANIFEST = "manifest.json"
FORM = 1


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `keys`: names of the keys that closed and sealed it (never the keys); `digests` by path."""

    form: int
    at: str
    revision: str
    keys: dict[str, list[str]]
    rows: dict[str, int]
    files: int
    digests: dict[str, str]


def back_up(settings: Settings, folder: Path, now: datetime) -> Manifest:
    """Write a backup into a new or empty folder. Raises Conflict where something lies there already.

    The manifest is written last: a folder without one is a backup that was cut off. Keys are not in it.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} 里已经有东西：请给一个新的文件夹。")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        rows, revision, sealed = _tables(connection, folder / "tables")
        connection.rollback()
    files = _files(Store(settings.instance_path / "files"), folder / "files")
    _checkpoints(Folder(settings.instance_path / "checkpoints"), Folder(folder / "checkpoints"), sealed)
    keys = {"SEAL_KEY": [*map(key_id, settings.seal_keys)], "FIELD_KEY": [*map(key_id, settings.field_keys)]}
    digests = {str(path.relative_to(folder)): digest_of(path) for path in _written(folder, ("tables", "checkpoints"))}
    manifest = Manifest(FORM, now.isoformat(), revision, keys, rows, files, digests)
    _write(folder / MANIFEST, [orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2)])
    return manifest


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tables(connection: sa.Connection, folder: Path) -> tuple[dict[str, int], str, int]:
    """All rows as of one moment; which migration; how far the checkpoints are that these rows know of."""
    folder.mkdir()
    rows = {str(table.name): _write(folder / f"{table.name}.jsonl", lines(connection, table))
            for table in tables_of(connection) if table.name != REVISION}
    revision = MigrationContext.configure(connection).get_current_revision() or ""
    sealed = connection.scalar(sa.text("SELECT max(checkpoint) FROM sealed")) or 0
    return rows, revision, sealed


def _files(store: Store, folder: Path) -> int:
    """Every stored file: it is written before the row that names it, so none of them is missing here."""
    theirs, digests = Store(folder), list(store.digests())
    for digest in digests:
        goal = theirs.path(digest)
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(store.path(digest), goal)
    return len(digests)


def _checkpoints(ours: Folder, theirs: Folder, sealed: int) -> None:
    for checkpoint in ours:
        if checkpoint.n <= sealed:
            theirs.append(checkpoint)


def _written(folder: Path, parts: Iterable[str]) -> Iterable[Path]:
    return (path for part in parts for path in sorted((folder / part).glob("*.jsonl")))


def _write(path: Path, content: Iterable[bytes]) -> int:
    count = 0
    with path.open("wb") as file:
        for line in content:
            file.write(line)
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count
