"""One verb, one transaction: the only place that commits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from app import clock
from app.domain.actor import Actor
from app.errors import Busy, Conflict
from app.extensions import db
from app.models.base import WRITES
from app.services.context import Context
from app.services.house import house
from app.services.trail import Trail

P = ParamSpec("P")
R = TypeVar("R")
Verb = Callable[Concatenate[Context, P], R]
TRIES = 3  # PostgreSQL may ask a transaction to run again (serialisation, deadlock)


class NothingDone(Exception):
    """A verb found nothing left to do: no trace, no commit. Not a refusal; `result` is what its caller gets."""

    def __init__(self, result: object = None) -> None:
        super().__init__()
        self.result = result


def housekeeping(verb: Callable[Concatenate[Context, P], R]) -> Callable[Concatenate[Context, P], R]:
    """Marks a verb that changes nobody's matter (a sent flag, a throttle): it may commit without a row in the trail."""
    verb.housekeeping = True  # type: ignore[attr-defined]
    return verb


def execute(verb: Verb[P, R], *, actor: Actor, now: datetime | None = None, **args: object) -> R:
    """Run a verb: access, engine, rows, trail and outbox in one transaction, then commit. Raises its Refusals.

    Whatever was read before in this session is forgotten first: a verb reads for itself, under its lock.
    """
    for left in reversed(range(TRIES)):
        try:
            return _once(verb, actor, now or clock.now(), args)  # type: ignore[arg-type]
        except StaleDataError as error:
            raise Conflict() from error
        except DBAPIError as error:
            if not _again(error):
                raise
            if not left:
                raise Busy() from error
    raise AssertionError("unreachable")


def _once(verb: Callable[..., R], actor: Actor, now: datetime, args: dict[str, object]) -> R:
    session = db.session()
    session.rollback()
    session.connection(execution_options={WRITES: True})
    try:
        ctx = Context(session, actor, now, house(), Trail(session, actor, now))
        result = verb(ctx, **args)
        if not ctx.trail and not hasattr(verb, "housekeeping"):
            raise RuntimeError(f"{verb.__name__} left no trace")
        ctx.flush()
        session.commit()
        return result
    except NothingDone as nothing:
        session.rollback()
        return nothing.result  # type: ignore[return-value]
    except BaseException:
        session.rollback()
        raise


def _again(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in ("40001", "40P01", "55P03") or (isinstance(error, OperationalError) and "locked" in str(error.orig))
