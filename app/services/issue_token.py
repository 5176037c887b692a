"""Give a program a key to the API, in a person's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Invalid, NotAllowed, NotFound
from app.models import Person, Token
from app.services.context import Context
from app.services.keys import digest_of, new_key

DAYS, MOST_DAYS = 90, 366


@dataclass(frozen=True)
class Issued:
    """`secret` is shown once."""

    id: int
    login: str
    secret: str
    expires_at: datetime


def issue_token(ctx: Context, *, login: str, days: int = DAYS) -> Issued:
    """For oneself, or by the operator for anybody: who issues a token in another's name could act in that name.

    Raises NotFound for an unknown or disabled person, NotAllowed, Invalid for days out of bounds.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Invalid({"days": [f"有效期应在1到{MOST_DAYS}天之间。"]})
    person = ctx.session.scalar(sa.select(Person).where(Person.login == login, Person.disabled_at.is_(None)))
    if person is None:
        raise NotFound(f"没有这个用户：{login}")
    if ctx.actor.kind != "operator" and ctx.actor.person_id != person.id:
        raise NotAllowed("接口密钥由本人申领，程序用的由运维人员签发。")
    secret = new_key()
    row = Token(digest=digest_of(secret), person_id=person.id, created_at=ctx.now,
                expires_at=ctx.now + timedelta(days=days))
    ctx.session.add(row)
    ctx.session.flush()
    ctx.trail.write(Tag.TOKEN_ISSUED, after={"token": row.id, "person": person.id, "days": days})
    return Issued(row.id, login, secret, row.expires_at)
