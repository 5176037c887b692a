"""The second factor: codes that an app on one's telephone counts (TOTP, RFC 6238), and codes for the day it is gone."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pyotp
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.domain.tags import Tag
from app.errors import Invalid
from app.models import RecoveryCode, SecondFactor
from app.services import throttle
from app.services.context import Context
from app.services.keys import digest_of
from app.services.throttle import FACTOR, Key

STEP = 30  # seconds a code is shown
CODES = 8
WRONG = "验证码不对，或者已经用过。请用应用里现在显示的六位数字。"
PENDING = timedelta(minutes=5)  # from the password to the code


def in_force(session: Session, person_id: int) -> SecondFactor | None:
    """The factor that a person has confirmed."""
    query = sa.select(SecondFactor).where(SecondFactor.person_id == person_id, SecondFactor.confirmed_at.is_not(None))
    return session.scalar(query)


def keys_of(person_id: int, address: str) -> tuple[Key, ...]:
    return ((FACTOR, FACTOR.key(str(person_id), address)),)


def must_not_be_blocked(session: Session, person_id: int, address: str) -> None:
    """Raises TooMany after five wrong codes from one address."""
    throttle.must_not_be_blocked(session, keys_of(person_id, address), clock.now())


def take_code(ctx: Context, factor: SecondFactor, code: str) -> None:
    """A code of the app, good once, half a minute early or late; or a recovery code. Raises Invalid at `code`."""
    said = "".join(code.split()).upper().replace("-", "")
    if not (_counted(ctx, factor, said) or _recovered(ctx, factor.person_id, said)):
        raise Invalid({"code": [WRONG]}, WRONG, code="wrong_code")


def _counted(ctx: Context, factor: SecondFactor, code: str) -> bool:
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        return False
    now = int(ctx.now.timestamp()) // STEP
    counter = pyotp.TOTP(factor.secret, interval=STEP)
    for step in (now - 1, now, now + 1):
        if step > factor.last_step and secrets.compare_digest(counter.at(step * STEP), code):
            factor.last_step = step
            return True
    return False


def _recovered(ctx: Context, person_id: int, code: str) -> bool:
    query = sa.select(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None),
                                          RecoveryCode.digest == digest_of(code))
    row = ctx.session.scalar(query.with_for_update())
    if row is None:
        return False
    row.used_at = ctx.now
    return True


def new_recovery_codes(ctx: Context, person_id: int) -> tuple[str, ...]:
    """Fresh ones in place of all older ones: 60 random bits each, shown once."""
    ctx.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = tuple("".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(12)) for _ in range(CODES))
    ctx.session.add_all(RecoveryCode(person_id=person_id, digest=digest_of(code)) for code in codes)
    return tuple("-".join((code[:4], code[4:8], code[8:])) for code in codes)


def forget(ctx: Context, factor: SecondFactor, reason: str = "") -> None:
    """From now on the password is enough, until a new one is set up."""
    ctx.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == factor.person_id))
    ctx.session.delete(factor)
    told = {"person": factor.person_id, **({"reason": reason} if reason else {})}
    ctx.trail.write(Tag.PERSON_FACTOR_DROPPED, after=told)


def address_for_app(secret: str, login: str) -> str:
    """What the QR code carries."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=login, issuer_name="信用宁波")
