"""Following what changed: a bounded look at the trail, nothing twice, nothing left out, each reader their own part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import frozen, now
from app.models import TrailRow
from app.queries import changes
from tests.conftest import MONDAY
from tests.support.house import actor_of
from tests.support.staged import objection_at


def followed(session: Any, login: str, size: int) -> list[tuple[str, int]]:
    """Case and number of every act since before the house was furnished, page by page."""
    found, place, more = [], changes.encode([(MONDAY - timedelta(days=1)).isoformat(), 0, 0]), True
    while more:
        got = changes.list_changes(session, actor_of(login), place, size)
        found += [(one.case, one.n) for one in got.items]
        place, more = got.after, got.more
    return found


@pytest.mark.parametrize("scanned", [7, 2_000])
def test_whoever_follows_reads_every_act_once_however_little_is_looked_at(
    session: Any, monkeypatch: pytest.MonkeyPatch, scanned: int
) -> None:
    numbers = {objection_at("verify"), objection_at("assess", by="citizen2")}
    monkeypatch.setattr(changes, "MOST_SCANNED", scanned)
    with frozen(now() + timedelta(minutes=1)):
        found = followed(session, "clerk", size=5)
        seen_by_another = followed(session, "handler", size=200)
    acts = session.scalar(sa.select(sa.func.count()).select_from(TrailRow).where(TrailRow.what.like("case:%"),
                                                                               TrailRow.stream > 0))
    assert len(found) == len(set(found)) == acts
    assert {case for case, _ in found} == numbers
    assert {case for case, _ in seen_by_another} == {min(numbers)}


def test_the_place_is_found_in_the_index_of_moments(session: Any) -> None:
    place = changes.encode([MONDAY.isoformat(), 0, 0])
    query = sa.select(changes._after(place)).compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    lite = session.get_bind().dialect.name == "sqlite"
    if not lite:
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))  # a table of some hundred rows is read whole
    words = ("EXPLAIN QUERY PLAN " if lite else "EXPLAIN ") + str(query).replace(":", r"\:")
    assert "ix_trail_at" in " ".join(str(row) for row in session.execute(sa.text(words)))
