"""Proves what lies beside the cases: versions of register entries, public drafts and editions, files brought in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.tags import Tag
from app.evidence import chain
from app.models import Case, Edition, Entry, EntryVersion, PublicDraft, Sender, TrailRow, Upload
from app.services.house import house
from app.services.public_drafts import published, shown
from app.services.registers import covered

TOGETHER = 1000  # entries that are read at once
CHANGES = (Tag.REGISTER_ENTERED, Tag.REGISTER_AMENDED, Tag.REGISTER_ANNOTATED, Tag.REGISTER_ANNOTATION_LIFTED,
           Tag.REGISTER_SHIELDED)
Told = Mapping[str, Any]
Fault = tuple[str, str] | None


@dataclass(frozen=True)
class Broken:
    """`where` names the row: a trail row by stream and number, or the task, document or entry it vouches for."""

    stream: str
    n: int | None
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.stream} {self.where}: {self.what}"


def beside(session: Session) -> Broken | None:
    """The first that is not as the trail told of it. The chains themselves have been followed by then."""
    return _entries(session) or _drafts(session) or _editions(session) or _uploads(session)


def _told(session: Session, *tags: Tag) -> Iterator[Told]:
    """What rows of these kinds say, oldest first in each stream."""
    query = sa.select(TrailRow.after).where(TrailRow.what.in_(tags)).order_by(TrailRow.stream, TrailRow.n)
    return (after for after in session.scalars(query) if after)


def _entries(session: Session) -> Broken | None:
    """Each version as the trail saw it, none missing, the newest being the entry itself; and who sent a comment."""
    told = {(row["entry"], row["version"]): row for row in _told(session, *CHANGES)}
    gone = {row["entry"]: row["version"] for row in _told(session, Tag.REGISTER_ERASED)}
    query = (sa.select(Entry, EntryVersion, Sender).join(EntryVersion, EntryVersion.entry_id == Entry.id)
             .outerjoin(Sender, Sender.entry_id == Entry.id).order_by(Entry.id, EntryVersion.n)
             .execution_options(yield_per=TOGETHER))
    with session.execute(query) as result:
        for entry, found in groupby(result, key=lambda row: row[0]):
            rows = [(row[1], row[2]) for row in found]
            fault = _versions(entry, rows, told, gone.get(entry.key, 0)) or _newest(entry, rows[-1][0], told)
            if fault:
                return Broken("registers", None, *fault)
            for version, _ in rows:
                del told[entry.key, version.n]
                session.expunge(version)
            session.expunge(entry)
    if told:
        key, n = min(told)
        return Broken("registers", None, f"entry {key} version {n}", "这一版台账不在了。")
    return None


def _versions(entry: Entry, rows: Sequence[tuple[EntryVersion, Sender | None]],
              told: Mapping[tuple[str, int], Told], gone: int) -> Fault:
    """`gone`: up to this version the values were erased, and neither they nor their salts may be left."""
    for version, sender in rows:
        where, row = f"entry {entry.key} version {version.n}", told.get((entry.key, version.n))
        if row is None:
            return where, "留痕里没有这一版台账的记录。"
        if version.n <= gone:
            if version.salt or version.data or version.reason or sender:
                return where, "这一版台账的内容标为已按期删除，却还在。"
            continue
        if version.salt is None or chain.commitment(version.salt, covered(entry, version)) != row["data"]:
            return where, "这一版台账与留痕里的承诺值不符。"
        if "sender" in row and (sender is None or chain.commitment(sender.salt, sender.told()) != row["sender"]):
            return where, "提出意见的人与留痕里的承诺值不符。"
    return None


def _newest(entry: Entry, last: EntryVersion, told: Mapping[tuple[str, int], Told]) -> Fault:
    row = told[entry.key, last.n]
    same = (entry.data, entry.lifecycle, entry.register) == (last.data, row["lifecycle"], row["register"])
    return None if same else (f"entry {entry.key}", "台账现在的内容与它最后一版不符。")


def _drafts(session: Session) -> Broken | None:
    """What the public was shown, and when it was closed."""
    told = {row["draft"]: row for row in _told(session, Tag.PUBLIC_DRAFT_OPENED)}
    closed = {row["draft"] for row in _told(session, Tag.PUBLIC_DRAFT_CLOSED)}
    for draft in session.scalars(sa.select(PublicDraft).order_by(PublicDraft.id)):
        row = told.pop(draft.key, None)
        if row is None or row["content"] != shown(draft):
            return Broken("drafts", None, f"draft {draft.key}", "征求意见的草案与公开时不符。")
        if (draft.closed_at is not None) != (draft.key in closed):
            return Broken("drafts", None, f"draft {draft.key}", "草案是否结束征求意见，与留痕不符。")
    gone = min(told, default=None)
    return None if gone is None else Broken("drafts", None, f"draft {gone}", "这份征求意见的草案不在了。")


def _editions(session: Session) -> Broken | None:
    told = {row["edition"]: row for row in _told(session, Tag.REGISTER_PUBLISHED)}
    for edition in session.scalars(sa.select(Edition).order_by(Edition.id)):
        row = told.pop(edition.key, None)
        facts = {"edition": edition.key, "register": edition.register, "part": edition.part, "n": edition.n,
                 "from": edition.in_force_from.isoformat(), "content": published(edition)}
        if row is None or any(row.get(key) != value for key, value in facts.items()):
            return Broken("editions", None, f"edition {edition.key}", "公布的版本与公布时不符。")
    gone = min(told, default=None)
    return None if gone is None else Broken("editions", None, f"edition {gone}", "这个公布过的版本不在了。")


def _uploads(session: Session) -> Broken | None:
    """Files that a case or an authorisation rests on: the row, and the bytes."""
    dropped = {one for row in _told(session, Tag.UPLOAD_ERASED) for one in row["uploads"]}
    told = {row["upload"]: row for row in _told(session, Tag.UPLOAD_RECEIVED) if row["upload"] not in dropped}
    erased = set(session.scalars(sa.select(Case.id).where(Case.erased_at.is_not(None))))
    for upload in session.scalars(sa.select(Upload).order_by(Upload.at, Upload.id)):
        row, where = told.pop(upload.id, None), f"upload {upload.id}"
        if row is None or (row["sha256"], row["size"]) != (upload.digest, upload.size):
            return Broken("uploads", None, where, "这份上传的文件与收到时的留痕不符。")
        if upload.case_id not in erased and not house().files.verify(upload.digest):
            return Broken("uploads", None, where, "这份上传的文件不在，或者内容被改动过。")
    gone = min(told, default=None)
    return None if gone is None else Broken("uploads", None, f"upload {gone}", "这份上传的文件的记录不在了。")
