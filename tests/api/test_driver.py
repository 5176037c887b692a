"""A crowd that knows only the contract opens and drives cases of all procedures to their ends; see driver.py.

`make torture` sends a larger one: DRIVER_CASES and DRIVER_SEED say how many cases, and which chance.
"""

from __future__ import annotations

import logging
import os
from datetime import datetime
from typing import Any

import pytest

from app.clock import frozen, now
from app.jobs.rounds import JOBS
from tests.api.driver import Crowd
from tests.api.people import People
from tests.support.house import records_of

CASES = {"sqlite": 14, "postgres": 12}
SEED = int(os.environ.get("DRIVER_SEED", "2026"))


@pytest.fixture()
def flask(app: Any) -> Any:
    """flask("trail", "verify"): as typed behind `flask --app wsgi`."""
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


@pytest.fixture()
def crowd(app: Any, flask: Any) -> Any:
    """crowd(seed): people with tokens that an operator issued, and the whole round of the clock."""

    def key(login: str) -> str:
        return str(flask("tokens", "issue", "--person", login).output.split()[-1])

    def round(moment: datetime) -> int:
        """All that the clock does; returns how many cases it could not step."""
        done = {job.__name__: job(moment) for job, _ in JOBS}
        return int(done["sweep"].parked)

    return lambda seed, plain=False: Crowd(People(app.test_client(), key, now()), round, seed, plain)


def test_a_crowd_drives_cases_of_all_procedures_to_their_ends_by_chance(database, crowd, flask, caplog):
    all_of_them = crowd(SEED)
    all_of_them.run(int(os.environ.get("DRIVER_CASES", CASES[database])))

    first = {slug for slug, before in all_of_them.people.follows.items() if not before}
    assert first <= {*all_of_them.opened, *all_of_them.refused}, "never even tried"
    assert len(set(all_of_them.opened)) * 2 > len(first), all_of_them.refused
    assert len(all_of_them.ended) + len(all_of_them.left) == all_of_them.opened.total()
    assert len(all_of_them.left) * 10 <= all_of_them.opened.total(), all_of_them.left
    assert not [told for told in caplog.records if told.levelno >= logging.ERROR]
    with frozen(all_of_them.moment):
        told = flask("trail", "verify")
    assert told.exit_code == 0, told.output


def test_the_plainest_program_brings_an_objection_to_its_answer_and_its_review_to_an_end(crowd, flask):
    """Examples alone, then what the closed case says may follow it."""
    plain = crowd(1, plain=True)
    citizen, public = plain.people("citizen"), records_of("citizen", "market_regulator")[:1]
    with frozen(plain.moment):
        form = citizen.get("/procedures/objection")["start_form"]
        answers = citizen.examples("/procedures/objection/form", form) | {"records": public, "door": "filed_center"}
        filed = citizen.post("/cases", {"procedure": "objection", "answers": answers}).json["number"]
        number = plain.begun("citizen", "objection", filed)
    plain.finish()
    with frozen(plain.moment):
        case = plain.people("citizen").get(f"/cases/{number}")
        review = plain.file("citizen", case["may_follow"][0]["procedure"], {"door": "filed", "follows": number})
    assert review, case["may_follow"]
    plain.finish()

    with frozen(plain.moment):
        after, again = (plain.people("citizen").get(f"/cases/{n}") for n in (review, number))
        assert flask("trail", "verify").exit_code == 0
    assert after["follows"]["number"] == number and after["outcome"]
    assert again["may_follow"] == [] and again["followed_by"][0]["number"] == review
