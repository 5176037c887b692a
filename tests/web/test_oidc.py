"""Staff sign in by an identity provider: a real one, a process of its own, spoken to over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from app.domain.tags import Tag
from app.extensions import db
from app.models import Person, SignIn, TrailRow
from app.services.house import house
from app.services.sign_in import UNKNOWN
from app.web.oidc import AWAY, FAILED
from config import Provider
from tests.queries.conftest import write
from tests.support.provider import CLIENT, SECRET, allow, running
from tests.web.test_factor import set_up
from tests.web.visiting import Visitor

pytestmark = pytest.mark.on_sqlite  # whom a provider names is asked before any database is
BEGIN = "/sign-in/staff"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture()
def provider(app: Flask, issuer: str) -> Iterator[Provider]:
    """The house, told of the provider."""
    was = house().settings
    house().settings = replace(was, provider=Provider(issuer, CLIENT, SECRET, "sub", "统一身份认证", ("mfa",)))
    app.extensions.pop("oidc", None)
    yield house().settings.provider
    house().settings = was
    app.extensions.pop("oidc", None)


@pytest.fixture()
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def changed(**settings: Any) -> None:
    house().settings = replace(house().settings, **settings)


def asked(visitor: Visitor, **changes: str) -> str:
    """The address to which the house sends the browser; what somebody between has changed in it."""
    sent = visitor.get(f"{BEGIN}?next=/desk/cases")
    assert sent.status_code == 302, sent.text
    where = urlsplit(sent.location)
    query = {key: values[0] for key, values in parse_qs(where.query).items()} | changes
    return f"{where.scheme}://{where.netloc}{where.path}?{urlencode(query)}"


def come_back(visitor: Visitor, **said: Any) -> Any:
    return visitor.get(allow(asked(visitor), **said))


def must_be_refused(answer: Any, sentence: str, status: int = 422) -> None:
    assert answer.status_code == status and sentence in unescape(answer.text)
    assert db.session().scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0


def test_the_button_stands_only_where_a_provider_is_set(app: Flask, visitor: Visitor) -> None:
    assert "统一身份认证" not in visitor.get("/sign-in").text
    assert visitor.get(BEGIN).status_code == visitor.get(f"{BEGIN}/back?code=x&state=y").status_code == 404


def test_from_the_button_into_the_house(provider: Provider, visitor: Visitor) -> None:
    assert "统一身份认证" in visitor.get("/sign-in").text
    query = parse_qs(urlsplit(asked(visitor)).query)
    assert query["code_challenge_method"] == ["S256"] and query["response_type"] == ["code"]
    assert query["redirect_uri"] == ["http://localhost/sign-in/staff/back"]
    assert all(len(query[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))

    done = come_back(visitor)
    assert (done.status_code, done.location) == (303, "/desk/cases")
    assert "陈思远" in visitor.get("/desk/cases").text
    told = db.session().scalars(sa.select(TrailRow.after).where(TrailRow.what == Tag.PERSON_SIGNED_IN)).one()
    assert told["provider"] is True and "vouched" not in told


@pytest.mark.parametrize("login", ["nobody", "citizen", "company", "", "cl erk", "CLERK"])
def test_only_staff_of_the_house_come_in_and_nobody_is_made(provider: Provider, visitor: Visitor, login: str) -> None:
    before = db.session().scalar(sa.select(sa.func.count()).select_from(Person))
    must_be_refused(come_back(visitor, sub=login or " "), UNKNOWN)
    assert db.session().scalar(sa.select(sa.func.count()).select_from(Person)) == before


def test_a_person_who_was_disabled_stays_out(provider: Provider, visitor: Visitor) -> None:
    write(sa.update(Person).where(Person.login == "clerk").values(disabled_at=Person.created_at))
    must_be_refused(come_back(visitor), UNKNOWN)


@pytest.mark.parametrize("said", [{"lives": -600}, {"forged": 1}, {"aud": "another"}, {"iss": "https://elsewhere"},
                                  {"refuse": 1}])
def test_a_token_that_is_over_forged_or_for_another_is_refused(provider: Provider, visitor: Visitor,
                                                               said: dict[str, Any]) -> None:
    must_be_refused(come_back(visitor, **said), FAILED)


@pytest.mark.parametrize("changes", [{"nonce": "somebody-elses-nonce"}, {"code_challenge": "A" * 43},
                                     {"state": "somebody-elses-state"}])
def test_what_somebody_changed_on_the_way_is_refused(provider: Provider, visitor: Visitor,
                                                     changes: dict[str, str]) -> None:
    must_be_refused(visitor.get(allow(asked(visitor, **changes))), FAILED)


def test_a_code_is_good_once_and_in_the_browser_that_asked(app: Flask, provider: Provider, visitor: Visitor) -> None:
    back = allow(asked(visitor))
    must_be_refused(Visitor(app).get(back), FAILED)
    assert visitor.get(back).status_code == 303
    visitor.post("/sign-out")
    write(sa.delete(SignIn))
    must_be_refused(visitor.get(back), FAILED)
    code = parse_qs(urlsplit(back).query)["code"][0]
    state = parse_qs(urlsplit(asked(visitor)).query)["state"][0]
    must_be_refused(visitor.get(f"{BEGIN}/back?code={code}&state={state}"), FAILED)
    must_be_refused(visitor.get(f"{BEGIN}/back"), FAILED)


def test_the_second_factor_is_asked_unless_the_provider_says_that_it_asked(provider: Provider,
                                                                           visitor: Visitor) -> None:
    come_back(visitor)
    set_up(visitor)
    visitor.post("/sign-out")
    for said, where in (({}, "/sign-in/code?next=/desk/cases"), ({"amr": "pwd"}, "/sign-in/code?next=/desk/cases"),
                        ({"amr": "pwd mfa"}, "/desk/cases"), ({"acr": "mfa"}, "/desk/cases")):
        assert come_back(visitor, **said).location == where
        visitor.post("/sign-out")


def test_in_production_who_has_no_factor_sets_one_up_unless_the_provider_vouches(provider: Provider,
                                                                                 visitor: Visitor) -> None:
    changed(env="production")
    come_back(visitor)
    assert visitor.get("/desk/cases").location == "/account/second-factor"
    visitor.post("/sign-out")
    come_back(visitor, amr="mfa")
    assert visitor.get("/desk/cases").status_code == 200


def test_an_address_counts_where_the_provider_has_verified_it(provider: Provider, visitor: Visitor) -> None:
    changed(provider=replace(provider, claim="email"))
    write(sa.update(Person).where(Person.login == "clerk").values(login="clerk@ningbo.example"))
    said = {"sub": "7", "email": "clerk@ningbo.example"}
    must_be_refused(come_back(visitor, **said), UNKNOWN)
    assert come_back(visitor, **said, verified=1).status_code == 303


@pytest.mark.parametrize("issuer_said", ["http://127.0.0.1:9", "{}/"])
def test_a_provider_that_is_away_or_another_is_said_so(provider: Provider, visitor: Visitor, issuer_said: str) -> None:
    changed(provider=replace(provider, issuer=issuer_said.format(provider.issuer)))
    must_be_refused(visitor.get(BEGIN), AWAY, 503)
