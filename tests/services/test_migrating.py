"""Running cases move to a newer release where it knows the step they stand at; the others go on as they began."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.actor import OPERATOR
from app.domain.tags import Tag
from app.errors import Conflict, Invalid
from app.extensions import db
from app.models import Case, TrailRow
from app.procedures import Library, freeze
from app.queries.migration import preview
from app.queries.proof import verify
from app.services.execute import execute
from app.services.migrate_case import migrate_case, release_named
from app.services.publish_release import publish_release
from tests.support.house import ROOT, records_of
from tests.support.walk import case_of, do, open_case, open_tasks

Publish = Callable[..., int]
RENAMED = ('id="register" name="登记核对"', 'id="register" name="登记并核对"')


@pytest.fixture()
def publish(run: Any, tmp_path: Path) -> Publish:
    """publish(("old words", "new words")): the objection with its drawing changed, as its next release; the id."""

    def change(*pairs: tuple[str, str], file: str = "process.bpmn") -> int:
        root = tmp_path / "changed"
        if not root.exists():
            for part in ("bpmn", "forms"):
                shutil.copytree(ROOT / part, root / part)
        path = root / "bpmn" / "objection" / file
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        published = run(publish_release, release=freeze(Library.read(root), "objection"))
        return release_named(db.session(), f"{published.slug}@{published.n}").id

    return change


@pytest.fixture()
def number(app: Any) -> str:
    """A case at its first task."""
    return open_case("citizen", "objection", door="filed_center",
                     named={"records": records_of("citizen", "market_regulator")[:1]}).number


def obstacles(session: Any, to: str = "objection") -> dict[str, str]:
    found = {case.number: case.obstacle for case in preview(session, to).cases}
    session.rollback()
    return found


def test_a_case_moves_and_goes_on_by_the_new_release(session: Any, number: str, publish: Publish) -> None:
    release = publish(RENAMED)
    assert obstacles(session) == {number: ""}

    execute(migrate_case, actor=OPERATOR, case_id=case_of(number).id, release_id=release)

    assert [t.title for t in open_tasks(number)] == ["登记并核对"]
    assert obstacles(session) == {}
    row = session.scalar(sa.select(TrailRow).where(TrailRow.what == Tag.CASE_MIGRATED))
    assert row.before["release"] != row.after["release"]
    assert verify(session, number).broken is None
    do(number, "register", {"intake": "accept"})
    assert [t.node for t in open_tasks(number)] == ["assess"]


def test_a_case_at_a_step_that_is_gone_stays(session: Any, number: str, publish: Publish) -> None:
    release = publish(("register", "take_down"))
    (found,) = obstacles(session).values()

    assert "不属于这一版图" in found
    with pytest.raises(Conflict, match="不属于这一版图"):
        execute(migrate_case, actor=OPERATOR, case_id=case_of(number).id, release_id=release)
    do(number, "register", {"intake": "accept"})


def test_a_message_that_is_called_otherwise_holds_it(session: Any, number: str, publish: Publish) -> None:
    publish(('name="withdraw"', 'name="draw_back"'))

    assert obstacles(session) == {number: "现在等待的事项在新版里不同。"}


def test_a_case_that_is_there_already_is_left_alone(session: Any, number: str, publish: Publish) -> None:
    release = publish(RENAMED)
    for _ in range(2):
        execute(migrate_case, actor=OPERATOR, case_id=case_of(number).id, release_id=release)

    assert session.scalar(sa.select(sa.func.count()).select_from(TrailRow)
                          .where(TrailRow.what == Tag.CASE_MIGRATED)) == 1


@pytest.mark.parametrize("name", ["nothing", "objection@99", "0000000000000000"])
def test_an_unknown_release_is_refused(session: Any, app: Any, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        preview(session, name)
    assert refused.value.errors["to"][0].startswith(f"没有这个版本：{name}")


def test_a_release_is_named_by_slug_number_or_hash(session: Any, number: str, publish: Publish) -> None:
    publish(RENAMED)
    found = preview(session, "objection")

    assert preview(session, f"objection@{found.n}") == preview(session, found.hash[:12]) == found
    back = preview(session, "objection@1")
    assert back.cases == () and session.scalar(sa.select(Case.release_id)) == back.release_id
