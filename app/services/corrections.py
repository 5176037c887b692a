"""Who may mend a stuck case, and what a value of its flow may become. Two people do it; neither decides a matter."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import Conflict, Invalid, NotAllowed
from app.models import Incident
from app.services import access
from app.services.context import Context
from app.services.live import Live
from app.services.lock import task_organisations

LONGEST = 200
FLAGS = {"是": True, "否": False, "true": True, "false": False}
Value = bool | int | float | str


def must_mend(ctx: Context, live: Live) -> list[Incident]:
    """The open incidents of the case. For the supervisor, and the head of an organ that works on it; Conflict where
    nothing went wrong: a value is corrected to mend, never to steer."""
    organs = task_organisations(ctx.session, live.case.id) | {live.case.organisation_id}
    heads = set(access.HEADS.values())
    if "supervisor" not in ctx.actor.roles and not any(
            post.role in heads and post.organisation_id in organs for post in ctx.actor.posts):
        raise NotAllowed("出错的事项由督办人员或者承办单位负责人处理。")
    query = sa.select(Incident).where(Incident.case_id == live.case.id, Incident.resolved_at.is_(None))
    found = list(ctx.session.scalars(query.order_by(Incident.id)))
    if not found or live.case.snapshot is None:
        raise Conflict("这件事项现在没有出错，不能更正流程数据。", code="not_broken")
    return found


def plain(values: dict[str, object]) -> dict[str, Value]:
    """What may be corrected: single values by name."""
    return {name: value for name, value in sorted(values.items()) if isinstance(value, bool | int | float | str)}


def like(was: Value, text: str) -> Value:
    """The words typed in as a value of the same kind. Raises Invalid."""
    given = text.strip() if isinstance(text, str) else ""
    if isinstance(was, bool):
        if given not in FLAGS:
            raise Invalid({"value": ["这个值只能是“是”或者“否”。"]})
        return FLAGS[given]
    if isinstance(was, str):
        if not 0 < len(given) <= LONGEST:
            raise Invalid({"value": [f"请写明更正后的值，不超过{LONGEST}个字。"]})
        return given
    try:
        return int(given) if isinstance(was, int) else float(given)
    except ValueError as wrong:
        raise Invalid({"value": ["这个值要写成数字。"]}) from wrong
