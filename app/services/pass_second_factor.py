"""Pass the second factor: a sign-in whose password was right opens the house. Checked and counted by `second_step`."""

from __future__ import annotations

import sqlalchemy as sa

from app import clock
from app.domain.actor import ANYONE, Actor
from app.domain.tags import Tag
from app.errors import Invalid
from app.extensions import db
from app.models import Person, SignIn
from app.services import second_factor, throttle
from app.services.context import Context
from app.services.execute import execute
from app.services.keys import digest_of, new_key
from app.services.sign_in import SignedIn

OVER = "登录已经过期，请重新输入密码。"


def second_step(secret: str, code: str, address: str) -> SignedIn:
    """What a door calls. Raises Invalid for a wrong code or a sign-in that waits no more, TooMany after five."""
    person_id = waiting(secret)
    if person_id is None:
        raise Invalid({"code": [OVER]}, OVER, code="sign_in_over")
    session = db.session()
    second_factor.must_not_be_blocked(session, person_id, address)
    session.rollback()
    try:
        return execute(pass_second_factor, actor=Actor("person", person_id, ""), secret=secret, code=code,
                       keys=second_factor.keys_of(person_id, address))
    except Invalid:
        execute(refuse_second_factor, actor=ANYONE, person_id=person_id,
                keys=second_factor.keys_of(person_id, address))
        raise


def waiting(secret: str) -> int | None:
    """Whose sign-in it is that waits for the second factor; None where it waits no more."""
    query = (sa.select(SignIn.person_id).join(Person, Person.id == SignIn.person_id)
             .where(SignIn.digest == digest_of(secret), SignIn.pending, SignIn.ended_at.is_(None),
                    SignIn.began_at > clock.now() - second_factor.PENDING, Person.disabled_at.is_(None)))
    found = db.session().scalar(query)
    db.session().rollback()
    return found


def pass_second_factor(ctx: Context, *, secret: str, code: str, keys: tuple[throttle.Key, ...] = ()) -> SignedIn:
    """A new secret takes the place of the half-way one. Raises Invalid for a wrong code."""
    row = ctx.session.scalar(sa.select(SignIn).where(SignIn.digest == digest_of(secret), SignIn.pending)
                             .with_for_update())
    factor = second_factor.in_force(ctx.session, row.person_id) if row else None
    if row is None or factor is None:
        raise Invalid({"code": [OVER]}, OVER, code="sign_in_over")
    second_factor.take_code(ctx, factor, code)
    anew = new_key()
    row.pending, row.digest, row.seen_at = False, digest_of(anew), ctx.now
    throttle.forget(ctx, keys)
    ctx.trail.write(Tag.PERSON_FACTOR_PASSED, after={"person": row.person_id})
    return SignedIn(anew, row.person_id, ctx.session.get_one(Person, row.person_id).name)


def refuse_second_factor(ctx: Context, *, person_id: int, keys: tuple[throttle.Key, ...]) -> None:
    """Counts a wrong code and keeps it in the trail."""
    throttle.note_failure(ctx, keys=keys)
    ctx.trail.write(Tag.PERSON_FACTOR_FAILED, after={"person": person_id})
