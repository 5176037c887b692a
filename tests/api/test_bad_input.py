"""What a hostile or careless program sends: a sentence and the contract's status, nothing changed, never a 500."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.clock import now
from app.domain.actor import OPERATOR
from app.extensions import db
from app.models import Case, Task, TrailRow, Upload
from app.services.execute import execute
from app.services.issue_token import issue_token
from app.services.revoke_token import revoke_token
from tests.api.program import PNG, ROOT
from tests.support.house import records_of

XSS = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
FACTS = "处罚决定书记载的处罚日期为2025年3月5日，档案中误录为2023年3月5日，请核对原文书。"


def rows(*tables):
    """How many there are of each: what a refused request must leave as it was."""
    db.session.rollback()
    return [db.session().scalar(sa.select(sa.func.count()).select_from(table)) for table in tables]


@pytest.mark.parametrize("wrong", [
    {"records": ["no-such-record"]}, {"records": "text"}, {"records": {"a": 1}}, {"records": [["nested"]]},
    {"records": []}, {"records": [None]}, {"door": ["filed_center"]}, {"door": {"a": 1}}, {"door": "no_such_door"},
    {"grounds": "fact"}, {"grounds": ["no-such"]}, {"grounds": ["fact"] * 500}, {"facts": "短"}, {"facts": 12},
    {"facts": ["x"] * 30}, {"facts": "长" * 2001}, {"applicant": []}, {"applicant": "text"},
    {"applicant": {"phone": "abc"}}, {"applicant": {"phone": "1" * 5000}}, {"truthful": "yes"}, {"truthful": 1},
    {"truthful": False}, {"evidence": ["no-such-upload"]}, {"evidence": "../../etc/passwd"}, {"no_such_field": 1},
    {"service": {"method": "pigeon"}}, {"service": None}, {"identity": "\U0001f600"}], ids=str)
def test_a_wrong_answer_is_422_with_a_sentence_at_its_field_and_opens_nothing(program, application, wrong):
    before = rows(Case, Task, TrailRow)
    answer = program("citizen").post("/cases", {**application, "answers": {**application["answers"], **wrong}})
    assert answer.status_code == 422 and answer.json["errors"], answer.json
    assert all(key.partition(".")[0] in wrong for key in answer.json["errors"]), answer.json["errors"]
    assert rows(Case, Task, TrailRow) == before


def test_somebody_elses_record_is_answered_as_one_that_does_not_exist(program, application):
    told = []
    for key in (records_of("citizen2")[0], "0123456789abcdef"):
        answers = {**application["answers"], "records": [key]}
        answer = program("citizen").post("/cases", {**application, "answers": answers})
        told.append((answer.status_code, str(answer.json).replace(key, "K")))
    assert told[0] == told[1] and told[0][0] == 422


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "99999-01-01", "0000-00-00", "2026-1-1", "today", "",
                                 20261116, ["2026-11-16"], "2026-11-16T00:00:00", "2026-11-17", "9999-12-31",
                                 "1900-01-01"], ids=str)
def test_a_day_that_is_none_or_not_yet_is_422(program, application, day):
    clerk = program("clerk")
    subject = clerk.post("/subjects/find", {"q": "张小满"}).json["items"][0]["id"]
    before = rows(Case)
    answer = clerk.post("/cases", {**application, "on_behalf_of": subject, "channel": "counter", "received_on": day})
    assert answer.status_code == 422 and answer.json["errors"], answer.json
    assert rows(Case) == before


@pytest.mark.parametrize("wrong", [
    {"procedure": "no-such"}, {"procedure": 1}, {"procedure": "../objection"}, {"answers": []}, {"answers": None},
    {"on_behalf_of": "subject-of-nobody"}, {"on_behalf_of": 1}, {"channel": "pigeon"}, {"follows": "YY-2026-999999"},
    {"follows": "' or 1=1"}, {"follows": 5}], ids=str)
def test_an_envelope_that_makes_no_sense_opens_nothing(program, application, wrong):
    before = rows(Case, TrailRow)
    answer = program("citizen").post("/cases", {**application, **wrong})
    assert answer.status_code in (403, 404, 422) and answer.json["title"], answer.json
    assert rows(Case, TrailRow) == before


@pytest.mark.parametrize("number", ["YY-2026-999999", "YY-9999-000001", "YY-2026-1", "yy-2026-000001x",
                                    "YY〔2026〕999999", "..%2F..%2Fetc%2Fpasswd", "%F0%9F%98%80",
                                    "x" * 2000, "-1", "0", "null", "%25", "_"])
def test_a_number_that_does_not_exist_is_404_at_every_call_of_a_case(program, number):
    clerk = program("clerk")
    for path in ("", "/trail", "/documents", "/comments", "/documents/x"):
        assert clerk.ask("GET", f"/cases/{number}{path}").status_code == 404
    for path, body in (("/comments", {"text": "x"}), ("/withdraw", {"reason": "x"}), ("/pause", {"reason": "x"})):
        assert clerk.post(f"/cases/{number}{path}", body).status_code == 404


def test_a_task_done_already_is_409_and_says_who_and_when(program, case):
    clerk, task = program("clerk"), case["task"]
    form = clerk.get(f"/tasks/{task}")["form"]
    answers = clerk.examples(f"/tasks/{task}/form", form) | {"intake": "accept"}
    assert clerk.post(f"/tasks/{task}/complete", {"answers": answers}).status_code == 200
    before = rows(Task, TrailRow)
    again = clerk.post(f"/tasks/{task}/complete", {"answers": answers})
    assert (again.status_code, again.json["by"]) == (409, "陈思远") and again.json["at"].endswith("+08:00")
    for act, body in (("claim", {}), ("release", {}), ("transfer", {"to": "clerk", "reason": "x"})):
        assert clerk.post(f"/tasks/{task}/{act}", body).status_code in (403, 409, 422), act
    assert clerk.put(f"/tasks/{task}/saved", {"answers": {}}).status_code == 409
    assert rows(Task, TrailRow) == before


def test_a_stale_version_is_409_for_cases_and_tasks_and_changes_nothing(program, case):
    clerk, citizen = program("clerk"), program("citizen")
    stale = {"version": 1_000_000}
    before = rows(Task, TrailRow)
    for who, path, body in (
            (clerk, f"/tasks/{case['task']}/claim", {}), (clerk, f"/tasks/{case['task']}/complete", {"answers": {}}),
            (citizen, f"/cases/{case['number']}/withdraw", {"reason": "不再需要了"})):
        answer = who.post(path, {**body, **stale})
        assert (answer.status_code, answer.json["code"]) == (409, "stale"), path
    assert rows(Task, TrailRow) == before


def test_two_keys_of_one_name_are_taken_as_the_last_or_refused_and_never_as_both(program, case):
    raw, path = b'{"text": "first", "text": "second"}', f"/cases/{case['number']}/comments"
    answer = program("clerk").ask("POST", path, data=raw, content_type="application/json")
    texts = [one["text"] for one in program("clerk").every(path)]
    assert (answer.status_code, texts) in ((201, ["second"]), (200, ["second"]), (400, []), (422, []))


@pytest.mark.parametrize("q", ["%", "_", "%_%", "张%", "\\", "'", "\"", "\U0001f600", "x" * 100, "%25", "〔2026〕"])
def test_signs_of_the_database_are_plain_letters_in_a_search(program, case, q):
    clerk = program("clerk")
    for path in ("/tasks", "/cases"):
        found = clerk.ask("GET", path, query_string={"q": q})
        assert found.status_code in (200, 422)
        assert found.status_code == 422 or found.json["items"] == [] or q in str(found.json["items"])
    answer = clerk.post("/subjects/find", {"q": q})
    assert answer.status_code == 422 or answer.json["items"] == []


def test_a_cursor_of_another_list_or_of_ones_own_making_is_refused(program, case):
    import base64

    clerk = program("clerk")
    made = [b"[]", b"{}", b"[1,2,3,4,5]", b'["x","y"]', b"[-1]", b"[99999999999999999999]", b'["2026-02-30",1]',
            b"nonsense", b'[{"a":1}]', b"[null]", b"[1e400]", b'["2026-11-16T00:00:00",1]', b"[true]"]
    for path in ("/tasks", "/cases", "/deadlines", f"/cases/{case['number']}/trail", "/registers/credit-records",
                 "/changes"):
        for one in (*(base64.urlsafe_b64encode(raw).decode().rstrip("=") for raw in made), "a", "=", "é", "A" * 5000):
            answer = clerk.ask("GET", path, query_string={"page": one})
            assert answer.status_code in (200, 403, 404, 422), (path, one)


@pytest.mark.parametrize(("content", "name"), [
    (b"MZ\x90\x00" * 100, "决定书.pdf"), (b"", "空.pdf"), (b"%PDF-1.7 cut", "断.pdf"), (PNG[:40], "断.png"),
    (b"PK\x03\x04" + b"\0" * 40, "x.ofd"), (b"<html><script>", "x.png"), (b"GIF89a" + b"\0" * 50, "x.png")],
    ids=["program", "empty", "cut pdf", "cut png", "zip", "page", "gif"])
def test_a_file_that_is_not_what_it_says_is_refused_and_not_kept(program, content, name):
    before = rows(Upload)
    answer = program("citizen").upload(content, name)
    assert answer.status_code == 422 and answer.json["errors"]["file"][0].startswith("“")
    assert rows(Upload) == before


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "a%0d%0aSet-Cookie: x=1.png", 'a"; x="b.png',
                                  "C:\\windows\\x.png", "\u202egnp.exe", "x" * 3000 + ".png", "..", ".",
                                  "\U0001f600.png", "a\tb.png"])
def test_a_files_name_is_cleaned_before_it_is_kept_or_sent_back(program, name):
    answer = program("citizen").upload(name=name)
    assert answer.status_code == 201
    kept = answer.json["name"]
    assert len(kept) <= 100
    assert not set('\r\n"/\\\u202e\t') & set(kept) and kept not in (".", "..")


@pytest.mark.parametrize("raw", [b"", b"--b", b"--b\r\n", b"--b\r\nContent-Disposition: form-data; name=\"file\"",
                                 b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\nabc",
                                 b"\x00\xff" * 50], ids=["empty", "start", "line", "head", "body", "noise"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # werkzeug drops its half-read part
def test_a_form_cut_short_is_refused(program, raw):
    before = rows(Upload)
    kind = "multipart/form-data; boundary=b"
    answer = program("citizen").ask("POST", "/uploads", data=raw, content_type=kind)
    assert answer.status_code in (400, 413, 415, 422) and answer.json["title"]
    assert program("citizen").ask("POST", "/uploads", data=raw, content_type="multipart/form-data").status_code < 500
    assert rows(Upload) == before


def test_an_upload_serves_once_and_only_who_brought_it(program, application):
    mine = program("citizen").upload().json["id"]
    foreign = program("citizen2").upload().json["id"]
    with_file = {**application, "answers": {**application["answers"], "evidence": [mine]}}
    stolen = {**application, "answers": {**application["answers"], "evidence": [foreign]}}
    assert program("citizen").post("/cases", stolen).status_code == 422
    assert program("citizen").post("/cases", with_file).status_code == 201
    again = program("citizen").post("/cases", with_file)
    assert again.status_code == 422 and "evidence" in again.json["errors"]


def test_a_token_revoked_or_of_somebody_else_opens_nothing(program, app):
    issued = execute(issue_token, actor=OPERATOR, login="clerk")
    client = app.test_client()

    def ask(secret):
        return client.get(f"{ROOT}/me", headers={"Authorization": f"Bearer {secret}"}).status_code

    assert ask(issued.secret) == 200
    assert ask(issued.secret[:-1]) == ask(issued.secret + "x") == ask("x" * 5000) == ask("é") == 401
    execute(revoke_token, actor=OPERATOR, token_id=issued.id)
    assert ask(issued.secret) == 401


def test_what_is_written_as_a_page_stays_text_in_every_answer(program, application):
    citizen, clerk = program("citizen"), program("clerk")
    answers = {**application["answers"], "facts": XSS + FACTS, "demand": XSS}
    number = citizen.post("/cases", {**application, "answers": answers}).json["number"]
    assert clerk.post(f"/cases/{number}/comments", {"text": XSS}).status_code in (200, 201)
    for path in ("", "/comments", "/trail"):
        answer = clerk.ask("GET", f"/cases/{number}{path}")
        assert answer.content_type.startswith("application/json")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_clock_of_the_house_is_not_moved_by_what_a_program_says(program, case):
    before = now()
    for path in ("pause", "resume", "extend"):
        for body in ({}, {"reason": ""}, {"reason": XSS, "to": -1}, {"reason": "x" * 100_000}, {"reason": ["a"]}):
            assert program("clerk").post(f"/cases/{case['number']}/{path}", body).status_code in (403, 409, 422)
    assert now() == before
