"""Show a public comment to everybody, or keep it from them: a person decides, nothing is shown by itself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.domain.actor import Actor
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Case, Entry, PublicDraft
from app.services import access
from app.services.context import Context
from app.services.lock import lock_case
from app.services.public_drafts import COMMENTS
from app.services.registers import amend

ACTS = {"published": "released", "withheld": "withheld"}


def may_release(actor: Actor, case: Case) -> bool:
    """Who works in the organ that made the draft."""
    return case.organisation_id in access.organisations(actor)


def release_comment(ctx: Context, *, receipt: str, shown: bool, reason: str = "") -> dict[str, Any]:
    """Returns `{receipt, publication}`. To keep a comment back needs a reason, which stands in its versions.

    Raises NotFound, NotAllowed outside the organ that made the draft, Invalid, Conflict where it is so already.
    """
    found = ctx.session.execute(
        sa.select(Entry, Case.number).join(PublicDraft, PublicDraft.key == Entry.part_of)
        .join(Case, Case.id == PublicDraft.case_id).where(Entry.key == receipt, Entry.register == COMMENTS)).first()
    if found is None:
        raise NotFound()
    live = lock_case(ctx, found.number)
    entry, state = found[0], "published" if shown else "withheld"
    ctx.session.refresh(entry)
    if not may_release(ctx.actor, live.case):
        raise NotAllowed("意见公开不公开，由征求意见的单位决定。")
    if not shown and not reason.strip():
        raise Invalid({"reason": ["请写明不公开的理由。"]})
    if entry.data["publication"] == state:
        raise Conflict("这条意见已经是这个状态。", code="held_already")
    amend(ctx, entry, ACTS[state], changes={"publication": state}, reason=reason.strip()[:500] or "经查看，可以公开",
          article="", case=live.case)
    return {"receipt": entry.key, "publication": state}
