"""A program that knows only the contract drives cases to their ends: by `can`, forms' examples, messages, time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.clock import frozen, now
from app.extensions import db
from app.jobs.deadlines import sweep
from app.queries.proof import verify
from tests.api.program import Program
from tests.support.house import records_of

STAFF = ("clerk", "reviewer", "handler", "handler1b", "chief", "handler2", "chief2", "authority", "authority_chief",
         "supplier", "supervisor")
MOST_STEPS = 150


class Driver:
    """Takes whatever may be done next, by chance, until the case is closed; a plain one answers by examples alone."""

    def __init__(self, program: Any, seed: int, moment: datetime, plain: bool = False) -> None:
        self.program, self.chance, self.moment, self.plain = program, random.Random(seed), moment, plain
        self.done: list[str] = []

    def drive(self, login: str, slug: str, **more: Any) -> dict[str, Any]:
        with frozen(self.moment):
            number = self.open(self.program(login), slug, **more)
        return self.finish(login, number)

    def finish(self, login: str, number: str) -> dict[str, Any]:
        for _ in range(MOST_STEPS):
            with frozen(self.moment):
                case = self.program(login).get(f"/cases/{number}")
                if case["status"] == "closed":
                    return case
                moved = self.step(login, number, case)
            if not moved:
                self.wait()
        raise AssertionError(f"{number} did not end: {self.done[-20:]} {case['stage']} {case['waiting_for']}")

    def open(self, who: Program, slug: str, **more: Any) -> str:
        found = who.get(f"/procedures/{slug}")
        assert found["may_open"]
        who.upload()
        path = f"/procedures/{slug}/form"
        form = who.post(path, {"answers": {}, **more}).json
        for answers in self.tries(who, path, form, more):
            answer = who.post("/cases", {"procedure": slug, "answers": answers, **more})
            if answer.status_code == 201:
                return str(answer.json["number"])
        raise AssertionError(f"the examples of {slug} were refused: {answer.get_data(as_text=True)}")

    def tries(self, who: Program, path: str, form: Any, more: Any = None) -> Iterator[dict[str, Any]]:
        """Answers by chance, which the rules of a form may refuse; then its examples, which they may not."""
        if not self.plain:
            yield who.fill(path, form, self.chance, more)
        yield who.examples(path, form, more)

    def step(self, login: str, number: str, case: Any) -> bool:
        """One act of somebody who may act now; False where all wait for time."""
        if case["messages"] and not self.plain and self.chance.random() < 0.04:
            return self.tell(self.program(login), number, self.chance.choice(case["messages"]))
        for name in self.chance.sample([*STAFF, login], len(STAFF) + 1):
            who = self.program(name)
            for task in who.every("/tasks", case=number, size=2):
                if self.work(who, task["id"]):
                    return True
        return False

    def work(self, who: Program, task_id: int) -> bool:
        task = who.get(f"/tasks/{task_id}")
        if "complete" not in task["can"]:
            return False
        if "return" in task["can"] and not self.plain and self.chance.random() < 0.05:
            return self.back(who, task)
        who.upload()
        task = who.get(f"/tasks/{task_id}")
        path, form = f"/tasks/{task_id}/form", task["form"]
        for answers in self.tries(who, path, form):
            answer = who.post(f"/tasks/{task_id}/complete", {"answers": answers, "version": task["version"]})
            if answer.status_code == 200:
                self.done.append(f"{who.login}:{task['node']}")
                return True
            assert answer.status_code == 422, answer.get_data(as_text=True)
        raise AssertionError(f"the examples of {task['node']} were refused: {answer.get_data(as_text=True)} {answers}")

    def back(self, who: Program, task: Any) -> bool:
        to = self.chance.choice(task["return_to"])["node"]
        answer = who.post(f"/tasks/{task['id']}/return", {"to": to, "reason": "请补充后再报", "straight_back": True})
        assert answer.status_code in (200, 409), answer.get_data(as_text=True)
        self.done.append(f"{who.login}:{task['node']}->{to} {answer.status_code}")
        return bool(answer.status_code == 200)

    def tell(self, who: Program, number: str, message: Any) -> bool:
        answers = who.examples("", message["form"])
        answer = who.post(f"/cases/{number}/messages/{message['name']}", {"answers": answers})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        self.done.append(f"{who.login}:message {message['name']}")
        return True

    def wait(self) -> None:
        """Nobody can act: time passes, and the clock fires what is due."""
        self.moment += timedelta(days=5)
        with frozen(self.moment):
            sweep(self.moment)
        self.done.append("5 days")


@pytest.mark.parametrize("seed", range(8))
def test_a_program_that_knows_the_contract_drives_a_case_to_its_end(app, program, seed):
    citizen = ("citizen", "company", "citizen2")[seed % 3]
    driver = Driver(program, seed, now())
    slugs = [p["slug"] for p in program(citizen).every("/procedures") if p["may_open"] and not p["follows"]]
    case = driver.drive(citizen, driver.chance.choice(slugs))

    assert case["outcome"] and case["outcome_title"], driver.done
    assert not case["tasks"] and not case["waiting_for"]


def test_the_plainest_program_brings_an_objection_to_its_answer_and_its_review_to_an_end(app, program):
    """Examples alone, then what the closed case says may follow it."""
    driver, citizen = Driver(program, 1, now(), plain=True), program("citizen")
    public = records_of("citizen", "market_regulator")[:1]
    with frozen(driver.moment):
        form = citizen.get("/procedures/objection")["start_form"]
        answers = citizen.examples("/procedures/objection/form", form) | {"records": public, "door": "filed_center"}
        number = citizen.post("/cases", {"procedure": "objection", "answers": answers}).json["number"]
    case = driver.finish("citizen", number)

    assert case["may_follow"], (case["outcome"], driver.done)
    review = driver.drive("citizen", case["may_follow"][0]["procedure"], follows=number)
    assert review["follows"]["number"] == number and review["outcome"]
    with frozen(driver.moment):
        again = citizen.get(f"/cases/{number}")
    assert again["may_follow"] == [] and again["followed_by"][0]["number"] == review["number"]
    assert verify(db.session()).broken is None
