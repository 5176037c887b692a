"""Query codes (查询码): 80 random bits, kept as a digest, shown once, given anew after sign-in."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from app.domain.tags import Tag
from app.errors import NotAllowed
from app.services import access
from app.services.context import Context
from app.services.lock import lock_case

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I: codes are read aloud and typed from paper
GROUPS = 4


def new_code() -> tuple[str, bytes]:
    """A code such as 7K2M-QP4X-9TBC-WEH3, and its digest."""
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(GROUPS))
    return code, digest(code)


def digest(code: str) -> bytes:
    """Digest of a code as people type it: small letters, blanks and other dashes are the same code."""
    kept = "".join(c for c in code.upper() if c in ALPHABET)
    return hashlib.sha256(kept.encode()).digest()


def reissue_code(ctx: Context, *, number: str) -> dict[str, Any]:
    """A new code for the applicant; the old one is void. Returns `{number, query_code}`."""
    live = lock_case(ctx, number)
    if not access.is_subject(ctx.actor, live.case):
        raise NotAllowed("查询码只发给申请人。")
    code, live.case.query_code = new_code()
    ctx.trail.write(Tag.QUERY_CODE_ISSUED, live.case)
    return {"number": live.case.number, "query_code": code}
