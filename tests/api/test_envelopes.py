"""What every call keeps: who may ask, what is taken, how a refusal is pronounced, how lists go on."""

from __future__ import annotations

import io

import pytest

from app.api.door import CALLS
from app.clock import frozen, now
from tests.api.program import ROOT

JSON = "application/json"
AN_ADDRESS = {"number": "YY-2026-000001", "id": 1, "key": "nobody", "slug": "objection", "name": "credit-records"}


def address(call):
    return ROOT + call.path.format(**AN_ADDRESS)


@pytest.fixture()
def clerk(program):
    return program("clerk")


@pytest.fixture()
def case(program):
    """An objection that waits for the clerk: its number and its first task."""
    citizen = program("citizen")
    start = citizen.get("/procedures/objection")["start_form"]
    answers = citizen.examples("/procedures/objection/form", start) | {"door": "filed_center"}
    filed = citizen.post("/cases", {"procedure": "objection", "answers": answers}).json
    return {**filed, "task": program("clerk").get("/tasks", case=filed["number"])["items"][0]["id"]}


WITH_BODY = [call for call in CALLS if call.body]
BODIES = [
    (b"{", 400), (b"nonsense", 400), (b"{'a': 1}", 400), (b"\xff\xfe", 400), (b'{"a": NaN}', 400), (b"[" * 5000, 400),
    (b'{"a": "\\ud800"}', 400), (b"[]", 422), (b'"text"', 422), (b"null", 422), (b"12", 422),
    (b'{"no_such_thing": 1}', 422), (b'{"as": "1"}', 422), (b'{"version": -1}', 422)]


def each(calls, ask):
    """Every call held against the same expectation; says which did not keep it. `ask` gives what is, and should be."""
    found = {f"{call.method} {call.path}": ask(call) for call in calls}
    wrong = {name: pair for name, pair in found.items() if pair[0] != pair[1]}
    assert found and not wrong, wrong


def test_without_a_token_only_what_is_public_answers(app):
    def ask(call):
        answer = app.test_client().open(address(call), method=call.method, json={})
        told = answer.json if answer.status_code == 401 else {"code": "unauthorized"}
        assert answer.status_code < 500 and told["code"] == "unauthorized"
        return answer.status_code != 401, call.anyone

    each(CALLS, ask)


def test_a_token_that_is_none_is_refused(app):
    for value in ("", "Bearer", "Bearer x", "Basic Y2xlcms6eA==", "bearer  y z", "Token x", "Bearer \x7f"):
        answer = app.test_client().get(f"{ROOT}/me", headers={"Authorization": value})
        assert (answer.status_code, answer.json["code"]) == (401, "unauthorized"), value
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_what_is_no_json_is_400_and_what_is_no_body_of_a_call_is_422(clerk, case):
    def ask(call):
        sent = [clerk.ask(call.method, address(call), data=body, content_type=JSON).status_code for body, _ in BODIES]
        return sent, [status for _, status in BODIES]

    each(WITH_BODY, ask)


def test_another_kind_of_body_is_415_and_too_large_a_one_413(clerk, case):
    large = b'{"answers": {"a": "' + b"x" * 1_000_001 + b'"}}'

    def ask(call):
        sent = [{"data": b"a=1", "content_type": "text/plain"}, {"data": {"a": "1"}},
                {"data": large, "content_type": JSON}]
        return [clerk.ask(call.method, address(call), **one).status_code for one in sent], [415, 415, 413]

    each(WITH_BODY, ask)


def test_an_unknown_parameter_is_422_and_so_is_one_written_twice(clerk, case):
    def ask(call):
        body = {} if call.body else None
        once = clerk.ask(call.method, address(call) + "?no_such=1", json=body)
        twice = clerk.ask(call.method, address(call) + "?size=1&size=2", json=body)
        told = [once.json["errors"]["no_such"], "size" in twice.json["errors"]]
        return [once.status_code, twice.status_code, *told], [422, 422, ["没有这个参数。"], True]

    each(CALLS, ask)


def test_who_accepts_nothing_of_ours_gets_406(clerk, case):
    def ask(call):
        body, accept = {} if call.body else None, {"Accept": "text/turtle"}
        answer = clerk.ask(call.method, address(call), json=body, headers=accept)
        return (answer.status_code, answer.json["code"]), (406, "not_acceptable")

    each(CALLS, ask)


def test_another_method_is_405_and_says_which_are_allowed(clerk):
    def ask(call):
        answer = clerk.ask("DELETE", address(call))
        return (answer.status_code, answer.json["code"], call.method in answer.headers["Allow"]), (
            405, "method_not_allowed", True)

    each(CALLS, ask)


def test_an_unknown_address_is_a_problem_too(clerk):
    for path in ("/api/v1/nothing", "/api/v2/me", "/api/", "/api/v1/tasks/abc", "/api/v1/tasks/-1",
                 "/api/v1/tasks/99999999999999999999", "/api/v1/cases/YY-2026-000001/nothing"):
        answer = clerk.ask("GET", path)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found"), path


