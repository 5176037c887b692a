"""Turn a draft into a case, once: a form sent twice meets the case that the first one made."""

from __future__ import annotations

from datetime import date

from app.errors import Conflict
from app.services.context import Context
from app.services.file_case import Filed, file_case
from app.services.save_draft import own_draft


def file_draft(ctx: Context, *, key: str, channel: str = "online", received_on: date | None = None,
               proof: str | None = None) -> Filed:
    """The last three are the counter's (代录), as in file_case.

    Raises what file_case raises, and Conflict (code already_filed) for a draft that is a case already.
    """
    draft = own_draft(ctx, key)
    if draft.number:
        raise Conflict("这份申请已经提交过了，没有重复提交。", code="already_filed")
    filed = file_case(ctx, procedure=draft.procedure, answers=draft.answers, door=draft.door or None,
                      on_behalf_of=draft.subject, follows=draft.follows, channel=channel, received_on=received_on,
                      proof=proof)
    draft.number, draft.answers = filed.number, {}
    return filed
