"""The public's comments on a case's drafts as the organ reads them that made it: whole, with who said them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.errors import NotAllowed
from app.models import Case, Entry, PublicDraft, Sender
from app.queries.paging import SIZE, Page, by_offset
from app.queries.seen import see_case
from app.services.public_drafts import COMMENTS
from app.services.release_comment import may_release


@dataclass(frozen=True)
class HeardView:
    """`state`: waiting, published or withheld."""

    receipt: str
    draft: str
    about: str
    text: str
    name: str
    contact: str
    received_on: date
    state: str
    outcome: str | None


def case_comments(session: Session, actor: Actor, number: str, *, cursor: str | None = None,
                  size: int = SIZE) -> Page[HeardView]:
    """Those that nobody has looked at first. Raises NotFound, NotAllowed outside the organ that made the draft."""
    case = see_case(session, actor, number).case
    if not may_release(actor, case):
        raise NotAllowed("公众意见由征求意见的单位查看。")
    waiting = sa.case((Entry.data["publication"].as_string() == "waiting", 0), else_=1)
    query = (sa.select(Entry, PublicDraft.title, Sender.name, Sender.contact)
             .join(PublicDraft, PublicDraft.key == Entry.part_of).outerjoin(Sender, Sender.entry_id == Entry.id)
             .where(PublicDraft.case_id == case.id, Entry.register == COMMENTS).order_by(waiting, Entry.id))
    return by_offset(session, query, cursor, size, lambda row: HeardView(
        row[0].key, row[1], row[0].data["about"], row[0].data["text"], row[2] or "", row[3] or "", row[0].dated,
        row[0].data["publication"], row[0].data.get("outcome")))


def has_drafts(session: Session, number: str) -> bool:
    query = sa.select(PublicDraft.id).join(Case, Case.id == PublicDraft.case_id).where(Case.number == number).limit(1)
    return session.scalar(query) is not None
