"""Take a program's key to the API back; it opens nothing from this moment on."""

from __future__ import annotations

from app.domain.tags import Tag
from app.errors import NotFound
from app.models import Token
from app.services.administering import must_give_rights
from app.services.context import Context
from app.services.verb import NothingDone


def revoke_token(ctx: Context, *, token_id: int) -> None:
    """One's own; anybody's by the security administrator and the operator. Twice changes nothing.

    Raises NotFound and NotAllowed.
    """
    row = ctx.session.get(Token, token_id, with_for_update=True)
    if row is None:
        raise NotFound("没有这个接口密钥。")
    if ctx.actor.person_id != row.person_id:
        must_give_rights(ctx)
    if row.revoked_at is not None:
        raise NothingDone()
    row.revoked_at = ctx.now
    ctx.trail.write(Tag.TOKEN_REVOKED, after={"token": row.id, "person": row.person_id})
