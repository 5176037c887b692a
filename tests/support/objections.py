"""An objection by the API: what a citizen sends, and the case that comes of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.house import records_of


@pytest.fixture()
def application(program: Any) -> dict[str, Any]:
    """What a citizen sends to open an objection with the credit centre."""
    citizen = program("citizen")
    start = citizen.get("/procedures/objection")["start_form"]
    answers = citizen.examples("/procedures/objection/form", start)
    answers |= {"door": "filed_center", "records": records_of("citizen", "market_regulator")[:1]}
    return {"procedure": "objection", "answers": answers}


@pytest.fixture()
def case(program: Any, application: Any) -> dict[str, Any]:
    """The answer to the filing, and the id of the first task."""
    filed = program("citizen").post("/cases", application).json
    return {**filed, "task": program("clerk").get("/tasks", case=filed["number"])["items"][0]["id"]}
