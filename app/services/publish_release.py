"""Freeze a procedure's folder as the release that new cases take."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import NotAllowed
from app.models import Release
from app.procedures import Release as Frozen
from app.services.context import Context
from app.services.verb import NothingDone


@dataclass(frozen=True)
class Published:
    slug: str
    hash: str
    n: int
    new: bool


def publish_release(ctx: Context, *, release: Frozen) -> Published:
    """A folder with the hash of the current release publishes nothing. The folder must have been checked before.

    Raises NotAllowed for anybody but the operator and the system administrator.
    """
    if ctx.actor.kind != "operator" and "admin" not in ctx.actor.roles:
        raise NotAllowed("发布程序由系统管理员办理。")
    slug = release.procedure.slug
    rows = list(ctx.session.scalars(sa.select(Release).where(Release.slug == slug).order_by(Release.n)))
    same = next((r for r in rows if r.hash == release.hash), None)
    if same is not None and same.current:
        raise NothingDone(Published(slug, same.hash, same.n, new=False))
    for row in rows:
        row.current = False
    ctx.session.flush()
    row = same or _row(ctx, release, len(rows) + 1)
    row.current = True
    ctx.trail.write(Tag.RELEASE_PUBLISHED, after={"slug": slug, "hash": release.hash, "n": row.n})
    return Published(slug, release.hash, row.n, new=True)


def _row(ctx: Context, release: Frozen, n: int) -> Release:
    row = Release(hash=release.hash, slug=release.procedure.slug, n=n, current=True, published_at=ctx.now,
                  published_by=ctx.actor.person_id, content=release.pack())
    ctx.session.add(row)
    return row
