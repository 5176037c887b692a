"""Correct a letter in the open: a new one takes its place, the old one stays readable and says so."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Case, Document
from app.services import access
from app.services.context import Context
from app.services.keeping import must_be_there
from app.services.letters import again, issue
from app.services.lock import lock_case


def replace_document(ctx: Context, *, key: str, reason: str) -> dict[str, Any]:
    """Issues the letter again from the case as it stands now. Returns `{document, replaces}`."""
    query = sa.select(Document, Case.number).join(Case, Case.id == Document.case_id).where(Document.key == key)
    found = ctx.session.execute(query).one_or_none()
    if found is None:
        raise NotFound()
    old, number = found
    live = lock_case(ctx, number)
    if old.organisation_id not in access.organisations(ctx.actor):
        raise NotAllowed("文书由制发单位更正。")
    must_be_there(live.case)
    if not isinstance(reason, str) or not reason.strip():
        raise Invalid({"reason": ["请写明更正的理由，它会公开显示。"]})
    if old.state != "valid":
        raise Conflict("这份文书已经被替换。", code="replaced")
    if old.letter not in live.running.letters:
        raise Conflict("这份文书不能更正重发。", code="cannot_replace")
    old.state = "replaced"
    new = issue(ctx, live, again(old), old, reason.strip()[:300])
    ctx.trail.write(Tag.DOCUMENT_REPLACED, live.case, before={"document": old.key},
                    after={"document": new.key, "reason": reason.strip()[:300]})
    return {"document": new.key, "replaces": old.key}
