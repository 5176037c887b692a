"""Put a subscribed list into the outbox: on working days from eight, once a day or once a week; the day is kept in the
same transaction. What leaves the house names cases, steps and organs, no person."""

from __future__ import annotations

from datetime import date

from app.clock import SHANGHAI
from app.domain import wording
from app.domain.calendar import Calendar
from app.domain.numbers import formal
from app.errors import NotAllowed
from app.models import Person, Post, Subscription
from app.services.context import Context
from app.services.late_list import AHEAD, LateRow, late_list
from app.services.verb import NothingDone, housekeeping

FROM = 8  # o'clock
TOLD = 50  # lines in a mail; the page has all


@housekeeping
def send_late_list(ctx: Context, *, subscription_id: int) -> bool:
    """The clock's. False where it is not its time, or whoever ordered it oversees no more."""
    if ctx.actor.kind not in ("clock", "operator"):
        raise NotAllowed()
    row = ctx.session.get(Subscription, subscription_id, with_for_update=True)
    early = ctx.now.astimezone(SHANGHAI).hour < FROM
    if row is None or early or not falls_on(row, ctx.today, ctx.calendar) or not _oversees(ctx, row.person):
        raise NothingDone(False)
    found = late_list(ctx.session, ctx.now, ctx.calendar, procedure=row.procedure, organisation_id=row.organisation_id)
    row.last_on = ctx.today
    ctx.send("notice", {"what": "late_list", "to": row.person.login, "title": _title(ctx, row, found),
                        "body": "\n".join(_line(one) for one in found[:TOLD])})
    return True


def falls_on(row: Subscription, day: date, calendar: Calendar) -> bool:
    """Every working day, or the first one of a week; never twice."""
    if row.last_on >= day or not calendar.is_workday(day):
        return False
    return row.every == "daily" or row.last_on.isocalendar()[:2] != day.isocalendar()[:2]


def _oversees(ctx: Context, person: Person) -> bool:
    posts: list[Post] = person.posts
    return person.disabled_at is None and any(p.role == "supervisor" and p.ended_at is None for p in posts)


def _title(ctx: Context, row: Subscription, found: list[LateRow]) -> str:
    late = sum(one.late for one in found)
    running = ctx.house.current(ctx.session, row.procedure) if row.procedure else None
    part = "、".join([*([row.organisation.name] if row.organisation else []),
                      *([running.procedure.title] if running else [])])
    return f"超期清单{f'（{part}）' if part else ''}：{late} 件已超期，{len(found) - late} 件{AHEAD}个工作日内到期"


def _line(one: LateRow) -> str:
    what = "法定日" if one.lawful else "内部目标"
    left = wording.days_left(one.left) if one.left or not one.late else "已经超过最后一天"
    return f"{formal(one.number)}　{one.step}　{one.organisation}　{what} {one.last_day.isoformat()}，{left}"
