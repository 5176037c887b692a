"""Counts failed attempts in a window and says when it was too often; what is counted, each verb says for itself.

A key always carries the address it came from, so that nobody can lock another out for good.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import TooMany
from app.models import Throttle
from app.services.context import Context
from app.services.upsert import dialect_of, upsert
from app.services.verb import housekeeping


@dataclass(frozen=True)
class Rule:
    """At most `most` failed attempts of a kind in a window."""

    kind: str
    most: int
    window: timedelta

    def key(self, *parts: str) -> str:
        """Digest of what was tried and from where: the table holds no addresses and no logins."""
        return f"{self.kind}:{hashlib.sha256(chr(0).join(parts).encode(errors='replace')).hexdigest()[:40]}"


SIGN_IN = Rule("sign-in", 5, timedelta(minutes=15))  # by login and address
SIGN_IN_ADDRESS = Rule("sign-in-from", 100, timedelta(minutes=15))
FACTOR = Rule("factor", 5, timedelta(minutes=15))  # by person and address
STATUS = Rule("status", 5, timedelta(minutes=15))  # by number and address
STATUS_ADDRESS = Rule("status-from", 60, timedelta(minutes=15))
COMMENT = Rule("comment", 20, timedelta(hours=1))  # public comments by address
Key = tuple[Rule, str]


def must_not_be_blocked(session: Session, keys: Iterable[Key], now: datetime) -> None:
    """Raises TooMany, with the seconds until it may be tried again."""
    wanted = {key: rule for rule, key in keys}
    rows = session.scalars(sa.select(Throttle).where(Throttle.key.in_(wanted), Throttle.window_ends > now))
    waits = [row.window_ends - now for row in rows if row.count >= wanted[row.key].most]
    if waits:
        raise TooMany(retry_after=max(1, int(max(waits).total_seconds()) + 1))


@housekeeping
def note_failure(ctx: Context, *, keys: Iterable[Key]) -> None:
    """One failed attempt more; a window that is over begins anew. Two at once count as two, also the first two."""
    for rule, key in keys:
        values = {"key": key, "count": 1, "window_ends": ctx.now + rule.window}
        fresh = upsert(dialect_of(ctx.session), Throttle.__tablename__)
        over, counted = Throttle.window_ends <= ctx.now, Throttle.count + 1
        ctx.session.execute(fresh.values(values).on_conflict_do_update(index_elements=[Throttle.key], set_={
            "count": sa.case((over, 1), else_=counted),
            "window_ends": sa.case((over, values["window_ends"]), else_=Throttle.window_ends)}))


@housekeeping
def sweep_throttle(ctx: Context) -> None:
    """Forget windows that are over."""
    ctx.session.execute(sa.delete(Throttle).where(Throttle.window_ends <= ctx.now))


def forget(ctx: Context, keys: Iterable[Key]) -> None:
    """The right one was given: earlier slips do not count any more."""
    ctx.session.execute(sa.delete(Throttle).where(Throttle.key.in_([key for _, key in keys])))
