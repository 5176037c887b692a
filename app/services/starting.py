"""When a limit begins in a case, and the day that it counts from. What becomes of it then is limits.py."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.clock import today
from app.models import Deadline, Document, Edition
from app.procedures.model import RECEIVED, SERVED, Limit
from app.services import limits
from app.services.context import Context
from app.services.live import Live

_SERVED = (sa.select(Document.served_on).where(Document.to_subject, Document.served_on.is_not(None))
           .order_by(Document.served_on.desc(), Document.id.desc()).limit(1))


def start_limit(ctx: Context, live: Live, limit: Limit, item: str = "", length: int | None = None) -> Deadline:
    """Start it unless it runs already; `length` is another one than its own, where the flow was given one."""
    row = next((d for d in live.deadlines if d.key == limit.key and d.item == item and d.open), None)
    if row is None:
        row = limits.start(ctx, live.case, limit, item, first_day(ctx, live, limit), length)
        live.deadlines.append(row)
    return row


def first_day(ctx: Context, live: Live, limit: Limit) -> date | None:
    """The day that the law counts from, where it is not today; never a later one."""
    moment = limit.start.moment
    if moment is None or moment == RECEIVED:
        return live.case.received_on if moment else None
    if moment == SERVED:
        ctx.settle()
        return ctx.session.scalar(_SERVED.where(Document.case_id == live.case.id))
    if limit.start.register:
        query = sa.select(sa.func.max(Edition.published_at)).where(Edition.register == limit.start.register)
        last = ctx.session.scalar(query)
        return today(last) if last else None
    message = live.running.procedure.nodes[str(limit.start.node)].message
    told = live.case.answers.get(f"message:{message}", {}).get(moment)
    return min(date.fromisoformat(str(told)), ctx.today) if told else None
