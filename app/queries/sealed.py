"""What signed checkpoints say of the trail, and whether the tables still say the same; the proof of one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.tags import Tag
from app.errors import NotFound
from app.evidence import merkle
from app.evidence.checkpoints import Checkpoint, signed
from app.models import Case, Document, Sealed, TrailRow
from app.queries.seen import read_number
from app.services.house import house
from app.services.seal_trail import leaves_of
from app.services.trail import hashed_row


@dataclass
class Sealing:
    """All checkpoints, read and compared with each other. `fault` says what is wrong with the files themselves."""

    fault: str = ""
    last: int = 0
    heads: dict[int, list[tuple[int, str, int]]] = field(default_factory=dict)  # stream -> last row, its hash, number

    def contradicts(self, stream: int, hashes: Sequence[bytes]) -> tuple[int, str] | None:
        """The first row of a stream that is not as a checkpoint has it, and the sentence. `hashes` of rows 1, 2, ..."""
        for n, sealed, checkpoint in self.heads.get(stream, []):
            if n > len(hashes):
                return len(hashes) + 1, f"存证点{checkpoint}记有{n}行留痕，现在只有{len(hashes)}行。"
            if hashes[n - 1].hex() != sealed:
                return n, f"这一行与存证点{checkpoint}封存的不符：整条链在封存以后被改写过。"
        return None


def read_sealing(session: Session) -> Sealing:
    """Every line in order: numbered without a gap, each naming the one before, each signed by the house's key."""
    found, before, public = Sealing(), None, house().signer.public
    try:
        for checkpoint in house().checkpoints:
            fault = _fault(checkpoint, before, public)
            if fault:
                return Sealing(fault)
            for head in checkpoint.heads:
                found.heads.setdefault(head.stream, []).append((head.last, head.hash, checkpoint.n))
            before = checkpoint
    except ValueError:
        return Sealing(f"存证点{before.n + 1 if before else 1}的内容读不出来。")
    found.last = before.n if before else 0
    known = session.scalar(sa.select(sa.func.max(Sealed.checkpoint))) or 0
    if known > found.last:
        found.fault = f"存证文件末尾缺少存证点{found.last + 1}到{known}。"
    return found


def _fault(checkpoint: Checkpoint, before: Checkpoint | None, public: str) -> str:
    expected = before.n + 1 if before else 1
    if checkpoint.n != expected or checkpoint.previous != (before.digest if before else None):
        return f"存证点{expected}不在，或者被换过。"
    return "" if signed(checkpoint, public) else f"存证点{checkpoint.n}的签名不符。"


def hashed_rows(session: Session, number: str, wanted: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The part of some rows of a case that their hashes cover, by row number."""
    stream = session.scalar(sa.select(Case.id).where(Case.number == read_number(number)))
    rows = session.scalars(sa.select(TrailRow).where(TrailRow.stream == stream, TrailRow.n.in_(wanted)))
    return {row.n: hashed_row(row) for row in rows}


def prove_document(session: Session, key: str) -> dict[str, Any]:
    """All that a stranger needs to see that a letter was issued as it is: the trail's row, its path to a signed root.

    For whoever holds the letter. Raises NotFound for a letter that is unknown, or not sealed yet.
    """
    case_id = session.scalar(sa.select(Document.case_id).where(Document.key == key))
    rows = session.scalars(sa.select(TrailRow).where(TrailRow.stream == case_id, TrailRow.what == Tag.DOCUMENT_ISSUED))
    row = next((r for r in rows if (r.after or {}).get("document") == key), None)
    checkpoint = _over(session, row) if row else None
    if row is None or checkpoint is None:
        raise NotFound("这份文书还没有封存。存证每五分钟一次，请稍后再来。")
    before = session.scalar(sa.select(TrailRow.hash).where(TrailRow.stream == row.stream, TrailRow.n == row.n - 1))
    return {"row": hashed_row(row), "prev": before.hex() if before else None,
            "hash": row.hash.hex(), "path": _path(session, checkpoint, row),
            "checkpoint": {**checkpoint.body(), "signature": checkpoint.signature}}


def _over(session: Session, row: TrailRow) -> Checkpoint | None:
    covered = (Sealed.stream == row.stream) & (Sealed.first <= row.n) & (Sealed.last >= row.n)
    query = (sa.select(Sealed.checkpoint).where(covered)
             .order_by(Sealed.checkpoint).limit(1))
    number = session.scalar(query)
    return None if number is None else house().checkpoints.find(number)


def _path(session: Session, checkpoint: Checkpoint, row: TrailRow) -> merkle.Path:
    place = next(i for i, head in enumerate(checkpoint.heads) if head.stream == row.stream)
    before = sum(head.last - head.first + 1 for head in checkpoint.heads[:place])
    return merkle.path(leaves_of(session, checkpoint.heads), before + row.n - checkpoint.heads[place].first)
