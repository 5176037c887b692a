"""Signing in and out, tokens, people who come and go."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.clock import frozen, now
from app.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from app.extensions import db
from app.models import Person, SignIn, Token, TrailRow
from app.queries.people import actor_of_login, actor_of_sign_in, actor_of_token, list_people, list_tokens, me
from app.services.add_person import add_person, check_password
from app.services.claim_task import claim_task
from app.services.disable_person import disable_person
from app.services.issue_token import issue_token
from app.services.passwords import hash_password, matches
from app.services.revoke_token import revoke_token
from app.services.set_password import set_password
from app.services.sign_in import WRONG, authenticate
from app.services.sign_out import note_seen, sign_out
from tests.support.house import actor_of
from tests.support.walk import open_tasks

PASSWORD, HOME, AWAY = "ningbo-demo-2026", "198.51.100.7", "203.0.113.9"


@pytest.fixture()
def zhang(run):
    """A new clerk who has a password."""
    run(add_person, login="zhang", name="张三", posts=[("credit_center_clerk", "credit_center")],
        password_hash=hash_password(PASSWORD))
    return "zhang"


def told(what):
    return db.session().scalars(sa.select(TrailRow.after).where(TrailRow.what == what).order_by(TrailRow.n)).all()


def test_the_right_password_signs_in_and_the_cookies_secret_is_not_kept(zhang, session):
    done = authenticate(zhang, PASSWORD, HOME)

    browser = actor_of_sign_in(session, done.secret)
    assert browser.actor.name == "张三" and browser.actor.roles == {"credit_center_clerk"}
    assert done.secret.encode() not in session.scalars(sa.select(SignIn.digest)).all()
    assert told("person:signed_in") == [{"person": done.person_id}]


@pytest.mark.parametrize(("login", "password"), [
    ("zhang", "wrong"), ("zhang", ""), ("zhang", "x" * 100_000), ("nobody", PASSWORD), ("", ""), ("'; --", PASSWORD),
    ("zhang\x00", PASSWORD), ("clerk", "")])
def test_whatever_is_wrong_the_sentence_is_the_same(zhang, login, password):
    with pytest.raises(Invalid) as refused:
        authenticate(login, password, HOME)
    assert refused.value.message == WRONG


def test_a_person_without_a_password_cannot_sign_in(run):
    run(add_person, login="li", name="李四", posts=[])
    with pytest.raises(Invalid):
        authenticate("li", "", HOME)


def test_five_wrong_passwords_lock_that_address_out_and_not_the_owner(zhang):
    for _ in range(5):
        with pytest.raises(Invalid):
            authenticate(zhang, "guess", AWAY)

    with pytest.raises(TooMany) as refused:
        authenticate(zhang, PASSWORD, AWAY)
    assert 0 < refused.value.retry_after <= 901
    assert authenticate(zhang, PASSWORD, HOME)
    with frozen(now() + timedelta(minutes=16)):
        assert authenticate(zhang, PASSWORD, AWAY)
    assert len(told("person:sign_in_failed")) == 5


def test_the_right_password_forgets_earlier_slips(zhang):
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Invalid):
                authenticate(zhang, "slip", HOME)
        assert authenticate(zhang, PASSWORD, HOME)


def test_an_unknown_login_leaves_no_row_in_the_trail_for_it_may_be_a_password(app):
    with pytest.raises(Invalid):
        authenticate("hunter2secret", "x", HOME)
    assert told("person:sign_in_failed") == []


def test_signing_out_ends_the_cookie_at_once(run, zhang, session):
    done = authenticate(zhang, PASSWORD, HOME)
    run(sign_out, actor=zhang, secret=done.secret)
    run(sign_out, actor=zhang, secret=done.secret)

    assert actor_of_sign_in(session, done.secret) is None
    assert len(told("person:signed_out")) == 1


def test_a_browser_is_forgotten_after_thirty_idle_minutes_and_kept_while_used(run, zhang, session):
    done, began = authenticate(zhang, PASSWORD, HOME), now()
    with frozen(began + timedelta(minutes=29)):
        browser = actor_of_sign_in(session, done.secret)
        assert browser.stale
        run(note_seen, sign_in_id=browser.sign_in_id)
    session.rollback()
    with frozen(began + timedelta(minutes=58)):
        assert actor_of_sign_in(session, done.secret)
    with frozen(began + timedelta(minutes=60)):
        assert actor_of_sign_in(session, done.secret) is None


def test_a_sign_in_lasts_twelve_hours_at_most(run, zhang, session):
    done, began = authenticate(zhang, PASSWORD, HOME), now()
    for minutes in range(20, 721, 20):
        with frozen(began + timedelta(minutes=minutes)):
            browser = actor_of_sign_in(session, done.secret)
            assert browser is not None, minutes
            run(note_seen, sign_in_id=browser.sign_in_id)
            session.rollback()
    with frozen(began + timedelta(minutes=725)):
        assert actor_of_sign_in(session, done.secret) is None


def test_a_token_opens_the_api_until_it_expires_or_is_revoked(run, session):
    first = run(issue_token, login="clerk", days=10)
    second = run(issue_token, login="clerk")
    assert actor_of_token(session, first.secret).name == "陈思远"

    run(revoke_token, token_id=first.id)
    run(revoke_token, token_id=first.id)
    session.rollback()

    assert actor_of_token(session, first.secret) is None
    assert actor_of_token(session, second.secret)
    with frozen(now() + timedelta(days=91)):
        assert actor_of_token(session, second.secret) is None
    assert [t.revoked_at is None for t in list_tokens(session)] == [False, True]
    assert first.secret.encode() not in session.scalars(sa.select(Token.digest)).all()


def test_a_token_is_issued_by_its_person_or_the_operator_and_revoked_by_the_security_administrator_too(run):
    assert run(issue_token, actor="clerk", login="clerk")
    for login in ("admin", "secadmin", "auditadmin", "handler", "citizen"):
        with pytest.raises(NotAllowed):
            run(issue_token, actor=login, login="clerk")
    issued = run(issue_token, login="clerk")
    for login in ("admin", "auditadmin", "handler"):
        with pytest.raises(NotAllowed):
            run(revoke_token, actor=login, token_id=issued.id)
    run(revoke_token, actor="secadmin", token_id=issued.id)
    with pytest.raises(Invalid):
        run(issue_token, login="clerk", days=0)
    with pytest.raises(NotFound):
        run(issue_token, login="nobody")
    with pytest.raises(NotFound):
        run(revoke_token, token_id=999)


@pytest.mark.parametrize(("args", "error"), [
    ({"login": "Zhang"}, Invalid), ({"login": "z"}, Invalid), ({"name": " "}, Invalid),
    ({"posts": [("clerk", "nowhere")]}, Invalid), ({"posts": [("no role!", None)]}, Invalid),
    ({"login": "clerk"}, Conflict)])
def test_a_person_is_added_only_as_it_should_be(run, session, args, error):
    before = session.scalar(sa.select(sa.func.count(Person.id)))
    with pytest.raises(error):
        run(add_person, **{"login": "wang", "name": "王五", "posts": [("citizen", None)], **args})
    assert session.scalar(sa.select(sa.func.count(Person.id))) == before


def test_people_are_kept_by_the_operator_and_the_system_administrator(run, session):
    assert run(add_person, actor="admin", login="wang", name="王五", posts=[])
    assert run(add_person, login="wang2", name="王五", posts=[("dept_handler", "ecology")])
    assert actor_of_login(session, "wang2").posts[0].organisation == "宁波市生态环境局"
    for login in ("clerk", "secadmin", "auditadmin"):
        with pytest.raises(NotAllowed):
            run(add_person, actor=login, login="zhao", name="赵六", posts=[])
    assert {p.login for p in list_people(session, actor_of("admin"))} >= {"wang", "clerk"}
    with pytest.raises(NotFound):
        list_people(session, actor_of("clerk"))


def test_a_leaver_signs_in_no_more_and_the_open_tasks_go_back_to_the_group(run, zhang, session, objection):
    task = open_tasks(objection())[0]
    done, token = authenticate(zhang, PASSWORD, HOME), run(issue_token, login=zhang)
    run(claim_task, actor=zhang, task_id=task.id)

    assert run(disable_person, actor="admin", login=zhang) == 1
    assert run(disable_person, actor="admin", login=zhang) == 0
    session.rollback()

    assert actor_of_sign_in(session, done.secret) is None and actor_of_token(session, token.secret) is None
    assert actor_of_login(session, zhang) is None
    assert open_tasks("YY-2026-000001")[0].assignee_id is None
    with pytest.raises(Invalid):
        authenticate(zhang, PASSWORD, HOME)
    assert told("person:disabled")[-1]["tasks"] == 1


def test_a_new_password_ends_what_the_old_one_opened(run, zhang, session):
    done = authenticate(zhang, PASSWORD, HOME)
    for login in ("secadmin", "clerk", zhang):
        with pytest.raises(NotAllowed):
            run(set_password, actor=login, login=zhang, password_hash=hash_password("taken over 2026"))
    run(set_password, login=zhang, password_hash=hash_password("a new one 2026"))
    session.rollback()

    assert actor_of_sign_in(session, done.secret) is None
    with pytest.raises(Invalid):
        authenticate(zhang, PASSWORD, HOME)
    assert authenticate(zhang, "a new one 2026", HOME)
    assert told("person:changed") == [{"person": done.person_id, "password": True}]


def test_passwords_have_a_least_and_a_greatest_length(app):
    for bad in ("short", "x" * 201):
        with pytest.raises(Invalid):
            check_password(bad)
    kept = check_password(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert matches(kept, PASSWORD) and not matches(kept, PASSWORD + "x") and not matches("", PASSWORD)
    assert not matches("not a hash", PASSWORD)


def test_me_tells_posts_and_whom_one_may_act_for(session):
    clerk, company = me(session, actor_of("clerk")), me(session, actor_of("company"))

    assert [(p.role, p.organisation) for p in clerk.posts] == [("credit_center_clerk", "宁波市信用中心")]
    assert clerk.subjects == ()
    assert [(s.name, s.own) for s in company.subjects] == [("宁波甬禾机电设备有限公司", False)]
    assert "*" in company.subjects[0].identifier
