"""A new mail address or mobile number is used once its owner has typed in the code that was sent to it."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

import sqlalchemy as sa

from app.domain.identifiers import check
from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotAllowed
from app.models import ContactProof, Person
from app.services.context import Context
from app.services.keys import digest_of

LIFE, PAUSE = timedelta(minutes=10), timedelta(minutes=1)
TRIES = 5
FIELDS = {"mail": "email", "sms": "mobile"}  # of a person; also the format by which the address is checked
NAMES = {"mail": "邮箱", "sms": "手机号"}


def send_contact_code(ctx: Context, *, kind: str, address: str) -> None:
    """`kind`: mail or sms. A code of six digits, good for ten minutes, leaves for the address. One a minute."""
    address = address.strip()
    if ctx.actor.person_id is None or kind not in FIELDS:
        raise NotAllowed()
    if not check(FIELDS[kind], address, ctx.today).ok:
        raise Invalid({"address": [f"请写对{NAMES[kind]}。"]})
    row = _pending(ctx)
    if row is not None and ctx.now - row.at < PAUSE:
        raise Conflict("刚刚发过验证码，请一分钟以后再试。", code="too_soon")
    code = f"{secrets.randbelow(1_000_000):06}"
    row = row or ContactProof(person_id=ctx.actor.person_id)
    row.kind, row.address, row.digest, row.tries, row.at = kind, address, _digest(ctx, code), 0, ctx.now
    ctx.session.add(row)
    ctx.session.flush()
    ctx.send("notice", {"what": "contact_code", "proof": row.id, "code": code})
    ctx.trail.write(Tag.CONTACT_CODE_SENT, after={"by": kind})


def prove_contact(ctx: Context, *, code: str) -> str | None:
    """Returns the kind proved, mail or sms; None for a wrong code, which is counted: a refusal would forget it.

    Raises Invalid where there is no code any more: after five tries or ten minutes a new one is needed.
    """
    row = _pending(ctx)
    if row is None or ctx.now - row.at > LIFE or row.tries >= TRIES:
        raise Invalid({"code": ["验证码已经失效，请重新获取。"]})
    if not hmac.compare_digest(row.digest, _digest(ctx, code.strip())):
        row.tries += 1
        ctx.trail.write(Tag.CONTACT_CODE_REFUSED, after={"n": row.tries})
        return None
    person = ctx.session.get_one(Person, row.person_id, with_for_update=True)
    setattr(person, FIELDS[row.kind], row.address)
    person.channel = row.kind
    ctx.session.delete(row)
    ctx.trail.write(Tag.CONTACT_CHANGED, after={"by": row.kind})
    return row.kind


def _pending(ctx: Context) -> ContactProof | None:
    query = sa.select(ContactProof).where(ContactProof.person_id == ctx.actor.person_id).with_for_update()
    return ctx.session.scalar(query)


def _digest(ctx: Context, code: str) -> bytes:
    return digest_of(f"{ctx.actor.person_id}:{code}")