def test_what_may_not_be_known_answers_as_what_does_not_exist_for_reading_and_acting(program, case):
    """Same body, whether the case is foreign or not there at all."""
    stranger = program("citizen2")
    told = set()
    for number in (case["number"], "YY-2026-777777"):
        for method, path, body in (
                ("GET", "", None), ("GET", "/trail", None), ("GET", "/documents", None), ("GET", "/comments", None),
                ("POST", "/withdraw", {"reason": "x"}), ("POST", "/comments", {"text": "x"}),
                ("POST", "/messages/withdraw", {"answers": {}}), ("POST", "/pause", {"reason": "x"}),
                ("POST", "/resume", {}), ("POST", "/extend", {"reason": "x"}), ("POST", "/code", {})):
            answer = stranger.ask(method, f"/cases/{number}{path}", json=body)
            told.add((answer.status_code, answer.get_data()))
    for task in (case["task"], 777777):
        for method, path, body in (("GET", "", None), ("GET", "/candidates", None), ("POST", "/claim", {}),
                                   ("POST", "/complete", {"answers": {}}), ("PUT", "/saved", {"answers": {}}),
                                   ("POST", "/form", {"answers": {}}), ("POST", "/recall", {}),
                                   ("POST", "/transfer", {"to": "clerk", "reason": "x"}),
                                   ("POST", "/release", {}), ("POST", "/return", {"to": "x", "reason": "x"})):
            answer = stranger.ask(method, f"/tasks/{task}{path}", json=body)
            told.add((answer.status_code, answer.get_data()))
    assert len(told) == 1 and next(iter(told))[0] == 404


def test_a_text_with_a_nul_is_refused_with_a_sentence_wherever_it_stands(clerk, case):
    for answer in (clerk.ask("GET", "/tasks?q=%00"), clerk.post("/subjects/find", {"q": "小\x00满"}),
                   clerk.put(f"/tasks/{case['task']}/saved", {"answers": {"a": ["x", {"b\x00": 1}]}})):
        assert answer.status_code == 422 and "NUL" in str(answer.json["errors"])
    assert clerk.ask("GET", "/cases/YY%00").status_code == 404
    assert clerk.ask("GET", f"/cases/{case['number']}/documents/a%00b").status_code == 404


def test_a_tower_of_lists_is_refused(clerk, case):
    tower = b'{"answers": {"a": ' + b"[" * 60 + b"]" * 60 + b"}}"
    answer = clerk.ask("PUT", f"/tasks/{case['task']}/saved", data=tower, content_type="application/json")
    assert answer.status_code == 422


def test_lists_go_on_by_a_path_and_stop_with_null(program, case):
    citizen = program("citizen")
    answers = citizen.examples("/procedures/objection/form", citizen.get("/procedures/objection")["start_form"])
    for _ in range(2):
        assert citizen.post("/cases", {"procedure": "objection", "answers": answers}).status_code == 201
    page = citizen.get("/cases", size=2, procedure="objection")
    assert (len(page["items"]), page["total"]) == (2, 3)
    assert page["next"].startswith("/api/v1/cases?") and "procedure=objection" in page["next"]
    last = citizen.get(page["next"])
    assert (len(last["items"]), last["next"]) == (1, None)
    assert len({item["number"] for item in page["items"] + last["items"]}) == 3


def test_a_parameter_that_makes_no_sense_is_422_with_a_sentence(clerk):
    for query in ("size=0", "size=201", "size=x", "size=1.5", "size=", "page=x", "sort=no", "sort=due_at,", "size=١",
                  "overdue=maybe", "overdue=1", "scope=everything", "case=1"):
        answer = clerk.ask("GET", f"/tasks?{query}")
        assert answer.status_code == 422 and answer.json["errors"][query.partition("=")[0]], query


def test_times_bear_the_offset_and_days_are_days(program, case):
    found = program("citizen").get(f"/cases/{case['number']}")
    assert found["opened_at"] == "2026-11-16T10:00:00+08:00" and found["received_on"] == "2026-11-16"
    clock = found["deadlines"][0]
    assert (clock["due_on"], clock["due_at"]) == ("2026-11-18", "2026-11-19T00:00:00+08:00")
    assert clock["explanation"][1] == {"day": "2026-11-17", "counted": True, "n": 1, "why": "工作日"}


def test_too_many_look_ups_say_when_to_come_again(app, case):
    client = app.test_client()
    wrong = {"number": case["number"], "code": "AAAA-BBBB-CCCC-DDDD"}
    assert [client.post(f"{ROOT}/public/status", json=wrong).status_code for _ in range(6)] == [404] * 5 + [429]
    answer = client.get(f"{ROOT}/public/status", query_string=wrong)
    assert answer.json["code"] == "too_many" and 0 < int(answer.headers["Retry-After"]) <= 901


def test_a_status_is_read_by_number_and_code_without_a_token(app, case):
    right = {"number": case["number"], "code": case["query_code"]}
    client = app.test_client()
    by_post = client.post(f"{ROOT}/public/status", json=right)
    assert by_post.status_code == 200 and by_post.json == client.get(f"{ROOT}/public/status", query_string=right).json
    assert "张小满" not in by_post.get_data(as_text=True)


@pytest.mark.parametrize(("content", "name", "status"), [
    (b"", "a.png", 422), (b"MZ\x90", "a.exe", 422), (b"<svg onload=1>", "a.svg", 422), (b"%PDF-1.7 cut", "a.pdf", 422)])
def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(clerk, content, name, status):
    answer = clerk.upload(content, name)
    assert answer.status_code == status and answer.json["errors"]["file"]


def test_an_upload_is_one_part_called_file(clerk):
    two = {"file": (io.BytesIO(b"x"), "a.png"), "other": (io.BytesIO(b"x"), "b.png")}
    assert clerk.ask("POST", "/uploads", data=two).status_code == 422
    assert clerk.ask("POST", "/uploads", data={"file": "text"}).status_code == 415
    assert clerk.ask("POST", "/uploads", json={}).status_code == 415
    large = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + b"x" * 22_100_000
    kind = "multipart/form-data; boundary=b"
    answer = clerk.ask("POST", "/uploads", data=large + b"\r\n--b--\r\n", content_type=kind)
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert set(clerk.upload().json) == {"id", "name", "size"}


def test_a_token_that_has_expired_opens_nothing(program):
    from datetime import timedelta

    who = program("clerk")
    with frozen(now() + timedelta(days=91)):
        assert who.ask("GET", "/me").status_code == 401
