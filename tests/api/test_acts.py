"""Acts over HTTP: each does what its verb does, once, on the version one has seen, and says who was faster."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.clock import frozen, now
from app.extensions import db
from app.jobs.forgetting import forget_what_is_over
from app.models import Case, Person, Post, Remembered, Upload
from app.services.remembered import alone, lock_number
from tests.queries.conftest import write
from tests.support.walk import do


def count(table):
    db.session.rollback()
    return db.session().scalar(sa.select(sa.func.count()).select_from(table))


def accept(clerk, task_id):
    task = clerk.get(f"/tasks/{task_id}")
    return clerk.examples(f"/tasks/{task_id}/form", task["form"]) | {"intake": "accept"}


def test_filing_gives_number_and_code_and_a_new_code_voids_the_old(program, case):
    citizen = program("citizen")
    assert case["url"] == f"/api/v1/cases/{case['number']}" and len(case["query_code"]) == 19
    again = citizen.post(f"/cases/{case['number']}/code")
    assert again.status_code == 200 and again.json["query_code"] != case["query_code"]
    assert program("clerk").post(f"/cases/{case['number']}/code").status_code == 403


def test_one_key_files_one_case_and_does_not_show_the_code_again(program, application):
    citizen, key = program("citizen"), {"Idempotency-Key": "order-1"}
    first = citizen.post("/cases", application, headers=key)
    again = citizen.post("/cases", application, headers=key)

    assert (first.status_code, again.status_code, count(Case)) == (201, 201, 1)
    assert again.json == {k: v for k, v in first.json.items() if k != "query_code"}
    assert again.headers["Idempotent-Replayed"] == "true"
    kept = db.session().scalar(sa.select(Remembered.answer))
    assert "query_code" not in kept


def test_the_same_key_with_another_body_is_422_and_of_another_caller_a_key_of_its_own(program, application):
    key = {"Idempotency-Key": "order-1"}
    program("citizen").post("/cases", application, headers=key)
    other = {**application, "answers": {**application["answers"], "identity": "upload"}}

    refused = program("citizen").post("/cases", other, headers=key)
    assert (refused.status_code, refused.json["code"]) == (422, "key_reused")
    assert program("citizen2").post("/subjects/find", {"q": "xx"}, headers=key).status_code == 403
    assert program("clerk").upload(headers=key).status_code == 201
    assert count(Case) == 1


def test_a_refused_act_is_not_remembered_and_a_key_is_forgotten_after_seven_days(program, application):
    citizen, key = program("citizen"), {"Idempotency-Key": "order-2"}
    assert citizen.post("/cases", {**application, "answers": {}}, headers=key).status_code == 422
    assert citizen.post("/cases", application, headers=key).status_code == 201
    forget_what_is_over(now() + timedelta(days=6))
    assert count(Remembered) == 1
    forget_what_is_over(now() + timedelta(days=8))
    assert count(Remembered) == 0


@pytest.mark.parametrize("key", ["", "with blank", "ä", "x" * 121])
def test_a_key_that_is_none_is_refused(program, application, key):
    answer = program("citizen").post("/cases", application, headers={"Idempotency-Key": key.encode().decode("latin-1")})
    assert answer.status_code == 422 and "Idempotency-Key" in answer.json["errors"]


def test_a_key_in_use_elsewhere_is_409(program, application):
    me = db.session().scalar(sa.select(Person.id).where(Person.login == "citizen"))
    with alone(f"person:{me}", "order-3"):
        answer = program("citizen").post("/cases", application, headers={"Idempotency-Key": "order-3"})
    assert (answer.status_code, answer.json["code"]) == (409, "still_running")
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as other, other.begin():
            other.execute(sa.select(sa.func.pg_advisory_xact_lock(lock_number(f"person:{me}", "order-3"))))
            answer = program("citizen").post("/cases", application, headers={"Idempotency-Key": "order-3"})
            assert (answer.status_code, answer.json["code"]) == (409, "still_running")
    assert program("citizen").post("/cases", application, headers={"Idempotency-Key": "order-3"}).status_code == 201


def test_uploads_with_one_key_are_one_upload_and_other_bytes_are_another_request(program):
    citizen, key = program("citizen"), {"Idempotency-Key": "file-1"}
    first, again = citizen.upload(headers=key).json, citizen.upload(headers=key).json
    assert first == again and count(Upload) == 1
    assert citizen.upload(name="b.png", headers=key).status_code == 422


def test_a_stale_version_is_409_and_changes_nothing(program, case):
    clerk, number, task = program("clerk"), case["number"], case["task"]
    version = clerk.get(f"/tasks/{task}")["version"]
    assert clerk.post(f"/tasks/{task}/claim", {"version": version}).status_code == 200

    for path, body in ((f"/tasks/{task}/release", {}), (f"/tasks/{task}/complete", {"answers": {}}),
                       (f"/tasks/{task}/transfer", {"to": "clerk", "reason": "x"}),
                       (f"/tasks/{task}/return", {"to": "x", "reason": "x"}), (f"/tasks/{task}/recall", {}),
                       (f"/cases/{number}/comments", {"text": "x"}), (f"/cases/{number}/pause", {"reason": "x"}),
                       (f"/cases/{number}/resume", {}), (f"/cases/{number}/extend", {"reason": "x"})):
        answer = clerk.post(path, {**body, "version": version})
        assert (answer.status_code, answer.json["code"]) == (409, "stale"), path
    assert clerk.put(f"/tasks/{task}/saved", {"answers": {}, "version": version}).json["code"] == "stale"
    withdrawn = program("citizen").post(f"/cases/{number}/withdraw", {"reason": "x", "version": version})
    assert withdrawn.json["code"] == "stale"


def test_what_is_filled_in_so_far_is_kept_and_given_back(program, case):
    clerk, task = program("clerk"), case["task"]
    assert clerk.put(f"/tasks/{task}/saved", {"answers": {"intake": "refuse"}}).status_code == 200
    found = clerk.get(f"/tasks/{task}")
    assert found["saved"] == {"intake": "refuse"} and found["assignee"] == "clerk"
    values = {one["key"]: one.get("value") for one in found["form"]["fields"]}
    assert values["intake"] == "refuse"
    assert program("supervisor").get(f"/tasks/{task}")["saved"] is None


def test_completing_says_what_is_open_now_and_a_second_time_says_who_was_faster(program, case):
    clerk, task = program("clerk"), case["task"]
    done = clerk.post(f"/tasks/{task}/complete", {"answers": accept(clerk, task)})
    assert done.status_code == 200 and done.json["case"] == case["number"] and done.json["open_tasks"]

    again = program("reviewer").post(f"/tasks/{task}/complete", {"answers": {}})
    assert again.status_code == 409 and again.json["by"] == "陈思远" and again.json["at"].endswith("+08:00")


def test_of_two_at_once_one_wins_and_the_other_gets_409(app, program, case):
    clerk, task = program("clerk"), case["task"]
    answers = accept(clerk, task)

    def complete(_n):
        return app.test_client().post(f"/api/v1/tasks/{task}/complete", json={"answers": answers},
                                      headers={"Authorization": f"Bearer {clerk.token}"}).status_code

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(complete, range(4)))
    assert told == [200, 409, 409, 409]


def test_who_holds_two_fitting_posts_says_in_which(program, case):
    clerk, task = program("clerk"), case["task"]
    me, post = clerk.get("/me"), db.session().scalar(sa.select(Post).where(Post.role == "credit_center_clerk"))
    write(sa.insert(Post).values(person_id=post.person_id, role=post.role, organisation_id=post.organisation_id))

    refused = clerk.post(f"/tasks/{task}/claim")
    assert refused.status_code == 422 and "as" in refused.json["errors"]
    assert clerk.post(f"/tasks/{task}/claim", {"as": 999}).status_code == 422
    assert clerk.post(f"/tasks/{task}/claim", {"as": me["posts"][0]["id"]}).status_code == 200


def test_letters_are_listed_read_and_confirmed_and_the_reading_is_noted(program, case):
    clerk, citizen, number = program("clerk"), program("citizen"), case["number"]
    do(number, "register", {"intake": "accept"})
    letters = citizen.get(f"/cases/{number}/documents")["items"]
    assert letters and letters[0]["state"] == "valid"

    path = f"/cases/{number}/documents/{letters[0]['id']}"
    paper = citizen.ask("GET", path)
    assert (paper.status_code, paper.content_type, paper.get_data()[:5]) == (200, "application/pdf", b"%PDF-")
    assert clerk.ask("GET", path).status_code == 200
    assert program("citizen2").ask("GET", path).status_code == 404
    assert citizen.ask("GET", f"/cases/YY-2026-777777/documents/{letters[0]['id']}").status_code == 404

    assert clerk.post(f"{path}/confirm").status_code == 403
    assert citizen.post(f"{path}/confirm").status_code == citizen.post(f"{path}/confirm").status_code == 200
    assert citizen.get(f"/cases/{number}/documents")["items"][0]["confirmed_at"]


def test_a_remark_is_read_by_the_organs_alone(program, case):
    path = f"/cases/{case['number']}/comments"
    assert program("clerk").post(path, {"text": "已电话核实"}).status_code == 201
    assert program("citizen").post(path, {"text": "我也说"}).status_code == 403
    assert [c["text"] for c in program("reviewer").get(path)["items"]] == ["已电话核实"]
    assert program("citizen").get(path)["items"] == []
    assert program("clerk").post(path, {"text": "x" * 2001}).status_code == 422


def test_a_withdrawal_ends_the_case_and_a_second_one_is_409(program, case):
    citizen, path = program("citizen"), f"/cases/{case['number']}/withdraw"
    assert program("clerk").post(path, {"reason": "代为撤回"}).status_code == 403
    assert citizen.post(path, {"reason": "已经自行解决"}).status_code == 200
    found = citizen.get(f"/cases/{case['number']}")
    assert (found["status"], found["can"], found["messages"]) == ("closed", ["reissue_code"], [])
    assert citizen.post(path, {"reason": "再撤一次"}).json["code"] == "closed"


def test_the_objections_clock_refuses_a_pause_and_nonsense_is_no_message(program, case):
    clerk, number = program("clerk"), case["number"]
    do(number, "register", {"intake": "accept"})
    refused = clerk.post(f"/cases/{number}/pause", {"reason": "等材料", "article": "复议法31"})
    assert (refused.status_code, refused.json["code"]) == (409, "not_pausable")
    assert clerk.post(f"/cases/{number}/resume").json["code"] == "not_paused"
    assert clerk.post(f"/cases/{number}/messages/nonsense", {"answers": {}}).status_code == 404


def test_changes_are_followed_from_a_place_on(program, case):
    clerk = program("clerk")
    with frozen(now() + timedelta(seconds=1)):
        place = clerk.get("/changes")["after"]
    with frozen(now() + timedelta(minutes=1)):
        clerk.post(f"/cases/{case['number']}/comments", {"text": "一"})
    with frozen(now() + timedelta(minutes=2)):
        found = clerk.get("/changes", after=place)
        assert [c["what"] for c in found["items"]] == ["case:comment:made"]
        assert found["items"][0]["case"] == case["number"]
        assert clerk.get("/changes", after=found["after"])["items"] == []
        assert program("citizen").get("/changes", after=place)["items"] == []
        assert program("citizen2").get("/changes", after=place)["items"] == []


def test_opening_a_task_marks_it_as_seen_and_looking_on_does_not(program, case):
    task = case["task"]
    number = case["number"]
    assert program("supervisor").get(f"/tasks/{task}")["first_seen_at"] is None
    assert program("clerk").get(f"/tasks/{task}")["first_seen_at"]
    assert program("supervisor").get(f"/cases/{number}")["can"] == ["comment"]


def test_an_officer_files_on_behalf_of_somebody_with_the_scanned_receipt(program, application):
    clerk = program("clerk")
    body = {**application, "channel": "counter", "on_behalf_of": "subject-citizen-000001", "received_on": "2026-11-13"}
    refused = clerk.post("/cases", body)
    assert refused.status_code == 422 and refused.json["errors"]["proof"]
    filed = clerk.post("/cases", {**body, "proof": clerk.upload().json["id"]})
    assert filed.status_code == 201, filed.json
    assert program("citizen").get(f"/cases/{filed.json['number']}")["received_on"] == "2026-11-13"
    assert clerk.post("/cases", {**body, "channel": "online"}).json["errors"]["received_on"]
    assert clerk.post("/cases", {**body, "received_on": "13.11.2026"}).status_code == 422


def test_an_item_of_the_application_list_is_a_purpose_and_nothing_beyond_it_is(program):
    """条例19: what a department's program may read of somebody else, and how it is refused."""
    ecology = program("handler2")
    item = next(one for one in ecology.every("/public/registers/application-list") if "专项资金" in one["title"])
    (whose,) = ecology.post("/subjects/find", {"q": "张小满"}).json["items"]
    asked = {"purpose": item["id"], "subject": whose["id"], "matter": "专项资金〔2026〕7号"}

    found = ecology.get("/registers/credit-records", **asked)["items"]

    assert {one["subject"]["name"] for one in found} == {"张小满"}
    one = ecology.get(f"/registers/credit-records/{found[0]['id']}", **asked)
    assert one["title"] == found[0]["title"]
    told = program("citizen").get(f"/registers/credit-records/{found[0]['id']}")["readings"]
    assert told[0]["organisation"] == "宁波市生态环境局" and "Y-01" in told[0]["purpose"]
    for login, changed in (("handler", {}), ("handler2", {"subject": ""}), ("handler2", {"purpose": "YY-2026-999999"})):
        refused = program(login).ask("GET", "/registers/credit-records", query_string={**asked, **changed})
        assert refused.status_code == 422, refused.json


def test_a_program_says_why_it_needs_a_masked_number_and_nothing_of_it_is_remembered(program, case):
    clerk, address = program("clerk"), f"/cases/{case['number']}"
    found = clerk.get(address)
    assert "*" in found["subject"]["identifier"] and "unmask" in found["can"]

    told = clerk.post(f"{address}/unmask", {"reason": "核对身份"}, headers={"Idempotency-Key": "once"})

    assert told.status_code == 200 and "*" not in told.json["identifier"] and told.json["numbers"][0]["value"]
    assert count(Remembered) == 0
    assert clerk.post(f"{address}/unmask", {}).status_code == 422
    assert program("citizen").post(f"{address}/unmask", {"reason": "x"}).status_code == 403
    assert program("auditadmin").get("/readings")["items"][0]["purpose"] == "核对身份"
    assert program("clerk").client.get("/api/v1/readings").status_code in (401, 403)
