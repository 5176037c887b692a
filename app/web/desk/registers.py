"""台账 and 文书 of the desk: entries that one's organ supplied or that a case gives the purpose for; letters issued."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from app.errors import Invalid, NotAllowed
from app.queries.papers import list_papers
from app.queries.purposes import Purpose, listed_uses, purpose_of
from app.queries.reading import reading
from app.queries.registers import find_entry, list_entries
from app.queries.shelf import registers as shelf
from app.services.execute import execute
from app.services.note_reading import note_reading
from app.web.desk import blueprint
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.letter import SERVED, STATES
from app.web.show.register import entry_values, whole_facts

OWN = "查看本单位提供的信息"


@blueprint.get("/registers", endpoint="registers")
def registers_page() -> Response:
    roles = current_actor().roles
    found = [one for one in shelf().values() if roles & set(one.readers)]
    return page("desk/registers.html", registers=found, section="desk.registers")


@blueprint.get("/registers/<name>", endpoint="registers_one")
def register(name: str) -> Response:
    """Without a purpose what one's own organ supplied; with the number of a case, the entries of its subject; with an
    item of the application list, those of the one subject searched."""
    asked, refused, status, found = _asked("q"), "", 200, None
    purpose: Purpose | None = None
    with reading() as tables:
        described = shelf().get(name)
        uses = listed_uses(tables, current_actor(), described) if described and described.subject else ()
        try:
            purpose = _purpose(tables, name, asked)
            found = list_entries(tables, current_actor(), name, purpose=purpose, q=asked["q"] or None,
                                 cursor=request.args.get("page"))
        except Invalid as refusal:
            refused, status = "；".join(text for texts in refusal.errors.values() for text in texts), 422
        except NotAllowed as refusal:
            refused, status = refusal.message, 403
    if purpose and found is not None:
        execute(note_reading, actor=current_actor(), what="list", **purpose.noted)
    kept: dict[str, Any] = {key: value for key, value in asked.items() if value}
    following = url_for("desk.registers_one", name=name, **kept, page=found.next) if found and found.next else None
    return page("desk/register.html", status=status, register=described, asked=asked, refused=refused, uses=uses,
                listed=purpose.noted["purpose"] if purpose and "subject" in purpose.noted else "", kept=_kept(asked),
                entries=[(one.id, entry_values(described, one)) for one in found.items] if found and described else [],
                total=found.total.count if found else 0, next=following, section="desk.registers")


@blueprint.get("/registers/<name>/<key>", endpoint="registers_entry")
def entry(name: str, key: str) -> Response:
    asked = _asked()
    with reading() as tables:
        purpose = _purpose(tables, name, asked)
        found = find_entry(tables, current_actor(), name, key, purpose=purpose)
    noted = purpose.noted if purpose else {"purpose": OWN}
    execute(note_reading, actor=current_actor(), what="entry", entry_key=key, **noted)
    described = shelf()[name]
    return page("desk/entry.html", register=described, entry=entry_values(described, found), one=found,
                facts=whole_facts(described, found), back=url_for("desk.registers_one", name=name, **_kept(asked)),
                section="desk.registers")


def _asked(*more: str) -> dict[str, str]:
    return {key: request.args.get(key, "").strip()[:100] for key in ("purpose", "subject", "matter", *more)}


def _kept(asked: dict[str, str]) -> dict[str, Any]:
    """The purpose, for the addresses of the same search."""
    return {key: value for key, value in asked.items() if value and key != "q"}


def _purpose(tables: Any, name: str, asked: dict[str, str]) -> Purpose | None:
    return purpose_of(tables, current_actor(), name, asked["purpose"], asked["subject"], asked["matter"])


@blueprint.get("/letters", endpoint="papers")
def letters_page() -> Response:
    """Every letter of the cases that this reader may see, the newest first."""
    asked = request.args.get("q", "").strip()[:100]
    with reading() as tables:
        found = list_papers(tables, current_actor(), asked or None, request.args.get("page"))
    following = url_for("desk.papers", q=asked or None, page=found.next) if found.next else None
    total = f"{found.total.count}{'' if found.total.exact else '+'}"
    return page("desk/papers.html", papers=found.items, asked=asked, total=total, next=following, served=SERVED,
                states=STATES, section="desk.papers")
