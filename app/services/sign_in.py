"""Sign in with login and password. The password is compared before the transaction begins: it takes time on purpose."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlalchemy as sa

from app import clock
from app.domain.actor import ANYONE, Actor
from app.domain.tags import Tag
from app.errors import Invalid
from app.extensions import db
from app.models import Person, Post, SignIn
from app.services import passwords, second_factor, throttle
from app.services.context import Context
from app.services.execute import execute
from app.services.intake import PARTIES
from app.services.keys import digest_of, new_key
from app.services.throttle import SIGN_IN, SIGN_IN_ADDRESS, Key, must_not_be_blocked

WRONG = "用户名或者密码不对。请检查大小写；忘记密码的，请联系管理员重置。"
UNKNOWN = "统一身份认证通过了，但是这里没有对应的工作账号，请联系系统管理员。"
_LOGIN = re.compile(r"[A-Za-z0-9._@-]{1,60}")


@dataclass(frozen=True)
class SignedIn:
    """`secret` goes into the browser's session and nowhere else; its digest is kept. `pending`: it opens nothing until
    the second factor is passed."""

    secret: str
    person_id: int
    name: str
    pending: bool = False


def authenticate(login: str, password: str, address: str) -> SignedIn:
    """What a door calls. Raises Invalid for a wrong pair (the same sentence whichever is wrong), TooMany after five."""
    login = login.strip()
    keys = _keys(login, address)
    session = db.session()
    must_not_be_blocked(session, keys, clock.now())
    person = _find(login)
    session.rollback()
    if not passwords.matches(person[1] if person else "", password) or person is None:
        execute(refuse_sign_in, actor=ANYONE, keys=keys, person_id=person[0] if person else None)
        raise Invalid({"": [WRONG]}, WRONG, code="wrong_password")
    return execute(sign_in, actor=Actor("person", person[0], person[2]), keys=keys[:1])


def admit(login: str, *, vouched: bool) -> SignedIn:
    """What a door calls once the identity provider of the staff has named somebody: a person of the house with a post,
    whom it gives nothing. `vouched`: it has asked for a second factor. Raises Invalid for anybody else."""
    person, session = _find(login), db.session()
    posts = sa.select(Post.id).where(Post.person_id == (person[0] if person else 0), Post.ended_at.is_(None),
                                     Post.role.not_in(sorted(PARTIES)))
    staff = person is not None and session.scalar(posts.limit(1)) is not None
    session.rollback()
    if person is None or not staff:
        raise Invalid({"": [UNKNOWN]}, UNKNOWN, code="unknown_person")
    return execute(sign_in, actor=Actor("person", person[0], person[2]), provider=True, vouched=vouched)


def _find(login: str) -> tuple[int, str, str] | None:
    if not _LOGIN.fullmatch(login):
        return None
    query = sa.select(Person.id, Person.password_hash, Person.name).where(
        Person.login == login, Person.disabled_at.is_(None))
    row = db.session().execute(query).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def _keys(login: str, address: str) -> tuple[Key, ...]:
    return ((SIGN_IN, SIGN_IN.key(login, address)), (SIGN_IN_ADDRESS, SIGN_IN_ADDRESS.key(address)))


def sign_in(ctx: Context, *, keys: tuple[Key, ...] = (), provider: bool = False, vouched: bool = False) -> SignedIn:
    """Begins a sign-in of the actor, whose password has been compared, or whom the identity provider has named."""
    person = ctx.session.get_one(Person, ctx.actor.person_id)
    secret = new_key()
    pending = not vouched and second_factor.in_force(ctx.session, person.id) is not None
    ctx.session.add(SignIn(digest=digest_of(secret), person_id=person.id, began_at=ctx.now, seen_at=ctx.now,
                           pending=pending, vouched=vouched))
    throttle.forget(ctx, keys)
    told = {"pending": pending, "provider": provider, "vouched": vouched}
    ctx.trail.write(Tag.PERSON_SIGNED_IN, after={"person": person.id, **{key: True for key, so in told.items() if so}})
    return SignedIn(secret, person.id, person.name, pending)


def refuse_sign_in(ctx: Context, *, keys: tuple[Key, ...], person_id: int | None) -> None:
    """Counts a wrong password, and keeps it in the trail where the person exists."""
    throttle.note_failure(ctx, keys=keys)
    if person_id is not None:
        ctx.trail.write(Tag.PERSON_SIGN_IN_FAILED, after={"person": person_id})


refuse_sign_in.housekeeping = True  # type: ignore[attr-defined]  # an unknown login leaves a count and no row
