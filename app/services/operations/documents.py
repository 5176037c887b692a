"""Issues letters and records their service; what a letter says is data of the release."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.domain.tags import Tag
from app.engine import Effect
from app.models import Document
from app.services.context import Context
from app.services.letters import issue
from app.services.live import Live


def issue_document(ctx: Context, live: Live, effect: Effect) -> None:
    """One letter to the subject, or one to each organisation of `to`."""
    receivers = effect.params.get("to")
    for organisation_id in receivers if isinstance(receivers, list) else [None]:
        issue(ctx, live, str(effect.params["letter"]), effect.node, dict(effect.data), organisation_id)


def record_service(ctx: Context, live: Live, effect: Effect) -> None:
    """The last letter to the subject that is not served yet and those issued with it, served on a day (民诉法87-95)."""
    given = effect.params.get("on")
    serve(ctx, live, str(effect.params.get("how") or effect.params.get("method") or "direct"),
          date.fromisoformat(str(given)) if given else ctx.today)


def publish_service(ctx: Context, live: Live, effect: Effect) -> None:
    """Public notice: served when its 30 days have passed (民诉法95), recorded by serve.record then."""
    ctx.send("platform", {"what": "public_notice", "case": live.case.number}, live.case)


def serve(ctx: Context, live: Live, how: str, on: date) -> None:
    query = (sa.select(Document).where(Document.case_id == live.case.id, Document.to_subject,
                                       Document.state == "valid", Document.served_on.is_(None))
             .order_by(Document.id.desc()))
    waiting = list(ctx.session.scalars(query))
    for document in (d for d in waiting if d.issued_at == waiting[0].issued_at):  # 两书同达
        document.served_on, document.served_how = on, how
        ctx.trail.write(Tag.DOCUMENT_SERVED, live.case,
                        after={"document": document.key, "on": on.isoformat(), "how": how})
