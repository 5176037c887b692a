"""Answers one Idempotency-Key once: the verb, its rows and the answer it gave are one transaction, kept seven days."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.errors import Conflict, Invalid
from app.models import Remembered
from app.services.context import Context
from app.services.verb import NothingDone, housekeeping

KEPT = timedelta(days=7)
RUNNING = "同一个请求还在办理，请稍后再查结果。"
_running: set[tuple[str, str]] = set()
_guard = threading.Lock()


@dataclass(frozen=True)
class Answer:
    """What a program is told; `again` where it was told before."""

    status: int
    body: Mapping[str, Any]
    again: bool = False


@contextmanager
def alone(caller: str, key: str) -> Iterator[None]:
    """One request with a key at a time in this process. Raises Conflict while another runs."""
    mark = (caller, key)
    with _guard:
        if mark in _running:
            raise Conflict(RUNNING, code="still_running")
        _running.add(mark)
    try:
        yield
    finally:
        with _guard:
            _running.discard(mark)


def once(ctx: Context, *, caller: str, key: str, digest: bytes, act: Callable[..., Any], args: Mapping[str, Any],
         answer: Callable[[Any], Answer], kept: Callable[[Answer], Mapping[str, Any]]) -> Answer:
    """Runs the verb unless this caller has had this key answered; then the kept answer is given again.

    `kept` is what is remembered of an answer: secrets that are shown once are left out. Raises Invalid for another
    body under the same key, Conflict while another process runs it, and whatever the verb raises.
    """
    _alone_anywhere(ctx, caller, key)
    row = ctx.session.get(Remembered, (caller, key))
    if row is not None and ctx.now - row.at > KEPT:
        ctx.session.delete(row)
        ctx.session.flush()
        row = None
    if row is not None:
        return _again(row, digest)
    try:
        found = answer(act(ctx, **args))
    except NothingDone as nothing:
        return answer(nothing.result)
    ctx.session.add(Remembered(caller=caller, key=key, body=digest, status=found.status, answer=dict(kept(found)),
                               at=ctx.now))
    return found


once.housekeeping = True  # type: ignore[attr-defined]  # answering again changes nothing and leaves no trace


def _again(row: Remembered, digest: bytes) -> Answer:
    if row.body != digest:
        raise Invalid({"Idempotency-Key": ["这个键已经用于另一个请求，请换一个新的键。"]}, code="key_reused")
    return Answer(row.status or 200, row.answer or {}, again=True)


def _alone_anywhere(ctx: Context, caller: str, key: str) -> None:
    """SQLite has one writer anyway; on PostgreSQL a lock that ends with the transaction."""
    if ctx.session.get_bind().dialect.name != "postgresql":
        return
    if not ctx.session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(lock_number(caller, key)))):
        raise Conflict(RUNNING, code="still_running")


def lock_number(caller: str, key: str) -> int:
    """The advisory lock of one key of one caller."""
    return int.from_bytes(hashlib.sha256(f"{caller} {key}".encode()).digest()[:8], signed=True)


@housekeeping
def forget_answers(ctx: Context) -> None:
    """Forget what is older than seven days."""
    ctx.session.execute(sa.delete(Remembered).where(Remembered.at < ctx.now - KEPT))
