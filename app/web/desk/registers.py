"""台账 and 文书 of the desk: entries that one's organ supplied or that a case gives the purpose for; letters issued."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from app.errors import Invalid, NotAllowed
from app.queries.papers import list_papers
from app.queries.reading import reading
from app.queries.registers import find_entry, list_entries
from app.queries.seen import read_number
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
    """Without a purpose what one's own organ supplied; with the number of a case, the entries of its subject."""
    asked = {key: request.args.get(key, "").strip()[:100] for key in ("q", "purpose")}
    purpose, refused, status, found = asked["purpose"] or None, "", 200, None
    with reading() as tables:
        described = shelf().get(name)
        try:
            found = list_entries(tables, current_actor(), name, purpose=purpose, q=asked["q"] or None,
                                 cursor=request.args.get("page"))
        except Invalid as refusal:
            refused, status = "；".join(text for texts in refusal.errors.values() for text in texts), 422
        except NotAllowed as refusal:
            refused, status = refusal.message, 403
    if purpose and found is not None:
        execute(note_reading, actor=current_actor(), what="list", purpose=purpose, number=read_number(purpose))
    kept: dict[str, Any] = {key: value for key, value in asked.items() if value}
    following = url_for("desk.registers_one", name=name, **kept, page=found.next) if found and found.next else None
    return page("desk/register.html", status=status, register=described, asked=asked, refused=refused,
                entries=[(one.id, entry_values(described, one)) for one in found.items] if found and described else [],
                total=found.total.count if found else 0, next=following, section="desk.registers")


@blueprint.get("/registers/<name>/<key>", endpoint="registers_entry")
def entry(name: str, key: str) -> Response:
    purpose = request.args.get("purpose", "").strip()[:100] or None
    with reading() as tables:
        found = find_entry(tables, current_actor(), name, key, purpose=purpose)
    execute(note_reading, actor=current_actor(), what="entry", purpose=purpose or OWN, entry_key=key)
    described = shelf()[name]
    return page("desk/entry.html", register=described, entry=entry_values(described, found), one=found,
                facts=whole_facts(described, found), back=url_for("desk.registers_one", name=name, purpose=purpose),
                section="desk.registers")


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
