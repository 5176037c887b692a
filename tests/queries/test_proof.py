"""Every way to change the record behind the verbs' back is found and named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.domain.actor import OPERATOR
from app.evidence import chain
from app.models import Case, Chain, Comment, Document, Entry, EntryVersion, Hand, Task, TrailRow, Upload
from app.queries.proof import verify
from app.services.add_signer import add_signer
from app.services.comment_case import comment_case
from app.services.complete_task import complete_task
from app.services.house import house
from app.services.trail import hashed_part
from app.services.upload_file import upload_file
from tests.queries.conftest import write
from tests.support.house import actor_of
from tests.support.walk import case_of, open_tasks, tell

PDF = b"%PDF-1.4 ... %%EOF"


@pytest.fixture()
def number(run, objection):
    """A case far on its way: answers, letters, marks, a remark."""
    number = objection("sign")
    run(comment_case, actor="clerk", number=number, text="已电话核实")
    return number


def first_broken(session, number=None):
    found = verify(session, number).broken
    session.rollback()
    return (found.where, found.what) if found else None


def rows(session, number):
    found = list(session.scalars(sa.select(TrailRow).where(TrailRow.stream == case_of(number).id).order_by(TrailRow.n)))
    session.rollback()
    return found


def test_an_honest_house_verifies(session, number):
    proof = verify(session)

    assert proof.broken is None
    assert proof.streams == 2 and proof.rows > 30
    assert verify(session, number).broken is None


@pytest.mark.parametrize("node", ["register", "assess", "sign"])
def test_a_message_that_may_not_be_sent_now_is_nothing_amiss(session, objection, node):
    objection(node)

    assert verify(session).broken is None


def test_a_changed_row_is_named(session, number):
    where = (TrailRow.stream == case_of(number).id) & (TrailRow.n == 5)
    write(sa.update(TrailRow).where(where).values(at=case_of(number).opened_at - timedelta(days=1)))

    assert first_broken(session, number) == ("row 5", "这一行留痕被改动过，或者它前面的行被换过。")
    assert first_broken(session) == ("row 5", "这一行留痕被改动过，或者它前面的行被换过。")


@pytest.mark.parametrize("change", [{"what": "case:read"}, {"actor": "person:1"}, {"after": {"x": 1}},
                                    {"before": {"x": 1}}, {"post": 99}, {"hash": b"\0" * 32}])
def test_every_column_is_covered(session, number, change):
    where = (TrailRow.stream == case_of(number).id) & (TrailRow.n == 3)
    write(sa.update(TrailRow).where(where).values(**change))

    assert first_broken(session, number)[0] == "row 3"


def test_a_removed_row_is_named(session, number):
    write(sa.delete(TrailRow).where(TrailRow.stream == case_of(number).id, TrailRow.n == 4))

    assert first_broken(session, number) == ("row 4", "缺少这一行留痕。")


def test_a_cut_tail_is_named(session, number):
    last = rows(session, number)[-1].n
    write(sa.delete(TrailRow).where(TrailRow.stream == case_of(number).id, TrailRow.n >= last - 1))

    assert first_broken(session, number) == (f"row {last - 1}", "留痕末尾少了2行。")


def test_two_rows_swapped_are_named(session, number):
    case_id = case_of(number).id
    for old, new in ((6, 1006), (7, 6), (1006, 7)):
        write(sa.update(TrailRow).where(TrailRow.stream == case_id, TrailRow.n == old).values(n=new))

    assert first_broken(session, number)[0] == "row 6"


def test_a_chain_hashed_anew_does_not_fit_the_cases_own_head(session, number):
    """Somebody changes a row and computes all later hashes again, but not the head in the case."""
    head = None
    for row in rows(session, number):
        told = {c: getattr(row, c) for c in ("stream", "n", "at", "what", "actor", "post", "before", "after")}
        if row.n == 2:
            told["actor"] = "person:99"
        head = chain.link(head, hashed_part(told))
        write(sa.update(TrailRow).where(TrailRow.stream == row.stream, TrailRow.n == row.n)
              .values(actor=told["actor"], hash=head))

    last = rows(session, number)[-1].n
    assert first_broken(session, number) == (f"row {last}", "最后一行与事项记录的链头不符。")


def test_a_row_added_behind_the_last_is_named(session, number):
    last = rows(session, number)[-1]
    told = {"stream": last.stream, "n": last.n + 1, "at": last.at, "what": "case:closed", "actor": "clock",
            "post": None, "before": None, "after": None}
    write(sa.insert(TrailRow).values(**told, hash=chain.link(last.hash, hashed_part(told))))

    assert first_broken(session, number) == (f"row {last.n + 1}", "最后一行与事项记录的链头不符。")


def test_a_stream_that_belongs_to_no_case_is_named(session, number):
    told = {"stream": 987, "n": 1, "at": case_of(number).opened_at, "what": "case:filed", "actor": "clock",
            "post": None, "before": None, "after": None}
    write(sa.insert(TrailRow).values(**told, hash=chain.link(None, hashed_part(told))))

    assert first_broken(session) == ("row 1", "最后一行与事项记录的链头不符。")


def test_the_houses_own_chain_is_covered(session, number):
    write(sa.update(TrailRow).where(TrailRow.stream == 0, TrailRow.n == 2).values(what="person:changed"))
    assert verify(session).broken.stream == "house"

    write(sa.update(Chain).values(n=1))
    assert verify(session).broken.stream == "house"


def test_answers_that_were_changed_are_named(session, number):
    task = session.scalar(sa.select(Task).where(Task.node == "opinion", Task.state == "done"))
    task_id, answers = task.id, {**task.answers, "note": "事后改写"}
    session.rollback()
    write(sa.update(Task).where(Task.id == task_id).values(answers=answers))

    assert first_broken(session, number) == (f"task {task_id}", "办理内容与留痕里的承诺值不符。")


def test_a_task_marked_done_without_an_act_is_named(session, number):
    task_id = session.scalar(sa.select(Task.id).where(Task.state == "open"))
    session.rollback()
    write(sa.update(Task).where(Task.id == task_id).values(state="done"))

    assert first_broken(session, number) == (f"task {task_id}", "这项待办标为已办，留痕里没有办理的记录。")


@pytest.mark.parametrize(("change", "sentence"), [
    ({"received_on": date(2026, 11, 1)}, "收到日期与留痕不符。"),
    ({"answers": {"reason": "改过"}}, "申请内容与提交时的承诺值不符。"),
    ({"number": "YY-2026-000777"}, "编号与留痕不符。"),
])
def test_what_was_filed_is_covered(session, number, change, sentence):
    write(sa.update(Case).where(Case.id == case_of(number).id).values(**change))

    assert first_broken(session, change.get("number", number)) == ("case", sentence)


def test_a_message_that_was_changed_is_named(run, session, number):
    tell(number, "extend", "clerk")
    case = case_of(number)
    assert first_broken(session, number) is None
    answers = {**case_of(number).answers, "message:extend": {"reason": "另一个理由"}}
    write(sa.update(Case).where(Case.id == case.id).values(answers=answers))

    assert first_broken(session, number) == ("message extend", "来件内容与留痕里的承诺值不符。")


def test_a_changed_remark_is_named(session, number):
    write(sa.update(Comment).values(text="没有核实"))

    assert first_broken(session, number)[1] == "这条意见与留痕里的承诺值不符。"


def test_letters_are_covered_row_and_bytes(session, number):
    paper = session.scalar(sa.select(Document).order_by(Document.id))
    key, digest = paper.key, paper.digest
    session.rollback()
    path = house().files.path(digest)
    kept = path.read_bytes()
    path.write_bytes(kept + b" ")
    assert first_broken(session, number) == (f"document {key}", "文书的文件不在，或者内容被改动过。")
    path.write_bytes(kept)

    write(sa.update(Document).where(Document.key == key).values(digest="0" * 64))
    assert first_broken(session, number) == (f"document {key}", "文书的摘要与发出时不符。")

    write(sa.delete(Document).where(Document.key == key))
    assert first_broken(session, number) == (f"document {key}", "这份文书的记录不在了。")


def test_register_versions_are_covered(session, number):
    version = session.scalar(sa.select(EntryVersion).where(EntryVersion.n == 2))
    key = session.scalar(sa.select(Entry.key).where(Entry.id == version.entry_id))
    version_id, entry_id, data = version.id, version.entry_id, version.data
    session.rollback()
    write(sa.update(Entry).where(Entry.id == entry_id).values(data={**data, "level": "severe"}))
    assert first_broken(session) == (f"entry {key}", "台账现在的内容与它最后一版不符。")

    write(sa.update(EntryVersion).where(EntryVersion.id == version_id).values(data={**data, "level": "severe"}))
    assert first_broken(session) == (f"entry {key} version 2", "这一版台账与留痕里的承诺值不符。")

    write(sa.delete(EntryVersion).where(EntryVersion.id == version_id))
    assert first_broken(session)[0] in (f"entry {key}", f"entry {key} version 2")


@pytest.mark.parametrize("change", [{"subject_id": 1}, {"title": "别的标题"}, {"dated": date(2020, 1, 1)},
                                    {"organisation_id": None}, {"lifecycle": "deleted"}, {"register": "comments"}])
def test_whose_an_entry_is_and_what_it_is_called_are_covered(session, change):
    found = sa.select(Entry.id, Entry.key).where(Entry.subject_id > 1).order_by(Entry.id)
    entry_id, key = session.execute(found).first()
    session.rollback()
    write(sa.update(Entry).where(Entry.id == entry_id).values(**change))

    assert first_broken(session)[0].startswith(f"entry {key}")


def test_equal_records_have_unequal_commitments(session, number):
    """Nobody who reads the trail can try values out: each version has a salt of its own."""
    entered = session.scalars(sa.select(TrailRow.after).where(TrailRow.what == "case:register:entered"))
    stand = [row["data"] for row in entered]

    assert len(stand) == len(set(stand)) > 3
    assert len(set(session.scalars(sa.select(EntryVersion.salt)))) == session.scalar(
        sa.select(sa.func.count()).select_from(EntryVersion))


def test_a_file_brought_in_is_covered_row_and_bytes(run, session, number):
    found = run(upload_file, "citizen", name="证明.pdf", content=PDF)
    path = house().files.path(session.scalar(sa.select(Upload.digest).where(Upload.id == found["id"])))
    session.rollback()
    assert first_broken(session) is None
    path.write_bytes(PDF + b" ")
    assert first_broken(session) == (f"upload {found['id']}", "这份上传的文件不在，或者内容被改动过。")
    path.write_bytes(PDF)

    write(sa.update(Upload).where(Upload.id == found["id"]).values(size=1))
    assert first_broken(session) == (f"upload {found['id']}", "这份上传的文件与收到时的留痕不符。")
    write(sa.delete(Upload).where(Upload.id == found["id"]))
    assert first_broken(session) == (f"upload {found['id']}", "这份上传的文件的记录不在了。")


def test_an_unknown_case_proves_nothing(session, number):
    assert verify(session, "YY-2026-999999").streams == 0
    assert actor_of("clerk").person_id and OPERATOR.kind == "operator"


@pytest.mark.parametrize("change", [{"opinion": "agree"}, {"answers": {"opinion": "agree"}}, {"person_id": 1},
                                    {"state": "dropped"}])
def test_a_changed_opinion_of_a_signer_is_named(run, session, number, change):
    task = open_tasks(number)[0]
    hand = run(add_signer, "reviewer", task_id=task.id, to="officer", reason="把关")["signer"]
    answers = {"opinion": "disagree", "objection": "理由不够充分"}
    run(complete_task, "officer", task_id=task.id, answers=answers)
    assert first_broken(session, number) is None

    write(sa.update(Hand).where(Hand.id == hand).values(**change))

    assert first_broken(session, number) == (f"hand {hand}", "会签意见与留痕里的承诺值不符。")


def test_an_opinion_that_nobody_gave_is_named(run, session, number):
    hand = run(add_signer, "reviewer", task_id=open_tasks(number)[0].id, to="officer", reason="把关")["signer"]

    write(sa.update(Hand).where(Hand.id == hand).values(state="done", opinion="agree"))

    assert first_broken(session, number) == (f"hand {hand}", "标为已签的会签，留痕里没有签署的记录。")
