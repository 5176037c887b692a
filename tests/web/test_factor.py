"""The second factor at the pages: set up, asked for, taken away; and production, where nobody works without one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask

from app.clock import frozen, now
from app.models import Person
from app.services.house import house
from app.services.passwords import hash_password
from tests.queries.conftest import write
from tests.web.visiting import Visitor

PASSWORD = "a password for tests"


@pytest.fixture()
def clerk(app: Flask) -> Visitor:
    write(sa.update(Person).where(Person.login == "clerk").values(password_hash=hash_password(PASSWORD)))
    visitor = Visitor(app)
    sign_in(visitor)
    return visitor


def sign_in(visitor: Visitor) -> str:
    """Where signing in leads to."""
    return visitor.post("/sign-in", {"login": "clerk", "password": PASSWORD}).location


def set_up(visitor: Visitor) -> str:
    shown = visitor.get("/account/second-factor").get_data(as_text=True)
    secret = re.search(r'class="digest num">([A-Z2-7 ]+)<', shown)[1].replace(" ", "")  # type: ignore[index]
    done = visitor.post("/account/second-factor", {"code": pyotp.TOTP(secret).at(now())})
    assert len(re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", done.get_data(as_text=True))) == 8
    return secret


def test_from_setting_up_to_signing_in(clerk: Visitor) -> None:
    secret = set_up(clerk)
    clerk.post("/sign-out", {})
    assert sign_in(clerk).startswith("/sign-in/code")
    assert clerk.get("/desk/").status_code == 303
    wrong = clerk.post("/sign-in/code", {"code": "000000", "next": "/desk/cases"})
    assert wrong.status_code == 422 and "验证码不对" in wrong.get_data(as_text=True)

    with frozen(now() + timedelta(seconds=30)):
        done = clerk.post("/sign-in/code", {"code": pyotp.TOTP(secret).at(now()), "next": "/desk/cases"})
        assert (done.status_code, done.location) == (303, "/desk/cases")
        assert clerk.get("/desk/").status_code == 200


def test_a_wrong_code_sets_nothing_up(clerk: Visitor) -> None:
    clerk.get("/account/second-factor")
    done = clerk.post("/account/second-factor", {"code": "000000"})
    assert done.status_code == 422 and "验证码不对" in done.get_data(as_text=True)


def test_it_is_taken_away_by_a_code(clerk: Visitor) -> None:
    secret = set_up(clerk)
    assert clerk.post("/account/second-factor/drop", {"code": "000000"}).status_code == 422
    with frozen(now() + timedelta(seconds=30)):
        assert clerk.post("/account/second-factor/drop", {"code": pyotp.TOTP(secret).at(now())}).status_code == 303
    assert "手工输入密钥" in clerk.get("/account/second-factor").get_data(as_text=True)


def test_the_security_administrator_resets_a_lost_one_at_the_page(clerk: Visitor, app: Flask) -> None:
    set_up(clerk)
    administrators = Person.login.in_(["secadmin", "admin"])
    write(sa.update(Person).where(administrators).values(password_hash=hash_password(PASSWORD)))
    other, admin = Visitor(app), Visitor(app)
    other.sign_in("secadmin")
    admin.sign_in("admin")

    assert "重置" in other.get("/admin/people/clerk").text and "重置" not in admin.get("/admin/people/clerk").text
    assert admin.post("/admin/people/clerk/factor", {"reason": "丢了"}).status_code == 403
    assert other.post("/admin/people/clerk/factor", {"reason": ""}).status_code == 422
    assert other.post("/admin/people/clerk/factor", {"reason": "手机丢失，当面核实工作证"}).status_code == 303
    clerk.post("/sign-out", {})
    assert not sign_in(clerk).startswith("/sign-in/code")


@pytest.mark.parametrize("path", ["/sign-in/code", "/account/second-factor"])
def test_a_stranger_is_sent_to_the_sign_in(app: Flask, path: str) -> None:
    assert Visitor(app).get(path).location.startswith("/sign-in")


@pytest.fixture()
def production(app: Flask, tmp_path: Path) -> Iterator[None]:
    """The same house, said to be in production."""
    was = house().settings
    house().settings = replace(was, env="production")
    yield
    house().settings = was


def test_in_production_staff_set_it_up_before_anything_else(clerk: Visitor, production: None) -> None:
    assert clerk.get("/desk/").location == "/account/second-factor"
    assert clerk.post("/desk/tasks/1/claim", {}).status_code == 403
    set_up(clerk)
    assert clerk.get("/desk/").status_code == 200


def test_in_production_citizens_need_none(app: Flask, production: None) -> None:
    write(sa.update(Person).where(Person.login == "citizen").values(password_hash=hash_password(PASSWORD)))
    visitor = Visitor(app)
    visitor.post("/sign-in", {"login": "citizen", "password": PASSWORD})
    assert visitor.get("/mine").status_code == 200
