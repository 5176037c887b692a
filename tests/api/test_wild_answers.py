"""Whatever a program puts under the keys of a form: a sentence and 422, or it is taken; never a fault of ours."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.extensions import db
from app.models import Case, Task

SETTINGS = settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["2026-02-30", "2026-11-16", "1e999", "YY-2026-000001", "📎", "\x00", "\u202e", "' or 1=1 --", "x" * 6000, "true"])
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([2**64, -1, 1e308])
LEAF = st.none() | st.booleans() | NUMBERS | TEXT
WILD = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
                    max_leaves=6)


def keys_of(fields: Any) -> list[str]:
    return [one["key"] for one in fields if one["type"] != "text"]


def wild_answers(form: Any, good: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Good answers of which some are replaced by anything at all, and inside groups as well."""
    groups = {one["key"]: keys_of(one["fields"]) for one in form["fields"] if one["type"] in ("group", "dynamiclist")}
    inner = {key: st.dictionaries(st.sampled_from(keys), WILD, max_size=3) for key, keys in groups.items() if keys}
    values = {key: WILD | inner[key] | st.lists(inner[key], max_size=3) if key in inner else WILD
              for key in keys_of(form["fields"])}
    return st.fixed_dictionaries({}, optional=values).map(lambda wild: {**good, **wild})


def count(table: Any) -> int:
    db.session.rollback()
    return int(db.session().scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def test_a_start_form_takes_no_nonsense_and_falls_over_none(program):
    citizen = program("citizen")
    form = citizen.get("/procedures/objection")["start_form"]
    good = citizen.examples("/procedures/objection/form", form)
    before = count(Case)
    filed = 0

    @SETTINGS
    @given(wild_answers(form, good))
    def ask(answers):
        nonlocal filed
        described = citizen.post("/procedures/objection/form", {"answers": answers})
        assert described.status_code in (200, 422)
        told = citizen.post("/cases", {"procedure": "objection", "answers": answers})
        assert told.status_code in (201, 422), told.get_data(as_text=True)
        filed += told.status_code == 201
        assert told.status_code == 201 or all(isinstance(s, list) and s for s in told.json["errors"].values())

    ask()
    assert count(Case) == before + filed


def test_a_tasks_form_takes_no_nonsense_and_a_refused_answer_changes_nothing(program):
    citizen, clerk = program("citizen"), program("clerk")
    start = citizen.get("/procedures/objection")["start_form"]
    answers = citizen.examples("/procedures/objection/form", start) | {"door": "filed_center"}
    number = citizen.post("/cases", {"procedure": "objection", "answers": answers}).json["number"]
    task = clerk.get("/tasks", case=number)["items"][0]["id"]
    form = clerk.get(f"/tasks/{task}")["form"]

    @SETTINGS
    @given(wild_answers(form, {"identity_checked": False}))
    def ask(wild):
        assert clerk.post(f"/tasks/{task}/form", {"answers": wild}).status_code in (200, 422)
        assert clerk.put(f"/tasks/{task}/saved", {"answers": wild}).status_code in (200, 422)
        told = clerk.post(f"/tasks/{task}/complete", {"answers": wild | {"identity_checked": False}})
        assert told.status_code == 422, told.get_data(as_text=True)

    ask()
    assert db.session().get_one(Task, task).state == "open"
    assert clerk.get(f"/tasks/{task}")["form"]["fields"]
