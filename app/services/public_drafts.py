"""What verbs, operations and forms ask of public drafts and of what was said to them; digests of what was shown."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.evidence import chain
from app.models import Edition, Entry, PublicDraft

COMMENTS = "comments"  # the register
BATCH = 200  # as many answers as a page takes; a drawing comes back while some are left


def newest_draft(session: Session, case_id: int | None) -> PublicDraft | None:
    """The last round of a case."""
    query = sa.select(PublicDraft).where(PublicDraft.case_id == case_id).order_by(PublicDraft.id.desc()).limit(1)
    return session.scalar(query)


def shown(draft: PublicDraft) -> str:
    """Digest of what the public was shown; no salt, for anybody may keep a copy and compare."""
    return chain.digest(chain.canonical([draft.title, draft.explanation, draft.how, draft.items])).hex()


def published(edition: Edition) -> str:
    """Digest of what an edition says."""
    return chain.digest(chain.canonical([edition.title, edition.approval, edition.lines])).hex()


def comments_on(session: Session, draft: PublicDraft | None, unanswered: bool = False,
                most: int | None = None) -> Sequence[Entry]:
    """The comments on a draft in the order in which they came."""
    if draft is None:
        return ()
    query = sa.select(Entry).where(Entry.part_of == draft.key, Entry.register == COMMENTS).order_by(Entry.id)
    if unanswered:
        query = query.where(Entry.data["outcome"].as_string().is_(None))
    return session.scalars(query.limit(most)).all()
