"""Bring a backup back into an empty house; whatever is wrong with it is said before anything is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import sqlalchemy as sa

from app.errors import Conflict, Invalid
from app.evidence.checkpoints import Folder
from app.extensions import db
from app.files import Store
from app.keeping.backup import FORM, MANIFEST, Manifest, digest_of
from app.keeping.rows import REVISION, insert, tables_of, wind_on
from app.models.base import WRITES
from app.secrecy import key_id
from config import Settings


def restore(settings: Settings, folder: Path, upgrade: Callable[[str], object]) -> Manifest:
    """`upgrade(revision)` migrates the database. Raises Invalid for a backup that is not whole or that other keys
    closed, and Conflict for a house that is not empty."""
    manifest = read_manifest(folder)
    _check(manifest, folder, settings)
    _must_be_empty(settings)
    for part in ("files", "checkpoints"):  # before the rows that name them, as ever
        if (folder / part).is_dir():
            shutil.copytree(folder / part, settings.instance_path / part, dirs_exist_ok=True)
    upgrade(manifest.revision)
    with db.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        _fill(connection, manifest, folder)
    upgrade("head")
    return manifest


def read_manifest(folder: Path) -> Manifest:
    try:
        manifest = Manifest(**orjson.loads((folder / MANIFEST).read_bytes()))
    except FileNotFoundError:
        raise Invalid({"dir": [f"{folder} 不是一份完整的备份：没有 {MANIFEST}。"]}) from None
    except (TypeError, orjson.JSONDecodeError):
        raise Invalid({"dir": [f"{folder} 的 {MANIFEST} 读不出来。"]}) from None
    if manifest.form != FORM:
        raise Invalid({"dir": [f"这份备份的格式是 {manifest.form}，本系统只认得 {FORM}。"]})
    return manifest


def _check(manifest: Manifest, folder: Path, settings: Settings) -> None:
    changed = [path for path, digest in manifest.digests.items()
               if not (folder / path).is_file() or digest_of(folder / path) != digest]
    if changed:
        raise Invalid({"dir": [f"备份不完整，或者被改动过：{'、'.join(changed[:3])}。"]})
    store = Store(folder / "files")
    files = list(store.digests())
    spoilt = [digest for digest in files if not store.verify(digest)]
    if spoilt or len(files) != manifest.files:
        raise Invalid({"dir": [f"备份的文件不完整：应有{manifest.files}份，有{len(files)}份，坏了{len(spoilt)}份。"]})
    for name, given in (("SEAL_KEY", settings.seal_keys), ("FIELD_KEY", settings.field_keys)):
        if not set(manifest.keys[name]) <= {key_id(key) for key in given}:
            raise Invalid({"dir": [f"这份备份要用当时的 {name} 才能打开，现在给的不是（{manifest.keys[name][0]}）。"]})


def _must_be_empty(settings: Settings) -> None:
    with db.engine.connect() as connection:
        found = [table for table in tables_of(connection) if table.name != REVISION]
        used = [table.name for table in found if connection.scalar(sa.select(sa.func.count()).select_from(table))]
    if used:
        raise Conflict(f"数据库里已经有数据（{used[0]}）：恢复只写进空的数据库。")
    if Folder(settings.instance_path / "checkpoints").last():
        raise Conflict(f"{settings.instance_path / 'checkpoints'} 里已经有存证点：恢复只写进空的文件夹。")


def _fill(connection: sa.Connection, manifest: Manifest, folder: Path) -> None:
    for table in tables_of(connection):
        if table.name == REVISION:
            continue
        connection.execute(sa.delete(table))  # what a migration put in stands in the backup too
        if table.name in manifest.rows:
            count = insert(connection, table, _lines(folder / "tables" / f"{table.name}.jsonl"))
            if count != manifest.rows[table.name]:
                raise Invalid({"dir": [f"备份的 {table.name} 应有{manifest.rows[table.name]}行，读到{count}行。"]})
            wind_on(connection, table)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file
