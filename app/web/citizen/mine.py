"""我的事项: what waits for me, drafts, what runs, what has ended."""

from __future__ import annotations

from flask import Response, url_for

from app.domain.calendar import Calendar
from app.queries.drafts import DraftLine, list_drafts
from app.queries.mine import Asked, Matter, my_matters
from app.queries.reading import reading
from app.services.calendars import load_calendar
from app.web import words
from app.web.citizen import blueprint
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.asked import asked_url, last_day
from app.web.show.clock import Due, due_of


@blueprint.get("/mine")
def mine() -> Response:
    actor = current_actor()
    with reading() as tables:
        found, drafts, calendar = my_matters(tables, actor), list_drafts(tables, actor), load_calendar(tables)
    return page(
        "citizen/mine.html", asked=[asked_line(one) for one in found.asked], drafts=[draft_line(d) for d in drafts],
        open=[matter_line(m) | {"due": due_line(m, calendar)} for m in found.open],
        closed=[matter_line(m) for m in found.closed],
    )


def due_line(matter: Matter, calendar: Calendar) -> Due | None:
    clock = matter.clock
    return due_of(clock.start_on, clock.due_on, clock.state, calendar) if clock else None


def matter_line(matter: Matter) -> dict[str, object]:
    return vars(matter) | {"url": url_for("citizen.matter", number=matter.number)}


def draft_line(draft: DraftLine) -> dict[str, object]:
    discard = url_for("citizen.discard", key=draft.key)
    return vars(draft) | {"url": url_for("citizen.step", key=draft.key, number=1), "discard_url": discard}


def asked_line(one: Asked) -> dict[str, object]:
    """What one is asked, with the page where it is done."""
    said = words.case_number(one.number)
    label = f"打开并确认收到《{one.title}》" if one.letter else one.title
    return {"label": label, "title": said, "until": last_day(one), "url": asked_url(one)}
