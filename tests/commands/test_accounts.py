"""`flask people` and `flask tokens`: exit codes, what they print, what they leave."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

from app.extensions import db
from app.queries.people import actor_of_token
from app.services.sign_in import authenticate
from tests.commands.conftest import refused

Call = Callable[..., Result]


def test_a_person_is_added_with_posts_and_signs_in_with_the_password_printed(flask: Call) -> None:
    done = flask("people", "add", "newcomer", "--name", "新来的", "--post", "dept_handler@market_regulator")

    assert done.exit_code == 0
    assert authenticate("newcomer", done.stdout.strip(), "127.0.0.1")
    assert "newcomer\t新来的\tdept_handler@宁波市市场监督管理局\n" in flask("people", "list").stdout


@pytest.mark.parametrize(("words", "sentence"), [
    (("clerk", "--name", "又一个"), "登录名clerk已经有人使用。"),
    (("UPPER", "--name", "大写"), "登录名用小写字母、数字、点、横线，2到60位，以字母或者数字开头。"),
    (("newcomer", "--name", " "), "请填写姓名，不超过60个字。"),
    (("newcomer", "--name", "某", "--post", "dept_handler@nowhere"), "没有这个单位：nowhere"),
    (("newcomer", "--name", "某", "--post", "X Y@market_regulator"), "岗位“X Y”的写法不对，应为 角色@单位。"),
])
def test_a_person_who_cannot_be_is_refused(flask: Call, words: tuple[str, ...], sentence: str) -> None:
    assert refused(flask("people", "add", *words)) == sentence


def test_who_is_disabled_is_listed_so_and_disabling_twice_changes_nothing(flask: Call) -> None:
    assert flask("people", "disable", "expert3").stdout == "expert3\t0\n"
    assert flask("people", "disable", "expert3").exit_code == 0
    row = next(line for line in flask("people", "list").stdout.splitlines() if line.startswith("expert3\t"))
    assert row.endswith("\tdisabled")


def test_nobody_cannot_be_disabled(flask: Call) -> None:
    assert refused(flask("people", "disable", "nobody")) == "没有这个用户：nobody"


def test_a_token_is_printed_last_and_works(flask: Call) -> None:
    done = flask("tokens", "issue", "--person", "handler")

    secret = done.stdout.splitlines()[-1]
    actor = actor_of_token(db.session(), secret)
    assert done.exit_code == 0
    assert actor is not None and actor.name == "周启明"


def test_a_revoked_token_opens_nothing(flask: Call) -> None:
    number, secret = flask("tokens", "issue", "--person", "handler", "--days", "1").stdout.split()[::3]

    assert flask("tokens", "revoke", number).exit_code == 0

    assert actor_of_token(db.session(), secret) is None
    assert f"{number}\thandler\trevoked\n" in flask("tokens", "list").stdout


@pytest.mark.parametrize(("words", "sentence"), [
    (("issue", "--person", "nobody"), "没有这个用户：nobody"),
    (("issue", "--person", "clerk", "--days", "0"), "有效期应在1到366天之间。"),
    (("issue", "--person", "clerk", "--days", "367"), "有效期应在1到366天之间。"),
    (("revoke", "4711"), "没有这个接口密钥。"),
])
def test_a_token_that_cannot_be_is_refused(flask: Call, words: tuple[str, ...], sentence: str) -> None:
    assert refused(flask("tokens", *words)) == sentence


@pytest.mark.parametrize("words", [
    ("people", "add"), ("people", "add", "x1"), ("people", "disable"), ("people", "promote", "clerk"),
    ("tokens", "issue"), ("tokens", "issue", "--person", "clerk", "--days", "many"), ("tokens", "revoke", "all"),
    ("deadlines", "sweep", "--now", "soon"), ("deadlines", "explain", "x"), ("calendar", "due", "2026-13-01", "3"),
    ("calendar", "due", "2026-11-16"), ("calendar", "due", "2026-11-16", "3", "--unit", "weeks"),
    ("calendar", "import", "no-such-file.yaml"), ("procedures", "check", "no-such-folder"),
    ("demo", "load", "--cases", "-1"), ("trail", "export"), ("incidents", "retry"), ("web", "run", "--threads", "0"),
    ("nonsense",),
])
def test_wrong_usage_is_exit_2(flask: Call, words: tuple[str, ...]) -> None:
    result = flask(*words)

    assert result.exit_code == 2
    assert result.stdout == "" and "Traceback" not in result.stderr


def test_an_organisation_is_added_once_and_people_hold_posts_in_it(flask: Call) -> None:
    words = ("organisations", "add", "11330200MB9999999C", "--name", "宁波市文化广电旅游局", "--short", "甬文旅",
             "--kind", "department", "--tag", "culture")
    assert flask(*words).exit_code == 0
    assert "\tculture\tdepartment\t宁波市文化广电旅游局\n" in flask("organisations", "list").stdout
    assert flask("people", "add", "newcomer", "--name", "新来的", "--post", "dept_handler@culture").exit_code == 0
    assert refused(flask(*words)) == "这个代码或者标记已经属于宁波市文化广电旅游局。"
    assert "18位" in refused(flask("organisations", "add", "123", *words[3:]))
