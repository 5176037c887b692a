"""System, security and audit administrators apart: none does another's part, and none gives itself anything."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.actor import OPERATOR, Actor
from app.errors import Invalid, NotAllowed
from app.extensions import db
from app.models import Case
from app.queries.people import actor_of_login
from app.queries.trail import house_trail
from app.queries.visible import visible_cases
from app.services.access import ADMINISTRATORS, organisations
from app.services.add_person import add_person
from app.services.disable_person import disable_person
from app.services.end_post import end_post
from app.services.give_post import give_post
from app.services.set_absence import set_absence
from tests.conftest import MONDAY
from tests.support.house import actor_of

EXPERT = {"login": "citizen2", "role": "expert", "organisation": "experts"}


def made(run: Any, login: str, role: str, organ: str = "market_regulator") -> Actor:
    run(add_person, login=login, name="新人", posts=[(role, organ)])
    found = actor_of_login(db.session(), login)
    assert found is not None
    return found


@pytest.mark.parametrize("by", ["admin", "auditadmin", "oversight", "supervisor", "clerk"])
def test_only_the_security_administrator_gives_posts_and_takes_them(run: Any, by: str) -> None:
    post = actor_of("handler").posts[0].id
    for verb, args in ((give_post, EXPERT), (end_post, {"post_id": post})):
        with pytest.raises(NotAllowed, match="安全管理员"):
            run(verb, by, **args)


def test_who_adds_people_gives_them_no_post(run: Any) -> None:
    with pytest.raises(NotAllowed):
        run(add_person, "admin", login="wang", name="王五", posts=[("admin", None)])
    assert actor_of_login(db.session(), "wang") is None


def test_nobody_changes_their_own_account(run: Any) -> None:
    for verb, by, args in ((give_post, "secadmin", {"login": "secadmin", "role": "expert"}),
                           (end_post, "secadmin", {"post_id": actor_of("secadmin").posts[0].id}),
                           (disable_person, "admin", {"login": "admin"})):
        with pytest.raises(NotAllowed, match="另一位管理员"):
            run(verb, by, **args)


@pytest.mark.parametrize(("login", "role"), [("clerk", "admin"), ("handler", "auditor"), ("admin", "dept_handler"),
                                             ("auditadmin", "admin"), ("oversight", "supervisor")])
def test_who_keeps_or_watches_the_house_holds_no_other_post(run: Any, login: str, role: str) -> None:
    before = actor_of(login).roles
    for verb, by, args in ((give_post, "secadmin", {"login": login, "role": role, "organisation": "market_regulator"}),
                           (add_person, OPERATOR, {"login": "both", "name": "双岗",
                                                   "posts": [(one, None) for one in (role, *before)]})):
        with pytest.raises(Invalid) as refused:
            run(verb, by, **args)
        assert "单独担任" in refused.value.errors["role"][0]
    assert actor_of(login).roles == before


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_of_an_organ_sees_none_of_its_cases(run: Any, objection: Any, role: str) -> None:
    objection("verify")
    keeper = made(run, "keeper", role)
    assert keeper.posts[0].organisation_id and organisations(keeper) == frozenset()
    assert db.session().scalars(visible_cases(keeper, sa.select(Case.id))).all() == []


def test_an_administrator_does_nobodys_work_as_a_substitute(run: Any) -> None:
    made(run, "keeper", "admin")
    with pytest.raises(Invalid) as refused:
        run(set_absence, "keeper", login="handler", substitute="keeper", from_on=MONDAY.date(), until_on=MONDAY.date(),
            reason="休假")
    assert list(refused.value.errors) == ["substitute"]


def test_the_houses_trail_is_read_by_who_audits_and_not_by_who_acts(app: Any) -> None:
    for login in ("auditadmin", "oversight"):
        assert house_trail(db.session(), actor_of(login)).items
    for login in ("admin", "secadmin", "supervisor", "clerk", "citizen"):
        with pytest.raises(NotAllowed):
            house_trail(db.session(), actor_of(login))
