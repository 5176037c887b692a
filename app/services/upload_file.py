"""Bring a file in, ahead of the form that will name it."""

from __future__ import annotations

import secrets
from typing import Any

from app import files
from app.domain.tags import Tag
from app.errors import NotAllowed
from app.models import Upload
from app.services.context import Context


def upload_file(ctx: Context, *, name: str, content: bytes) -> dict[str, Any]:
    """Returns `{id, name, size}`. Raises Invalid for what is empty, too large or of a type that is not taken."""
    if ctx.actor.person_id is None:
        raise NotAllowed("请先登录再上传。")
    kind = files.sniff(content, name)
    digest = ctx.house.files.put(content)
    row = Upload(id=secrets.token_urlsafe(16), person_id=ctx.actor.person_id, name=files.clean_name(name), kind=kind,
                 size=len(content), digest=digest, at=ctx.now, field="")
    ctx.session.add(row)
    ctx.trail.write(Tag.UPLOAD_RECEIVED, after={"upload": row.id, "sha256": digest, "size": row.size})
    return {"id": row.id, "name": row.name, "size": row.size}
