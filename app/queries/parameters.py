"""Every length that the house counts by: limits of procedures in force and terms of registers, with their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.actor import Actor
from app.models import Release
from app.procedures.model import Limit, Retention
from app.queries.releases import must_administer
from app.queries.shelf import registers
from app.services import forget_readings
from app.services.forget_drafts import KEPT
from app.services.house import Running, house


@dataclass(frozen=True)
class Parameter:
    """`status`: 法定 (locked), 参照 or 默认; empty for a register's term, whose article says it. `before`: the length
    in the release before, where it was another."""

    title: str
    key: str
    length: int
    unit: str
    article: str
    status: str
    source: str
    locked: bool
    before: tuple[int, str] | None
    longest: str


@dataclass(frozen=True)
class Group:
    """A procedure's limits, in force for cases opened from `since` on; a register's terms have no such day."""

    slug: str
    title: str
    since: date | None
    release_id: int | None
    rows: tuple[Parameter, ...]


HOUSE = Group("house", "本系统", None, None, (
    Parameter("查阅记录保存", "readings", forget_readings.YEARS, "years", "省条例20", "法定",
              "自记录生成之日起保存十年；期满删除", True, None, ""),
    Parameter("申请草稿、没有用到的附件保存", "drafts", KEPT.days, "days", "默认", "默认",
              "最后一次保存起算", False, None, ""),
))


def parameters(session: Session, actor: Actor) -> tuple[Group, ...]:
    """Raises NotAllowed to anybody but administrators."""
    must_administer(actor)
    published = {r.id: r for r in session.scalars(sa.select(Release).where(Release.current))}
    older = _older(session)
    procedures = [_group(session, running, published[running.id], older.get(running.procedure.slug))
                  for running in house().published(session)]
    return (*(group for group in procedures if group.rows), *_terms(), HOUSE)


def _older(session: Session) -> dict[str, int]:
    """By slug, the release before the one in force."""
    current = sa.orm.aliased(Release)
    query = (sa.select(Release.slug, Release.id).join(current, sa.and_(current.slug == Release.slug, current.current))
             .where(Release.n < current.n).order_by(Release.n))
    return dict(session.execute(query).all())  # the newest comes last and stays


def _group(session: Session, running: Running, release: Release, earlier: int | None) -> Group:
    before = house().release(session, earlier).procedure.limits if earlier else {}
    rows = [_limit(limit, before.get(key)) for key, limit in running.procedure.limits.items()]
    rows += _kept(running.procedure.retention)
    return Group(release.slug, running.procedure.title, today(release.published_at), release.id, tuple(rows))


def _kept(retention: Retention | None) -> list[Parameter]:
    """How long the contents of a closed case are kept."""
    return [Parameter("办结后内容保存", "retention", retention.years, "years", retention.article, retention.status,
                      retention.source, retention.status == "法定", None, "")] if retention else []


def _limit(limit: Limit, before: Limit | None) -> Parameter:
    moved = before is not None and (before.length, before.unit) != (limit.length, limit.unit)
    longest = f"{limit.extension.to}" if limit.extension else ""
    return Parameter(limit.title, limit.key, limit.length, limit.unit, limit.article, limit.status, limit.source,
                     limit.locked, (before.length, before.unit) if moved and before else None, longest)


def _terms() -> Iterator[Group]:
    for register in registers().values():
        rows = tuple(
            Parameter(clock.title, key, clock.length, clock.unit, clock.article, "", "", False, None, "")
            for key, clock in register.clocks.items() if clock.length)
        if (kept := register.erasure) is not None:
            rows = (*rows, Parameter("删除后内容保存", "erasure", kept.months, "months", kept.article, kept.status,
                                     kept.source, kept.status == "法定", None, ""))
        if rows:
            yield Group(register.name, f"台账：{register.title}", None, None, rows)
