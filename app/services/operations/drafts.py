"""What a case does with its public draft: opens it for comment, closes it, answers what was said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.tags import Tag
from app.domain.wording import period
from app.engine import Effect
from app.errors import Conflict, Invalid
from app.models import Deadline, PublicDraft
from app.procedures.model import Limit
from app.services import limits, registers
from app.services.answered import last_answers
from app.services.context import Context
from app.services.listed import compare, in_force
from app.services.live import Live
from app.services.operations.asks import entries, named
from app.services.operations.editions import items_of
from app.services.operations.registers import amend
from app.services.public_drafts import newest_draft, shown
from app.services.starting import start_limit


def open_draft(ctx: Context, live: Live, effect: Effect) -> None:
    """Show the items of a task to anybody, from today until the limit ends. Raises Invalid for a short period
    without its reason: 713号令15 lets it be shorter where the notice says why."""
    task = str(effect.params["answers"])
    answers = last_answers(ctx.session, live.case.id, named(task))
    register, part, rows = items_of(ctx, live, str(effect.params.get("items") or task))
    if not rows:
        raise Conflict("草案里还没有条目，不能公开征求意见。", code="empty_draft")
    lines = compare(register, in_force(ctx.session, register, ctx.today, part), rows)
    deadline = run_limit(ctx, live, live.running.procedure.limits[str(effect.params["limit"])], answers)
    close_draft(ctx, live, effect)
    draft = PublicDraft(
        key=registers.new_key(), case_id=live.case.id, deadline_id=deadline.id, register=register.name, part=part,
        title=str(answers.get("draft_title") or live.case.title)[:200], explanation=str(answers.get("explanation", "")),
        how=str(answers.get("how", "")), usual=live.running.procedure.limits[deadline.key].length,
        reason=str(answers.get("days_reason", ""))[:500], items=[line.kept() for line in lines], opened_at=ctx.now)
    ctx.session.add(draft)
    ctx.trail.write(Tag.PUBLIC_DRAFT_OPENED, live.case, after={
        "draft": draft.key, "last_day": deadline.last_day.isoformat(), "reason": draft.reason,
        "content": shown(draft)})
    ctx.send("platform", {"what": "public_draft", "draft": draft.key}, live.case)


def run_limit(ctx: Context, live: Live, limit: Limit, answers: Mapping[str, Any]) -> Deadline:
    """The period of comment, as long as the answers say; one that the drawing has begun already is made so long."""
    days = int(answers.get("days") or limit.length)
    if days < limit.length and limit.locked:
        raise Invalid({"days": [f"{limit.title}是法定期限，不能短于{period(limit.length, limit.unit)}。"]})
    if days < limit.length and not answers.get("days_reason"):
        usual = period(limit.length, limit.unit)
        raise Invalid({"days_reason": [f"征求意见短于{usual}的，要写明理由，随公告一起公布。"]})
    row = start_limit(ctx, live, limit, length=days)
    if row.length != days or row.start_on != ctx.today:
        row.length, row.start_on = days, ctx.today
        limits.recount(ctx, row)
    return row


def close_draft(ctx: Context, live: Live, effect: Effect) -> None:
    """No door takes a comment any more. Nothing is done where it is closed already."""
    draft = newest_draft(ctx.session, live.case.id)
    if draft is not None and draft.closed_at is None:
        draft.closed_at = ctx.now
        ctx.trail.write(Tag.PUBLIC_DRAFT_CLOSED, live.case, after={"draft": draft.key})


def answer(ctx: Context, live: Live, effect: Effect) -> None:
    """Write what became of each comment. Raises Conflict while more may still come in."""
    draft, task = newest_draft(ctx.session, live.case.id), str(effect.params["answers"])
    forms = map(live.running.procedure.form_of, named(task))
    field = next(field for form in forms if form for field in form.fields if field.rows == "comments")
    if draft is None:
        return
    if draft.takes_comments(ctx.now):
        raise Conflict("征求意见还没有结束，结束以后再答复。", code="draft_open")
    said = last_answers(ctx.session, live.case.id, named(task)).get(field.key) or ()
    rows = {str(row[field.fields[0].key]): row for row in said}
    for entry in entries(ctx, list(rows)):
        if entry.part_of == draft.key:
            amend(ctx, live, effect, entry, "answered", _said(ctx, rows[entry.key]))


SHOWN = {"yes": "published", "no": "withheld"}


def _said(ctx: Context, row: Mapping[str, Any]) -> dict[str, Any]:
    shown = SHOWN.get(str(row.get("shown")))
    return {"outcome": row["outcome"], "reason": row.get("reason", ""), "answered_on": ctx.today.isoformat(),
            **({"publication": shown} if shown else {})}


