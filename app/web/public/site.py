"""Pages for anybody: home, status by number and code, the words of the law, letters proved, statements."""

from __future__ import annotations

from datetime import date

from flask import Response, request, url_for

from app.errors import Invalid, NotFound, TooMany
from app.queries.documents import verify_document
from app.queries.editions import list_editions
from app.queries.offered import offered
from app.queries.public_drafts import makes_drafts
from app.queries.public_status import find_status
from app.queries.reading import reading
from app.queries.registers import list_public, named_in, titles_of
from app.queries.shelf import laws as all_laws
from app.queries.shelf import registers as all_registers
from app.services.calendars import load_calendar
from app.services.look_up import counted
from app.web.pages import page, status_of
from app.web.public import blueprint
from app.web.session import current_actor
from app.web.show.calendar_page import calendar_years
from app.web.show.home import archive_tile, drafts_tile, tile_of
from app.web.show.law import law_text
from app.web.show.public_status import status_values
from app.web.show.register import register_values
from app.web.show.verify import verify_values

PAGE, EDITIONS = 20, 50  # entries on a page of a register; editions told beside them


@blueprint.get("/")
def home() -> Response:
    with reading() as tables:
        procedures, drafted = offered(tables, current_actor()), makes_drafts(tables)
    tiles = [tile_of(one, url_for("citizen.begin", slug=one.slug)) for one in procedures]
    more = [drafts_tile(url_for("public.drafts"))] if drafted else []
    return page("public/home.html", tiles=[*tiles, *more, archive_tile(url_for("citizen.archive"))],
                section="public.home")


@blueprint.get("/status")
def status() -> Response:
    return page("public/status.html", number=request.args.get("number", ""), section="public.home")


@blueprint.post("/status")
def status_found() -> Response:
    """By POST, so that a code never stands in an address or a log; a wrong number and a wrong code answer alike."""
    number, code = request.form.get("number", ""), request.form.get("code", "")
    try:
        with counted(number, request.remote_addr or ""), reading() as tables:
            found = find_status(tables, number, code)
    except (NotFound, TooMany) as refusal:
        return page("public/status.html", section="public.home", number=number, refused=refusal.message,
                    status=status_of(refusal))
    return page("public/status.html", found=status_values(found), section="public.home")


@blueprint.get("/law")
def laws() -> Response:
    return page("public/law.html", laws=[law_text(one) for one in all_laws().values()])


@blueprint.get("/law/<law>")
def law(law: str) -> Response:
    found = all_laws().get(law)
    if found is None:
        raise NotFound()
    return page("public/law_text.html", law=law_text(found))


@blueprint.get("/registers")
def registers() -> Response:
    return page("public/registers.html", registers=[one for one in all_registers().values() if one.public])


@blueprint.get("/registers/<name>")
def register(name: str) -> Response:
    """What must be public of a register, searched by title; the query shows no more than the register's rule lets."""
    asked = {key: request.args.get(key, "").strip() for key in ("q", "part", "on")}
    with reading() as tables:
        found = list_public(tables, name, q=asked["q"] or None, part=asked["part"] or None, on=day_of(asked["on"]),
                            cursor=request.args.get("page"), size=PAGE)
        described = all_registers()[name]
        names = titles_of(tables, named_in(described, [one.fields for one in found.items]))
        editions = list_editions(tables, name, size=EDITIONS) if described.listed else None
    values = register_values(described, found, asked, names, editions)
    return page("public/register.html", register=values, section="public.registers")


def day_of(text: str) -> date | None:
    """A day of the address. Raises Invalid for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid({"on": ["日期请写成 2026-03-09 这样。"]}) from None


@blueprint.get("/calendar")
def calendar() -> Response:
    with reading() as tables:
        found = load_calendar(tables)
    return page("public/calendar.html", years=calendar_years(found))


@blueprint.get("/verify/<key>")
def verify(key: str) -> Response:
    with reading() as tables:
        found = verify_document(tables, key)
    return page("public/verify.html", document={**verify_values(found), "key": key})


@blueprint.get("/accessibility")
def accessibility() -> Response:
    return page("public/accessibility.html")


@blueprint.get("/privacy")
def privacy() -> Response:
    return page("public/privacy.html")
