"""Take a program's key to the API back; it opens nothing from this moment on."""

from __future__ import annotations

from app.domain.tags import Tag
from app.errors import NotFound
from app.models import Token
from app.services.context import Context
from app.services.issue_token import must_manage
from app.services.verb import NothingDone


def revoke_token(ctx: Context, *, token_id: int) -> None:
    """Revoking twice changes nothing. Raises NotFound and NotAllowed."""
    row = ctx.session.get(Token, token_id, with_for_update=True)
    if row is None:
        raise NotFound("没有这个接口密钥。")
    must_manage(ctx, row.person_id)
    if row.revoked_at is not None:
        raise NothingDone()
    row.revoked_at = ctx.now
    ctx.trail.write(Tag.TOKEN_REVOKED, after={"token": row.id, "person": row.person_id})
