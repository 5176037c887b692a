"""Ask for a value of a stuck case to be corrected, with a reason; another person decides."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, Invalid
from app.models import Correction
from app.services.context import Context
from app.services.corrections import like, must_mend, plain
from app.services.lock import lock_case, must_run
from app.services.reasons import written


def ask_correction(ctx: Context, *, number: str, name: str, value: str, reason: str) -> dict[str, Any]:
    """`value` as typed in; it takes the kind of the value that stands there. Returns `{id}`. Raises Invalid,
    NotAllowed, Conflict where nothing went wrong or one correction is asked already."""
    live = lock_case(ctx, number)
    must_mend(ctx, live)
    waiting = sa.select(Correction.id).where(Correction.case_id == live.case.id, Correction.state == "asked")
    if ctx.session.scalar(waiting) is not None:
        raise Conflict("已经有一件更正等着决定，请先决定那一件。", code="asked_already")
    known = plain(ctx.house.engine.values(live.running.flow, must_run(live)))
    if name not in known:
        raise Invalid({"name": ["请选择要更正的值。"]})
    new, why = like(known[name], value), written(reason, "请写明为什么要更正、依据什么。")
    if new == known[name]:
        raise Invalid({"value": ["更正后的值和现在的一样。"]})
    assert ctx.actor.person_id is not None  # must_mend
    change = {"was": known[name], "value": new}
    row = Correction(case_id=live.case.id, name=name, change=change, reason=why, asked_by=ctx.actor.person_id,
                     asked_at=ctx.now, state="asked")
    ctx.session.add(row)
    ctx.session.flush()
    ctx.trail.write(Tag.CORRECTION_ASKED, live.case, before={name: known[name]},
                    after={"asked": row.id, name: new, "reason": why})
    return {"id": row.id}
