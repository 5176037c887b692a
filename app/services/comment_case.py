"""Leave an internal remark (内部意见) on a case; the subject never sees it."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Invalid, NotAllowed
from app.evidence import chain
from app.models import Comment
from app.services import access
from app.services.context import Context
from app.services.keeping import must_be_there
from app.services.lock import lock_case, task_organisations

LONGEST = 2000


def comment_case(ctx: Context, *, number: str, text: str, version: int | None = None) -> dict[str, Any]:
    """Returns `{id}`. Raises Invalid for an empty or overlong remark, NotAllowed for the subject and who only reads."""
    live = lock_case(ctx, number, version)
    works = access.works_on(ctx.actor, live.case, task_organisations(ctx.session, live.case.id))
    if access.is_subject(ctx.actor, live.case) or not works:
        raise NotAllowed("内部意见只由办理单位填写。")
    must_be_there(live.case)
    if not isinstance(text, str) or not text.strip():
        raise Invalid({"text": ["请写点什么再发出。"]})
    if len(text) > LONGEST:
        raise Invalid({"text": [f"意见最多{LONGEST}个字，现在有{len(text)}个。"]})
    if ctx.actor.person_id is None:
        raise NotAllowed()
    comment = Comment(case_id=live.case.id, person_id=ctx.actor.person_id, at=ctx.now, text=text.strip())
    ctx.session.add(comment)
    ctx.session.flush()
    ctx.trail.write(Tag.COMMENT_MADE, live.case, after={"comment": comment.id,
                                                        "text": chain.commitment(live.case.salt, comment.text)})
    return {"id": comment.id}
