"""Applications while they are written: begun, saved, sent once, thrown away, forgotten after thirty days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Draft, TrailRow
from app.procedures import fill
from app.services.file_draft import file_draft
from app.services.forget_drafts import forget_drafts
from app.services.house import house
from app.services.save_draft import MOST_DRAFTS, begin_draft, discard_draft, save_draft
from app.services.world import World
from tests.conftest import MONDAY
from tests.support.house import actor_of, records_of

Run = Callable[..., Any]


def begun(run: Run, login: str = "company") -> str:
    return str(run(begin_draft, actor=login, procedure="objection"))


def drafts(session: Any) -> list[Draft]:
    session.rollback()
    return list(session.scalars(sa.select(Draft)))


def whole(session: Any) -> dict[str, object]:
    """Answers that would be taken."""
    running = house().current(session, "objection")
    assert running
    given = {"door": "filed_center", "identity": "verified", "filed_by": "self", "records": records_of("company")[:1],
             "service": {"method": "electronic", "electronic_confirmed": True}}
    return fill(running.procedure.forms["start"], given, World(session, actor_of("company"), MONDAY))


def test_a_draft_keeps_what_is_written_and_its_beginning_leaves_a_trace(run: Run, session: Any) -> None:
    key = begun(run)
    run(save_draft, actor="company", key=key, answers={"facts": "写了一半"})
    assert [(d.key, d.answers) for d in drafts(session)] == [(key, {"facts": "写了一半"})]
    assert session.scalar(sa.select(sa.func.count()).where(TrailRow.what == "draft:saved")) == 1


def test_nobody_else_saves_sends_or_throws_it_away(run: Run, session: Any) -> None:
    key = begun(run)
    for verb, more in ((save_draft, {"answers": {}}), (file_draft, {}), (discard_draft, {})):
        with pytest.raises(NotFound):
            run(verb, actor="citizen", key=key, **more)
    assert len(drafts(session)) == 1


def test_an_officer_of_another_role_cannot_begin_one(run: Run) -> None:
    with pytest.raises(NotAllowed):
        begun(run, "legal")


def test_a_procedure_that_is_not_published_has_no_drafts(run: Run) -> None:
    with pytest.raises(NotFound):
        run(begin_draft, actor="company", procedure="nothing")


def test_a_draft_becomes_a_case_once(run: Run, session: Any) -> None:
    key = begun(run)
    run(save_draft, actor="company", key=key, answers=whole(session))
    filed = run(file_draft, actor="company", key=key)
    with pytest.raises(Conflict) as refused:
        run(file_draft, actor="company", key=key)
    assert refused.value.code == "already_filed"
    assert [(d.number, d.answers) for d in drafts(session)] == [(filed.number, {})]


def test_what_is_wrong_is_refused_and_the_draft_stays_as_it_was(run: Run, session: Any) -> None:
    key = begun(run)
    run(save_draft, actor="company", key=key, answers={"facts": "太短"})
    with pytest.raises(Invalid) as refused:
        run(file_draft, actor="company", key=key)
    assert "facts" in refused.value.errors
    assert [(d.number, d.answers) for d in drafts(session)] == [(None, {"facts": "太短"})]


def test_a_sent_draft_cannot_be_changed(run: Run, session: Any) -> None:
    key = begun(run)
    run(save_draft, actor="company", key=key, answers=whole(session))
    run(file_draft, actor="company", key=key)
    with pytest.raises(Conflict):
        run(save_draft, actor="company", key=key, answers={})


def test_a_draft_too_large_is_refused(run: Run) -> None:
    with pytest.raises(Invalid):
        run(save_draft, actor="company", key=begun(run), answers={"facts": "长" * 100_000})


def test_one_person_has_fifty_drafts_and_no_more(run: Run) -> None:
    for _ in range(MOST_DRAFTS):
        begun(run)
    with pytest.raises(Conflict):
        begun(run)


def test_thrown_away_is_gone(run: Run, session: Any) -> None:
    run(discard_draft, actor="company", key=begun(run))
    assert drafts(session) == []


def test_a_draft_is_forgotten_thirty_days_after_it_was_last_saved(run: Run, session: Any) -> None:
    begun(run)
    assert run(forget_drafts, now=MONDAY + timedelta(days=30)) == 0
    assert run(forget_drafts, now=MONDAY + timedelta(days=30, seconds=1)) == 1
    assert drafts(session) == []
