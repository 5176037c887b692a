"""Moves of a task over HTTP: from hand to hand, back and forth, and what people tell each other about it."""

from __future__ import annotations

from tests.support.walk import do


def accept(clerk, task_id):
    task = clerk.get(f"/tasks/{task_id}")
    return clerk.examples(f"/tasks/{task_id}/form", task["form"]) | {"intake": "accept"}


def test_a_task_goes_from_hand_to_hand(program, case):
    handler, other, number = program("handler"), program("handler1b"), case["number"]
    do(number, "register", {"intake": "accept"})
    do(number, "assess", {"checker": "source"})
    task = handler.get("/tasks", case=number)["items"][0]["id"]
    assert {c["login"] for c in handler.get(f"/tasks/{task}/candidates")["items"]} == {"handler", "handler1b"}

    assert handler.post(f"/tasks/{task}/transfer", {"to": "clerk", "reason": "出差"}).json["errors"]["to"]
    assert handler.post(f"/tasks/{task}/transfer", {"to": "handler1b"}).json["errors"]["reason"]
    moved = handler.post(f"/tasks/{task}/transfer", {"to": "handler1b", "reason": "出差"})
    assert moved.json == {"id": task, "assignee": "handler1b"}

    late = handler.post(f"/tasks/{task}/claim")
    assert (late.status_code, late.json["by"]) == (409, "王若溪")
    assert other.get("/tasks", scope="mine")["items"][0]["id"] == task
    assert other.post(f"/tasks/{task}/release").status_code == 200
    assert handler.post(f"/tasks/{task}/claim").status_code == 200
    assert program("handler2").ask("GET", f"/tasks/{task}").status_code == 404


def test_a_completed_step_is_recalled_while_nobody_has_opened_the_next(program, case):
    clerk, task = program("clerk"), case["task"]
    clerk.post(f"/tasks/{task}/complete", {"answers": accept(clerk, task)})
    assert "recall" not in clerk.get(f"/tasks/{task}")["can"]  # a letter has gone out
    assert clerk.post(f"/tasks/{task}/recall").json["code"] == "cannot_recall"

    number = case["number"]
    do(number, "assess", {"checker": "source"})
    do(number, "verify", {"finding": "wrong"}, by="handler")
    opinion = clerk.get("/tasks", case=number)["items"][0]["id"]
    do(number, "opinion", {"next": "sign", "decisions": [{"outcome": "delete"}]}, by="clerk")
    assert "recall" in clerk.get(f"/tasks/{opinion}")["can"]
    assert program("reviewer").post(f"/tasks/{opinion}/recall").status_code == 403
    assert clerk.post(f"/tasks/{opinion}/recall").status_code == 200
    assert clerk.get("/tasks", case=number)["items"][0]["node"] == "opinion"

    do(number, "opinion", {"next": "sign", "decisions": [{"outcome": "delete"}]}, by="clerk")
    sign = program("reviewer").get("/tasks", case=number)["items"][0]["id"]
    opened = program("reviewer").get(f"/tasks/{sign}")
    assert {"complete", "return"} <= set(opened["can"]) and "opinion" in {to["node"] for to in opened["return_to"]}
    back = {"to": "opinion", "reason": "理由要写具体", "straight_back": True}
    assert program("reviewer").post(f"/tasks/{sign}/return", back).status_code == 200
    returned = clerk.get("/tasks", case=number)["items"][0]
    assert (returned["node"], returned["note"], returned["assignee"]) == ("opinion", "理由要写具体", "clerk")


def test_people_tell_each_other_about_a_task_and_the_subject_reads_none_of_it(program, case):
    clerk, supervisor, reader, task = program("clerk"), program("supervisor"), program("legal"), case["task"]
    asked = {"reason": "请说明进展", "answer_by": "2026-11-18"}
    assert supervisor.post(f"/tasks/{task}/supervise", asked).status_code == 200
    assert program("reviewer").post(f"/tasks/{task}/remind", {"reason": "请尽快"}).status_code == 200
    again = program("reviewer").post(f"/tasks/{task}/remind", {"reason": "请尽快"})
    assert (again.status_code, again.json["code"]) == (409, "reminded_already") and again.json["at"]
    assert supervisor.post(f"/tasks/{task}/supervise", {**asked, "answer_by": "18.11."}).json["errors"]["answer_by"]
    assert clerk.post(f"/tasks/{task}/respond", {"text": ""}).json["errors"]["text"]
    assert clerk.post(f"/tasks/{task}/respond", {"text": "今天受理"}).json == {"id": task, "answered": 1}

    assert reader.ask("GET", f"/tasks/{task}").status_code == 404
    copied = clerk.post(f"/tasks/{task}/copy", {"to": ["legal", "dept_chief@market_regulator"], "reason": "请知悉"})
    assert copied.json == {"id": task, "copied": 2}
    assert reader.get("/tasks", scope="copied")["items"][0]["id"] == task
    assert reader.get(f"/tasks/{task}")["can"] == ["read"]
    assert reader.post(f"/tasks/{task}/read").json == {"id": task, "read": 1}
    assert reader.post(f"/tasks/{task}/read").json["code"] == "not_copied"

    assert [one["by"] for one in clerk.get(f"/tasks/{task}")["reminders"]] == ["林晓岚", "郑守正"]
    seen = program("citizen").get(f"/cases/{case['number']}")
    assert seen["copies"] == [] and "请说明进展" not in str(program("citizen").every(f"/cases/{case['number']}/trail"))
