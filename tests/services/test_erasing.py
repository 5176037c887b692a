"""What is past its time goes, with salts and files; the chain stays and verifies; what is held stays whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import frozen, now
from app.domain.deadlines import add_months
from app.domain.moments import at
from app.errors import Conflict, Invalid, NotAllowed
from app.jobs.erasing import erase_what_is_over
from app.jobs.forgetting import forget_what_is_over
from app.jobs.sealing import seal_what_is_new
from app.models import Case, Comment, Document, Entry, EntryVersion, Hand, Reading, Said, Sender, Task, Upload
from app.procedures import Library
from app.queries.proof import verify
from app.services.add_signer import add_signer
from app.services.comment_case import comment_case
from app.services.complete_task import complete_task
from app.services.hold_case import hold_case, lift_hold
from app.services.house import house
from app.services.index_case import index_case
from app.services.note_reading import note_reading
from app.services.registers import amend
from app.services.remind_task import remind_task
from tests.queries.conftest import write
from tests.services.conftest import trail_of
from tests.services.test_rest import raw
from tests.support.house import ROOT
from tests.support.scenarios import play
from tests.support.walk import bring_file, case_of, comment, open_case, open_tasks, tell
from tests.support.yearly import ROW, compiled, publish

Run = Callable[..., Any]
WROTE = "张三亲口说的话"


@pytest.fixture()
def closed(run: Run, objection: Callable[..., str]) -> str:
    """A withdrawn objection with an answer, a message, letters, an opinion, a remark and reasons in the trail."""
    number = objection("sign")
    task = open_tasks(number)[0]
    run(comment_case, actor="clerk", number=number, text=WROTE)
    run(remind_task, "supervisor", task_id=task.id, reason=WROTE)
    run(add_signer, "reviewer", task_id=task.id, to="officer", reason=WROTE)
    run(complete_task, "officer", task_id=task.id, answers={"opinion": "disagree", "objection": WROTE})
    tell(number, "withdraw", "citizen", {"reason": WROTE})
    run(index_case, case_id=case_of(number).id)
    assert case_of(number).status == "closed"
    return number


def after(number: str, days: int = 1) -> Any:
    """The moment so many days behind the last day of keeping."""
    kept = case_of(number).kept_until
    assert kept is not None
    return at(kept + timedelta(days=days))


def erased(moment: Any) -> dict[str, int]:
    with frozen(moment):
        return erase_what_is_over(moment).as_dict()


def whole(session: Any) -> bool:
    found = verify(session).broken
    session.rollback()
    assert found is None, str(found)
    return True


def test_a_closed_case_is_kept_as_long_as_its_procedure_says_and_a_day_less_erases_nothing(closed: str) -> None:
    case = case_of(closed)
    assert case.kept_until == add_months(date(2026, 11, 16), 120)

    assert erased(after(closed, 0)) == {"due": 0, "erased": 0, "held": 0, "failed": 0}
    assert case_of(closed).answers and case_of(closed).erased_at is None


def test_what_is_erased_is_nowhere_any_more_and_the_chain_still_verifies(session: Any, closed: str) -> None:
    seal_what_is_new(now())
    case_id = case_of(closed).id
    head, length = case_of(closed).trail_head, case_of(closed).trail_n
    files = [house().files.path(one) for one in session.scalars(sa.select(Document.digest))]
    numbers = session.execute(sa.select(Document.number, Document.digest, Document.issued_at)).all()
    assert files and all(path.is_file() for path in files)

    assert erased(after(closed)) == {"due": 1, "erased": 1, "held": 0, "failed": 0}

    case = case_of(closed)
    assert (case.answers, case.salt, case.title, case.kept_until) == ({}, b"", "异议处理", None)
    told = session.scalars(sa.select(Task.answers).where(Task.case_id == case_id)).all()
    assert set(told) == {None} and set(session.scalars(sa.select(Hand.answers))) == {None}
    assert set(session.scalars(sa.select(Comment.text))) == {""} and session.scalar(sa.select(Said.id)) is None
    assert not any(path.exists() for path in files)
    assert WROTE not in raw(session)
    assert session.execute(sa.select(Document.number, Document.digest, Document.issued_at)).all() == numbers
    assert (case.trail_n, trail_of(closed)[-1]) == (length + 1, "case:erased") and case.trail_head != head
    proof = verify(session)
    assert proof.broken is None
    (gone,) = proof.erased
    assert gone.case == closed and gone.gone["remarks"] == 1 and f"{closed}：2036-11-17按期删除" in str(gone)
    assert seal_what_is_new(now()) and whole(session)


def test_a_second_sweep_finds_nothing(closed: str) -> None:
    moment = after(closed)
    erased(moment)

    assert erased(moment + timedelta(days=400)) == {"due": 0, "erased": 0, "held": 0, "failed": 0}


def test_a_value_that_is_gone_without_its_row_is_missing_and_one_that_stayed_is_named(session: Any,
                                                                                       closed: str) -> None:
    write(sa.update(Comment).values(text=""))
    assert str(verify(session).broken).endswith("这条意见与留痕里的承诺值不符。")
    session.rollback()
    write(sa.update(Comment).values(text=WROTE))
    write(sa.delete(Said))
    assert str(verify(session).broken).endswith("这一行写的理由与留痕里的承诺值不符。")
    session.rollback()

    write(sa.update(Case).values(erased_at=now()))
    assert verify(session).broken is not None
    session.rollback()


def test_a_value_left_behind_after_the_erasure_is_named(session: Any, closed: str) -> None:
    erased(after(closed))
    write(sa.update(Comment).values(text=WROTE))

    assert str(verify(session).broken).endswith("这条意见与留痕里的承诺值不符。")


def test_reasons_lie_beside_the_trail_and_are_covered_by_it(session: Any, closed: str) -> None:
    said = session.scalars(sa.select(Said).order_by(Said.n)).all()
    assert {one.words for one in said} >= {WROTE}
    session.rollback()
    write(sa.update(Said).where(Said.id == said[0].id).values(words="别的理由"))

    assert str(verify(session).broken).endswith("这一行写的理由与留痕里的承诺值不符。")


def test_a_case_that_somebody_outside_decides_about_is_kept_until_that_is_lifted(run: Run, session: Any,
                                                                                 closed: str) -> None:
    with pytest.raises(NotAllowed):
        run(hold_case, "citizen", number=closed, reason="复议")
    with pytest.raises(Invalid):
        run(hold_case, "clerk", number=closed, reason=" ")
    run(hold_case, "clerk", number=closed, reason="甬政复〔2027〕3号复议在审")
    with pytest.raises(Conflict):
        run(hold_case, "clerk", number=closed, reason="再来一次")
    moment = after(closed)

    assert erased(moment) == {"due": 1, "erased": 0, "held": 1, "failed": 0}
    assert case_of(closed).answers and whole(session)

    run(lift_hold, "clerk", number=closed, reason="复议已经维持")
    assert erased(moment)["erased"] == 1 and whole(session)
    with pytest.raises(Conflict):
        run(hold_case, "clerk", number=closed, reason="迟了")
    with pytest.raises(Conflict):
        run(comment_case, "clerk", number=closed, text="迟了")


def test_a_case_with_an_open_review_is_kept(session: Any, app: Any) -> None:
    library = Library.read(ROOT)
    number = play("objection", library.procedures["objection"].scenarios["kept"], library.procedures)
    moment = after(number)
    with frozen(moment - timedelta(days=20)):
        open_case("citizen" if case_of(number).subject_id else "clerk", "objection-review", follows=number)

    assert erased(moment)["held"] >= 1
    assert case_of(number).answers


def test_a_deleted_record_loses_its_values_after_the_time_for_remedies(run: Run, session: Any) -> None:
    entry = session.scalars(sa.select(Entry).order_by(Entry.id)).first()
    key, subject, content = entry.key, entry.subject_id, entry.data["content"]
    session.rollback()

    def delete(ctx: Any) -> None:
        found = ctx.session.scalars(sa.select(Entry).where(Entry.key == key)).one()
        amend(ctx, found, "deleted", changes={"publication": "ended"}, reason="保存期届满", article="省条例16",
              case=None, lifecycle="deleted")

    run(delete)
    assert session.scalar(sa.select(Entry.kept_until).where(Entry.key == key)) == date(2027, 5, 16)
    session.rollback()
    assert erased(at(date(2027, 5, 16)))["erased"] == 0 and whole(session)

    assert erased(at(date(2027, 5, 17))) == {"due": 1, "erased": 1, "held": 0, "failed": 0}

    entry = session.scalars(sa.select(Entry).where(Entry.key == key)).one()
    assert (entry.data, entry.title, entry.lifecycle, entry.subject_id) == ({}, "已删除", "deleted", subject)
    kept = session.execute(sa.select(EntryVersion.data, EntryVersion.salt).where(EntryVersion.entry_id == entry.id))
    assert set(map(str, kept)) == {"({}, None)"} and content
    assert whole(session)
    with pytest.raises(Conflict):
        run(delete)
    write(sa.update(EntryVersion).where(EntryVersion.entry_id == entry.id).values(data={"content": content}))
    assert str(verify(session).broken).endswith("这一版台账的内容标为已按期删除，却还在。")


def test_a_record_that_is_restored_is_not_erased(run: Run, session: Any) -> None:
    key = session.scalar(sa.select(Entry.key).order_by(Entry.id))
    session.rollback()

    def amended(ctx: Any, lifecycle: str) -> None:
        found = ctx.session.scalars(sa.select(Entry).where(Entry.key == key)).one()
        amend(ctx, found, "amended", changes={}, reason="", article="", case=None, lifecycle=lifecycle)

    run(amended, lifecycle="deleted")
    run(amended, lifecycle="live")

    assert erased(at(date(2028, 1, 1)))["due"] == 0


def test_what_anybody_said_to_a_draft_goes_with_the_case(tmp_path: Any, session: Any, app: Any) -> None:
    publish(tmp_path)
    number = compiled([ROW])
    comment(number, WROTE, {"name": "王小明", "contact": "13800138000"})
    write(sa.update(Case).where(Case.number == number).values(status="closed", snapshot=None,
                                                              kept_until=date(2036, 11, 16)))

    assert erased(at(date(2036, 11, 17)))["erased"] == 1
    assert session.scalar(sa.select(Sender.entry_id)) is None and WROTE not in raw(session)
    house()._by_id.clear()


def test_bytes_that_another_case_brought_in_as_well_stay(session: Any, closed: str, run: Run) -> None:
    digest = session.scalar(sa.select(Document.digest))
    session.rollback()
    mine = bring_file(open_actor("citizen2"))
    write(sa.update(Upload).where(Upload.id == mine).values(digest=digest))

    erased(after(closed))

    assert house().files.exists(digest)


def open_actor(login: str) -> Any:
    from tests.support.house import actor_of

    return actor_of(login)


def test_readings_are_kept_ten_years_and_unused_files_thirty_days(run: Run, session: Any, closed: str) -> None:
    run(note_reading, "supervisor", what="case", purpose="查看事项", number=closed)
    unused = bring_file(open_actor("citizen2"))
    digest = session.scalar(sa.select(Upload.digest).where(Upload.id == unused))
    session.rollback()
    for moment, readings, uploads in ((at(date(2026, 12, 1)), 1, True), (at(date(2036, 11, 16)), 1, False),
                                      (at(date(2036, 11, 17)), 0, False)):
        with frozen(moment):
            forget_what_is_over(moment)
        assert session.scalar(sa.select(sa.func.count(Reading.id))) == readings
        assert (session.scalar(sa.select(Upload.id).where(Upload.id == unused)) is not None) is uploads
        session.rollback()
        assert whole(session)
    erase_what_is_over(now())
    assert house().files.exists(digest) is bool(session.scalar(sa.select(Upload.id).where(Upload.digest == digest)))
