"""Note that a whole case is taken out as one file (卷宗): by whom and when. Making the file is queries/dossier.py."""

from __future__ import annotations

from app.domain.tags import Tag
from app.errors import NotAllowed
from app.services import access
from app.services.context import Context
from app.services.keeping import must_be_there
from app.services.lock import lock_case, task_organisations


def export_case(ctx: Context, *, number: str) -> None:
    """For those who work on the case or oversee it. Raises NotAllowed for the subject and for who was only copied."""
    live = lock_case(ctx, number)
    organs = task_organisations(ctx.session, live.case.id)
    if not access.works_on(ctx.actor, live.case, organs) and not ctx.actor.roles & set(access.OVERSEERS):
        raise NotAllowed("卷宗由办理和督办、监督的单位取用。")
    must_be_there(live.case)
    ctx.trail.write(Tag.CASE_EXPORTED, live.case, after={"what": "dossier"})
