"""Issues a letter: number from its counter, PDF, digest in the trail. What it looks like is app/letters."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import letters
from app.domain.tags import Tag
from app.models import Document, Organisation
from app.services.context import Context
from app.services.counters import next_number
from app.services.letter_data import gather
from app.services.live import Live


@dataclass(frozen=True)
class Issue:
    """A letter to be: the node that asks for it and the flow's data there; to one organisation (by id), `aside` to
    somebody who is no party and whom the letter itself names, else to the subject. `item`: which one of several."""

    letter: str
    node: str
    data: Mapping[str, Any]
    item: str = ""
    organisation_id: int | None = None
    aside: bool = False

    @property
    def kept(self) -> dict[str, Any]:
        """As it stands beside the document, for whoever issues it again."""
        return {"data": dict(self.data), "to": self.organisation_id, "item": self.item, "aside": self.aside}


def again(old: Document) -> Issue:
    kept = old.data
    return Issue(old.letter, old.node, kept["data"], kept.get("item", ""), kept.get("to"), kept.get("aside", False))


def issue(ctx: Context, live: Live, what: Issue, replaces: Document | None = None, reason: str = "") -> Document:
    """Render and keep one letter; its bytes are stored by digest before the commit. Raises Invalid where a letter lacks
    what it must state."""
    letter = live.running.letters[what.letter]
    organ = issuing_organ(ctx, live, letter, what.data)
    facts = letter_facts_for(ctx, live, organ, what)
    key = secrets.token_urlsafe(16)
    number = number_for(ctx, letter, organ)
    rendered = ctx.house.render(letter, {**facts, "number": number, "issued_on": ctx.today.isoformat()},
                              demo=ctx.house.settings.demo, verify_url=f"{ctx.house.settings.base_url}/verify/{key}")
    ctx.house.files.put(rendered.pdf)
    document = Document(
        key=key, case_id=live.case.id, letter=what.letter, node=what.node, title=rendered.title, number=number or key,
        organisation_id=organ.id, recipient=recipient_of(facts, what, rendered),
        to_subject=what.organisation_id is None and not what.aside,
        issued_at=ctx.now, issued_by=ctx.actor.person_id, data=what.kept,
        digest=rendered.digest, size=len(rendered.pdf), state="valid", reason=reason,
        replaces_id=replaces.id if replaces else None, served_how="")
    ctx.session.add(document)
    ctx.trail.write(Tag.DOCUMENT_ISSUED, live.case, after={"document": key, "letter": what.letter, "number": number,
                                                           "sha256": rendered.digest})
    if not what.aside:
        _tell(ctx, live, document)
    return document


def letter_facts_for(ctx: Context, live: Live, organ: Organisation, what: Issue) -> dict[str, Any]:
    """To one organisation: it is the `source` of the letter, whatever the flow calls by that name."""
    to = {} if what.organisation_id is None else {"source": what.organisation_id}
    return gather(ctx, live, organ, {**what.data, **to}, what.item)


def issuing_organ(ctx: Context, live: Live, letter: letters.LetterModel, data: Mapping[str, Any]) -> Organisation:
    if letter.organ == "$acceptor" and "acceptor" not in data and live.case.organisation_id:
        return ctx.session.get_one(Organisation, live.case.organisation_id)
    return ctx.session.get_one(Organisation, ctx.house.organs.named(ctx.session, letter.organ, dict(data)).id)


def number_for(ctx: Context, letter: letters.LetterModel, organ: Organisation) -> str | None:
    """甬信异告〔2026〕12号: the counter is the organ's own and begins anew each year; None for letters without one."""
    if letter.number is None:
        return None
    year = ctx.today.year
    n = next_number(ctx, f"{letter.number.counter}@{organ.id}", year)
    return letter.number.pattern.format(year=year, n=n, organ=organ.short)


def recipient_of(facts: Mapping[str, Any], what: Issue, rendered: letters.Rendered) -> str:
    if what.aside:
        return rendered.content.recipient
    part = facts["source"] if what.organisation_id is not None else facts.get("subject", {})
    return str(part.get("name", ""))


def _tell(ctx: Context, live: Live, document: Document) -> None:
    ctx.send("notice", {"what": "document", "document": document.key, "title": document.title,
                        "to": "subject" if document.to_subject else document.recipient}, live.case)
