"""The inbox (待办): scope, filters, order, saved filters, what waits for an answer. Which tasks these are is
app/queries/worklist.py's."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.clock import today
from app.domain.actor import Actor
from app.domain.calendar import Calendar
from app.queries.absences import substitutions
from app.queries.paging import LARGEST, SIZE
from app.queries.procedures import list_procedures
from app.queries.reading import reading
from app.queries.recusals import to_decide
from app.queries.reminders import Side, open_reminders, urged
from app.queries.saved_filters import saved_filters
from app.queries.statistics import titles
from app.queries.worklist import counts_of, inbox
from app.queries.workload import unread, workload
from app.services.calendars import load_calendar
from app.services.drop_filter import drop_filter
from app.services.execute import execute
from app.services.save_filter import save_filter
from app.web.desk import blueprint
from app.web.desk.batch import batches
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.clock import due_of
from app.web.show.inbox import Asked, Beside, asked_again, asked_of, inbox_values, near_end, opens_on, reminder_row

SIDES: tuple[tuple[Side, str], ...] = (("to-answer", "要我回复的"), ("sent", "我发出、还没有回复的"))

@blueprint.get("/", endpoint="inbox")
def inbox_page() -> Response:
    actor, asked = current_actor(), asked_of(request.args)
    with reading() as tables:
        calendar = load_calendar(tables)
        totals, figures = workload(tables, actor, near_end(calendar))
        if not request.args:
            asked = Asked(scope=opens_on(figures, totals))
        found = inbox(tables, actor, scope=asked.scope, filters=asked.filters(calendar), sort=asked.sort or None,
                      cursor=asked.page or None, size=SIZE)
        kept = saved_filters(tables, actor)
        meant = [asked_again(one.query) for one in kept]
        kept_counts = counts_of(tables, actor, [(one.scope, one.filters(calendar)) for one in meant])
        beside = Beside(totals, figures, unread(tables, actor), urged(tables, [item.id for item in found.items]))
        values = inbox_values(asked, found, beside, list_procedures(tables, actor),
                              list(zip(kept, meant, kept_counts, strict=True)), calendar)
        values |= waiting(tables, actor, calendar) | {"batches": batches(asked.scope)}
    return page("desk/inbox.html", inbox=values, section="desk.inbox")


def waiting(tables: Any, actor: Actor, calendar: Calendar) -> dict[str, Any]:
    """What waits for this person beside the list: answers, decisions, an absent colleague's work."""
    asked = [one for one in open_reminders(tables, actor, "to-answer").items if one.answer_by]
    first = next((due_of(today(one.at), one.answer_by, "running", calendar) for one in asked if one.answer_by), None)
    names = {one.name for one in actor.absent}
    lent = [one for one in substitutions(tables, actor) if one.absent_name in names] if names else []
    return {"answers": len(asked), "answer_first": first, "recusals": len(to_decide(tables, actor)),
            "stands_in": lent}


@blueprint.get("/reminders")
def reminders() -> Response:
    """督办 and 催办 that wait: for my answer, and for an answer to me."""
    actor = current_actor()
    with reading() as tables:
        calendar, names = load_calendar(tables), titles(tables)
        lists = [(side, label, [reminder_row(one, names, calendar) for one in
                                open_reminders(tables, actor, side, size=LARGEST).items])
                 for side, label in SIDES]
    return page("desk/reminders.html", lists=lists, section="desk.inbox")


@blueprint.post("/filters")
def filter_saved() -> AnyResponse:
    asked = asked_of(request.form)
    execute(save_filter, actor=current_actor(), name=request.form.get("name", ""), query=asked.query())
    flash(f"已存为筛选“{request.form['name'].strip()}”。", "done")
    return redirect(address(asked), 303)


@blueprint.post("/filters/<int:filter_id>/drop")
def filter_dropped(filter_id: int) -> AnyResponse:
    name = execute(drop_filter, actor=current_actor(), filter_id=filter_id)
    flash(f"已删去筛选“{name}”。", "done")
    return redirect(url_for("desk.inbox"), 303)


def address(asked: Asked) -> str:
    return url_for("desk.inbox", **asked.words())

