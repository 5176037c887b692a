"""The second factor: a code is good once and for a minute and a half; who lost theirs asks somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa

from app import clock
from app.clock import frozen, now
from app.domain.actor import OPERATOR
from app.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from app.models import Person, RecoveryCode, SignIn
from app.queries.people import actor_of_sign_in
from app.services.begin_second_factor import begin_second_factor
from app.services.confirm_second_factor import confirm_second_factor
from app.services.drop_second_factor import drop_second_factor
from app.services.pass_second_factor import second_step
from app.services.passwords import hash_password
from app.services.reset_second_factor import reset_second_factor
from app.services.sign_in import authenticate

PASSWORD, HOME, AWAY = "a password for tests", "10.0.0.1", "10.0.0.2"


def code_of(secret: str, later: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(now().timestamp()) + later)


@pytest.fixture()
def secret(run: Callable[..., Any], session: Any) -> str:
    """The clerk has a password and a second factor in force."""
    person = session.scalar(sa.select(Person).where(Person.login == "clerk"))
    session.rollback()
    from tests.queries.conftest import write

    write(sa.update(Person).where(Person.id == person.id).values(password_hash=hash_password(PASSWORD)))
    secret: str = run(begin_second_factor, actor="clerk")
    assert run(begin_second_factor, actor="clerk") == secret
    run(confirm_second_factor, actor="clerk", code=code_of(secret))
    return secret


def test_until_a_code_is_confirmed_the_password_is_enough(run: Any, session: Any, secret: str) -> None:
    run(reset_second_factor, login="clerk", reason="手机丢失，当面核实")
    run(begin_second_factor, actor="clerk")

    assert not authenticate("clerk", PASSWORD, HOME).pending


def test_the_password_alone_opens_nothing(session: Any, secret: str) -> None:
    half = authenticate("clerk", PASSWORD, HOME)

    assert half.pending and actor_of_sign_in(session, half.secret) is None


def test_password_and_code_open_the_house_under_a_new_secret(session: Any, secret: str) -> None:
    half = authenticate("clerk", PASSWORD, HOME)
    with frozen(now() + timedelta(seconds=30)):
        whole = second_step(half.secret, code_of(secret), HOME)

        browser = actor_of_sign_in(session, whole.secret)
        assert browser is not None and browser.factor and browser.actor.person_id == half.person_id
        assert actor_of_sign_in(session, half.secret) is None
        with pytest.raises(Invalid):
            second_step(half.secret, code_of(secret, 30), HOME)


@pytest.mark.parametrize("later", [-30, 0, 30])
def test_a_code_is_taken_half_a_minute_early_or_late(secret: str, later: int) -> None:
    half = authenticate("clerk", PASSWORD, HOME)
    with frozen(now() + timedelta(minutes=2)):
        assert second_step(half.secret, code_of(secret, later), HOME)


@pytest.mark.parametrize("later", [-60, 60, 3600])
def test_and_no_longer(secret: str, later: int) -> None:
    half = authenticate("clerk", PASSWORD, HOME)
    with frozen(now() + timedelta(minutes=2)), pytest.raises(Invalid):
        second_step(half.secret, code_of(secret, later), HOME)


def test_a_code_is_good_once(secret: str) -> None:
    with frozen(now() + timedelta(minutes=1)):
        first, second = (authenticate("clerk", PASSWORD, HOME) for _ in range(2))
        code = code_of(secret)
        assert second_step(first.secret, code, HOME)
        with pytest.raises(Invalid):
            second_step(second.secret, code, HOME)


def test_five_minutes_after_the_password_it_has_to_be_typed_again(secret: str) -> None:
    half = authenticate("clerk", PASSWORD, HOME)
    with frozen(now() + timedelta(minutes=5, seconds=1)), pytest.raises(Invalid, match="登录已经过期"):
        second_step(half.secret, code_of(secret), HOME)


@pytest.mark.parametrize("said", ["", "12345", "1234567", "一二三四五六", "abcdef", "0" * 400])
def test_what_is_no_code_is_refused_with_a_sentence(secret: str, said: str) -> None:
    half = authenticate("clerk", PASSWORD, HOME)
    with pytest.raises(Invalid) as refused:
        second_step(half.secret, said, HOME)
    assert refused.value.errors["code"]


def test_five_wrong_codes_close_the_door_to_that_address_alone(secret: str) -> None:
    half = authenticate("clerk", PASSWORD, HOME)
    for _ in range(5):
        with pytest.raises(Invalid):
            second_step(half.secret, "000000", AWAY)
    with pytest.raises(TooMany):
        second_step(half.secret, code_of(secret), AWAY)
    with frozen(now() + timedelta(seconds=30)):
        assert second_step(half.secret, code_of(secret), HOME)


def test_a_recovery_code_is_good_once(run: Any, session: Any, secret: str) -> None:
    with frozen(now() + timedelta(seconds=30)):
        run(drop_second_factor, actor="clerk", code=code_of(secret))
        anew = run(begin_second_factor, actor="clerk")
        codes = run(confirm_second_factor, actor="clerk", code=code_of(anew))
        assert len(set(codes)) == 8
        first, second = (authenticate("clerk", PASSWORD, HOME) for _ in range(2))
        assert second_step(first.secret, codes[0].lower(), HOME)
        with pytest.raises(Invalid):
            second_step(second.secret, codes[0], HOME)
        assert second_step(second.secret, codes[1].replace("-", " "), HOME)
    used = sa.select(sa.func.count()).select_from(RecoveryCode).where(RecoveryCode.used_at.is_not(None))
    assert session.scalar(used) == 2


def test_a_wrong_code_takes_nothing_away(run: Any, secret: str) -> None:
    with pytest.raises(Invalid):
        run(drop_second_factor, actor="clerk", code="000000")
    assert authenticate("clerk", PASSWORD, HOME).pending


def test_one_in_force_is_not_begun_again(run: Any, secret: str) -> None:
    with pytest.raises(Conflict):
        run(begin_second_factor, actor="clerk")


@pytest.mark.parametrize(("actor", "login", "reason", "refusal"), [
    ("admin", "clerk", "丢了", NotAllowed), ("clerk", "clerk", "丢了", NotAllowed), ("secadmin", "clerk", " ", Invalid),
    ("secadmin", "nobody", "丢了", NotFound), ("secadmin", "secadmin", "丢了", NotAllowed)])
def test_who_may_reset_it(run: Any, secret: str, actor: str, login: str, reason: str, refusal: type) -> None:
    with pytest.raises(refusal):
        run(reset_second_factor, actor=actor, login=login, reason=reason)


def test_the_security_administrator_resets_it_and_the_trail_says_why(run: Any, session: Any, secret: str) -> None:
    run(reset_second_factor, actor="secadmin", login="clerk", reason="手机丢失，当面核实工作证")

    assert not authenticate("clerk", PASSWORD, HOME).pending
    run(reset_second_factor, actor=OPERATOR, login="clerk", reason="再来一次")
    assert session.scalar(sa.select(SignIn.pending).order_by(SignIn.id.desc()).limit(1)) is False
    assert clock.now() == now()
