"""Programs for the people of the house."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.domain.actor import OPERATOR
from app.services.execute import execute
from app.services.issue_token import issue_token
from tests.api.program import Program
from tests.support.objections import application, case

__all__ = ["application", "case"]


@pytest.fixture()
def program(app: Flask) -> Callable[[str], Program]:
    """program("clerk"): a program that holds a token of that person."""
    kept: dict[str, Program] = {}

    def of(login: str) -> Program:
        if login not in kept:
            secret = execute(issue_token, actor=OPERATOR, login=login).secret
            kept[login] = Program(app.test_client(), secret, login)
        return kept[login]

    return of
