"""Add a person with posts. The demo people come by setup.py."""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, Invalid
from app.models import Organisation, Person, Post
from app.services import passwords
from app.services.administering import must_give_rights, must_keep_people, must_stand_alone
from app.services.context import Context

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
_ROLE = re.compile(r"[a-z][a-z_]{1,39}")
PostWord = tuple[str, str | None]  # role, organisation's tag or 统一社会信用代码


def add_person(ctx: Context, *, login: str, name: str, posts: Iterable[PostWord], password_hash: str = "") -> int:
    """`password_hash` comes from passwords.hash_password, made before the transaction. Returns the person's id.

    Raises NotAllowed for anybody but the operator and the system administrator, who gives no post (give_post.py);
    Invalid, Conflict for a taken login.
    """
    must_keep_people(ctx)
    given = list(posts)
    if given:
        must_give_rights(ctx)
        must_stand_alone([role for role, _ in given])
    if not _LOGIN.fullmatch(login):
        raise Invalid({"login": ["登录名用小写字母、数字、点、横线，2到60位，以字母或者数字开头。"]})
    if not name.strip() or len(name) > 60:
        raise Invalid({"name": ["请填写姓名，不超过60个字。"]})
    if ctx.session.scalar(sa.select(Person.id).where(Person.login == login)):
        raise Conflict(f"登录名{login}已经有人使用。", code="login_taken")
    person = Person(login=login, name=name.strip(), password_hash=password_hash, demo=False, created_at=ctx.now,
                    posts=[new_post(ctx, *word) for word in given])
    ctx.session.add(person)
    ctx.session.flush()
    ctx.trail.write(Tag.PERSON_ADDED, after={"person": person.id, "login": login,
                                             "posts": [[p.role, p.organisation_id] for p in person.posts]})
    return person.id


def new_post(ctx: Context, role: str, word: str | None) -> Post:
    """Not yet anybody's. Raises Invalid for a word that names no organisation."""
    if not _ROLE.fullmatch(role):
        raise Invalid({"post": [f"岗位“{role}”的写法不对，应为 角色@单位。"]})
    if word is None:
        return Post(role=role, organisation_id=None)
    found = ctx.session.scalar(sa.select(Organisation.id).where(
        sa.or_(Organisation.tag == word, Organisation.code == word, Organisation.name == word)))
    if found is None:
        raise Invalid({"post": [f"没有这个单位：{word}"]})
    return Post(role=role, organisation_id=found)


def check_password(password: str) -> str:
    """The hash to keep. Raises Invalid for one too short or too long."""
    if not passwords.LEAST <= len(password) <= passwords.MOST:
        raise Invalid({"password": [f"密码至少{passwords.LEAST}位，最多{passwords.MOST}位。"]})
    return passwords.hash_password(password)
