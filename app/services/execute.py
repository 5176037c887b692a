"""One verb, one transaction: the only place that commits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app import clock
from app.domain.actor import CLOCK, Actor
from app.engine import StepFailed
from app.errors import Busy, Conflict
from app.extensions import db
from app.models.base import WRITES
from app.services.context import Context
from app.services.house import house
from app.services.incidents import raise_incident, told
from app.services.verb import NothingDone

P = ParamSpec("P")
R = TypeVar("R")
Verb = Callable[Concatenate[Context, P], R]
READ_ONLY = "现在只能看，不能办：系统暂时不能写入。什么都没有改动，请稍后再试。"
CUT = "数据库的连接在最后一刻断开：可能已经办成，也可能没有。请刷新看清楚，再决定要不要重办。"
TRIES = 3  # on PostgreSQL a transaction may have to run again (another was faster, serialisation, deadlock)


def execute(verb: Verb[P, R], *, actor: Actor, now: datetime | None = None, **args: object) -> R:
    """Run a verb: access, engine, rows, trail and outbox in one transaction, then commit. Raises its Refusals.

    Whatever was read before in this session is forgotten first: a verb reads for itself, under its lock.
    """
    for left in reversed(range(TRIES)):
        try:
            return _once(verb, actor, now or clock.now(), args)
        except StaleDataError as error:  # a row that two cases share, an entry say: there is no lock on it
            if not left:
                raise Conflict() from error
        except StepFailed as failed:
            raise _incident(actor, failed) from failed
        except DBAPIError as error:
            if _out_of_reach(error):
                raise Busy() from error
            if _cannot_write(error):
                raise Busy(READ_ONLY, code="read_only") from error
            if not _again(error):
                raise
            if not left:
                raise Busy() from error
    raise AssertionError("unreachable")


def _once(verb: Callable[..., R], actor: Actor, now: datetime, args: dict[str, object]) -> R:
    session = db.session()
    session.rollback()
    session.connection(execution_options={WRITES: True})
    ctx = Context.begin(session, actor, now, house())
    try:
        result = verb(ctx, **args)
        if not ctx.trail and not hasattr(verb, "housekeeping"):
            raise RuntimeError(f"{verb.__name__} left no trace")
        ctx.flush()
        _commit(session)
        return result
    except NothingDone as nothing:
        session.rollback()
        return nothing.result  # type: ignore[return-value]
    except BaseException as error:
        session.rollback()
        if isinstance(error, StepFailed):
            error.case_id = ctx.case_id  # type: ignore[attr-defined]
        raise


def _commit(session: Session) -> None:
    """What was cut off here may have been done: nobody is told that nothing was changed."""
    try:
        session.commit()
    except DBAPIError as error:
        if _out_of_reach(error):
            raise Busy(CUT) from error
        raise


def _incident(actor: Actor, failed: StepFailed) -> Exception:
    """The flow could not go on: nothing is stored, the administrator's page says so, the person gets a sentence.

    The clock's own failures go on to the sweep, which counts them and tries again.
    """
    case_id = getattr(failed, "case_id", None)
    if actor is CLOCK or case_id is None:
        return failed
    _once(raise_incident, CLOCK, clock.now(), {"work": "step", "ref": case_id, **told(failed)})
    return Conflict("这一步没有办成，什么都没有改动。故障已经记下，管理员会处理。", code="incident")


def _again(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in ("40001", "40P01", "55P03") or (isinstance(error, OperationalError) and "locked" in str(error.orig))


def _out_of_reach(error: DBAPIError) -> bool:
    """PostgreSQL is being started again, or the network is gone."""
    state = getattr(error.orig, "sqlstate", None) or ""
    unreached = type(error.orig).__module__.startswith("psycopg") and isinstance(error, OperationalError) and not state
    return error.connection_invalidated or state[:2] in ("08", "57") or unreached


def _cannot_write(error: DBAPIError) -> bool:
    """A full disk, or a database that only reads: writing waits, everything else goes on."""
    state = getattr(error.orig, "sqlstate", None)
    words = str(error.orig)
    return state in ("25006", "53100") or "readonly database" in words or "disk is full" in words
