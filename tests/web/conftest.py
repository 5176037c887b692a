"""A bare application with the pages bound to it, for what needs no tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.extensions import csrf
from app.models import Person
from app.services.passwords import hash_password
from app.web import init_web
from tests.web.visiting import PASSWORD, Visitor

NOW = datetime.fromisoformat("2026-10-13T10:30:00+08:00")


@pytest.fixture
def site() -> Iterator[Flask]:
    app = Flask("site", static_folder=None)
    app.secret_key = "for-tests-only-" * 3
    csrf.init_app(app)
    init_web(app, demo=True)
    with app.test_request_context():
        yield app


@pytest.fixture
def browser(site: Flask) -> FlaskClient:
    return site.test_client()


@pytest.fixture(autouse=True)
def a_tuesday_in_october() -> Iterator[None]:
    """Today is 13 October 2026, as on the pictures of the look; a furnished house has its own day."""
    with clock.frozen(NOW):
        yield


@pytest.fixture
def visitor(app: Flask, session) -> Visitor:  # type: ignore[no-untyped-def]
    kept = hash_password(PASSWORD)
    for person in session.query(Person):
        person.password_hash = kept
    session.commit()
    return Visitor(app)


@pytest.fixture
def company(visitor: Visitor) -> Visitor:
    assert visitor.sign_in("company").status_code == 303
    return visitor
