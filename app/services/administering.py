"""Who keeps the house: three, none of whom does another's part (三权分立, GB/T 22239).

The system administrator keeps people and runs the house, the security administrator says what people may do, the audit
administrator reads what both did.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from app.errors import Invalid, NotAllowed, NotFound
from app.models import Person
from app.services.access import APART
from app.services.context import Context


def must_keep_people(ctx: Context) -> None:
    """For who adds people, disables them, hands their work over."""
    _must_be(ctx, "admin", "人员由系统管理员维护。")


def must_give_rights(ctx: Context) -> None:
    """For who gives posts and takes them, and takes away what guards a sign-in."""
    _must_be(ctx, "secadmin", "岗位和登录安全由安全管理员管理。")


def _must_be(ctx: Context, role: str, sentence: str) -> None:
    if ctx.actor.kind != "operator" and role not in ctx.actor.roles:
        raise NotAllowed(sentence)


def must_be_another(ctx: Context, person_id: int) -> None:
    """Nobody does any of this to themselves."""
    if person_id == ctx.actor.person_id:
        raise NotAllowed("自己的账号、岗位和验证要由另一位管理员办理。")


def must_stand_alone(roles: Collection[str]) -> None:
    """Who keeps or watches the house holds no other post. Raises Invalid at `role`."""
    if len(set(roles)) > 1 and set(roles) & APART:
        raise Invalid({"role": ["系统、安全、审计管理员和监督审计要由一人单独担任，不能兼任别的岗位。"]})


def roles_held(person: Person) -> list[str]:
    return [post.role for post in person.posts if post.ended_at is None]


def locked_person(ctx: Context, login: str) -> Person:
    """Raises NotFound for an unknown login."""
    found = ctx.session.scalar(sa.select(Person).where(Person.login == login).with_for_update(of=Person))
    if found is None:
        raise NotFound(f"没有这个用户：{login}")
    return found
