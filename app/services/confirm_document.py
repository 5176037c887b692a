"""The subject confirms that it has received a letter: its receipt (送达回证), and for a letter that nothing else has
served the day of service, which is the day it was signed for (民诉法87)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import NotAllowed, NotFound
from app.models import Case, Document
from app.services import access
from app.services.context import Context
from app.services.lock import lock_case
from app.services.verb import NothingDone


def confirm_document(ctx: Context, *, key: str) -> dict[str, Any]:
    """`key` is the document's. Returns `{document}`. Confirming twice changes nothing."""
    query = sa.select(Document, Case.number).join(Case, Case.id == Document.case_id).where(Document.key == key)
    found = ctx.session.execute(query).one_or_none()
    if found is None:
        raise NotFound()
    document, number = found
    live = lock_case(ctx, number)
    if not document.to_subject or not access.is_subject(ctx.actor, live.case):
        raise NotAllowed("只有受送达人可以确认收到。")
    if document.confirmed_at is not None:
        raise NothingDone({"document": key})
    document.confirmed_at = ctx.now
    if document.served_on is None:
        document.served_on, document.served_how = ctx.today, "signed"
    ctx.trail.write(Tag.DOCUMENT_CONFIRMED, live.case, after={"document": key})
    return {"document": key}
