"""Issues a letter: number from its counter, PDF, digest in the trail. What it looks like is app/letters."""

from __future__ import annotations

import secrets
from typing import Any

from app import letters
from app.domain.tags import Tag
from app.models import Document, Organisation
from app.services.context import Context
from app.services.counters import next_number
from app.services.letter_data import gather, organ_facts
from app.services.live import Live


def issue(ctx: Context, live: Live, letter_id: str, node: str, data: dict[str, Any],
          to_organisation: int | None = None, replaces: Document | None = None, reason: str = "") -> Document:
    """Render and keep one letter; its bytes are stored by digest before the commit. Raises Invalid where a letter lacks
    what it must state."""
    letter = live.running.letters[letter_id]
    organ = issuing_organ(ctx, live, letter, data)
    facts = letter_facts_for(ctx, live, organ, data, to_organisation)
    key = secrets.token_urlsafe(16)
    number = number_for(ctx, letter, organ)
    rendered = ctx.house.render(letter, {**facts, "number": number, "issued_on": ctx.today.isoformat()},
                              demo=ctx.house.settings.demo, verify_url=f"{ctx.house.settings.base_url}/verify/{key}")
    ctx.house.files.put(rendered.pdf)
    document = Document(
        key=key, case_id=live.case.id, letter=letter_id, node=node, title=rendered.title, number=number or key,
        organisation_id=organ.id, recipient=recipient_of(facts, to_organisation), to_subject=to_organisation is None,
        issued_at=ctx.now, issued_by=ctx.actor.person_id, data={"data": data, "to": to_organisation},
        digest=rendered.digest, size=len(rendered.pdf), state="valid", reason=reason,
        replaces_id=replaces.id if replaces else None, served_how="")
    ctx.session.add(document)
    ctx.trail.write(Tag.DOCUMENT_ISSUED, live.case, after={"document": key, "letter": letter_id, "number": number,
                                                           "sha256": rendered.digest})
    _tell(ctx, live, document)
    return document


def letter_facts_for(ctx: Context, live: Live, organ: Organisation, data: dict[str, Any],
                     to_organisation: int | None) -> dict[str, Any]:
    facts = gather(ctx, live, organ, data)
    if to_organisation is not None:
        facts["source"] = organ_facts(ctx.session.get_one(Organisation, to_organisation))
    return facts


def issuing_organ(ctx: Context, live: Live, letter: letters.LetterModel, data: dict[str, Any]) -> Organisation:
    if letter.organ == "$acceptor" and "acceptor" not in data and live.case.organisation_id:
        return ctx.session.get_one(Organisation, live.case.organisation_id)
    return ctx.session.get_one(Organisation, ctx.house.organs.named(ctx.session, letter.organ, data).id)


def number_for(ctx: Context, letter: letters.LetterModel, organ: Organisation) -> str | None:
    """甬信异告〔2026〕12号: the counter is the organ's own and begins anew each year; None for letters without one."""
    if letter.number is None:
        return None
    year = ctx.today.year
    n = next_number(ctx, f"{letter.number.counter}@{organ.id}", year)
    return letter.number.pattern.format(year=year, n=n, organ=organ.short)


def recipient_of(facts: dict[str, Any], to_organisation: int | None) -> str:
    part = facts["source"] if to_organisation is not None else facts.get("subject", {})
    return str(part.get("name", ""))


def _tell(ctx: Context, live: Live, document: Document) -> None:
    ctx.send("notice", {"what": "document", "document": document.key, "title": document.title,
                        "to": "subject" if document.to_subject else document.recipient}, live.case)
