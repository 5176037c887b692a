"""Issues letters and records their service; what a letter says is data of the release."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from app.domain.tags import Tag
from app.engine import Effect
from app.models import Document
from app.services.context import Context
from app.services.letters import Issue, issue
from app.services.live import Live, item_of

LAST = "last"


def issue_document(ctx: Context, live: Live, effect: Effect) -> None:
    """One letter to the subject, one to each organisation of `to`, or (`other`) one to whom the letter itself names."""
    to, item = effect.params.get("to"), item_of(effect.key)
    letter = Issue(str(effect.params["letter"]), effect.node, dict(effect.data), item)
    if not isinstance(to, list):
        issue(ctx, live, replace(letter, aside=to == "other"))
    for organisation_id in to if isinstance(to, list) else ():
        issue(ctx, live, replace(letter, organisation_id=int(organisation_id)))


def record_service(ctx: Context, live: Live, effect: Effect) -> None:
    """`last`: the last letter to the subject that is not served yet and those issued with it; or the letter named, of
    the same item. Served on a day (民诉法87-95)."""
    given = effect.params.get("on")
    how = str(effect.params.get("how") or effect.params.get("method") or "direct")
    serve(ctx, live, unserved(ctx, live, effect), how, date.fromisoformat(str(given)) if given else ctx.today)


def publish_service(ctx: Context, live: Live, effect: Effect) -> None:
    """Public notice: served when its 30 days have passed (民诉法95), recorded by serve.record then."""
    ctx.send("platform", {"what": "public_notice", "case": live.case.number}, live.case)


def unserved(ctx: Context, live: Live, effect: Effect) -> list[Document]:
    named = str(effect.params["document"])
    query = (sa.select(Document).where(Document.case_id == live.case.id, Document.state == "valid",
                                       Document.served_on.is_(None)).order_by(Document.id.desc()))
    if named != LAST:
        found = ctx.session.scalars(query.where(Document.letter == named))
        return [d for d in found if d.data.get("item", "") == item_of(effect.key)][:1]
    waiting = [d for d in ctx.session.scalars(query.where(Document.to_subject))
               if d.data.get("item", "") == item_of(effect.key)]  # several organs serve side by side
    return [d for d in waiting if d.issued_at == waiting[0].issued_at]  # 两书同达


def serve(ctx: Context, live: Live, documents: list[Document], how: str, on: date) -> None:
    for document in documents:
        document.served_on, document.served_how = on, how
        ctx.trail.write(Tag.DOCUMENT_SERVED, live.case,
                        after={"document": document.key, "on": on.isoformat(), "how": how})
