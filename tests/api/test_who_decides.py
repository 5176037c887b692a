"""Who decides, over HTTP: signers, delegates, substitutes, stepping aside; nothing beside the contract is known."""

from __future__ import annotations

from tests.support.walk import do

WHY = {"ground": "relative", "reason": "申请人是我妻子的兄弟"}


def at_verify(program, case):
    """The id of the verification, claimed by the handler."""
    do(case["number"], "register", {"intake": "accept"})
    do(case["number"], "assess", {"checker": "source"})
    handler = program("handler")
    task = handler.get("/tasks", case=case["number"])["items"][0]["id"]
    assert handler.post(f"/tasks/{task}/claim").status_code == 200
    return handler, task


def test_a_program_signs_knowing_the_form_alone(program, case):
    handler, task = at_verify(program, case)
    people = {one["login"] for one in handler.get(f"/tasks/{task}/candidates", **{"for": "add-signer"})["items"]}
    assert "legal" in people and "citizen" not in people
    added = handler.post(f"/tasks/{task}/add-signer", {"to": "legal", "reason": "把关"})
    assert added.json["id"] == task
    assert handler.get(f"/tasks/{task}")["signed"] == {"done": 0, "of": 1}

    legal = program("legal")
    (row,) = legal.get("/tasks", case=case["number"])["items"]
    assert (row["id"], row["seat"]) == (task, "signer")
    view = legal.get(f"/tasks/{task}")
    answers = legal.examples(f"/tasks/{task}/form", view["form"])
    assert legal.put(f"/tasks/{task}/saved", {"answers": answers}).status_code == 200
    assert legal.post(f"/tasks/{task}/complete", {"answers": answers}).json["open_tasks"] == [task]
    (signer,) = handler.get(f"/tasks/{task}")["signers"]
    assert (signer["name"], signer["state"], signer["id"]) == ("徐知远", "done", added.json["signer"])
    late = handler.post(f"/tasks/{task}/drop-signer", {"signer": signer["id"], "reason": "无关"})
    assert late.status_code == 409
    beside = {"to": "legal", "place": "beside", "reason": "把关"}
    assert handler.post(f"/tasks/{task}/add-signer", beside).status_code == 422


def test_delegated_and_taken_back(program, case):
    handler, task = at_verify(program, case)
    assert handler.post(f"/tasks/{task}/delegate", {"to": "handler1b"}).json["errors"]["reason"]
    assert handler.post(f"/tasks/{task}/delegate", {"to": "handler1b", "reason": "起草"}).json == {
        "id": task, "delegate": "handler1b"}
    assert program("handler1b").get(f"/tasks/{task}")["seat"] == "delegate"
    assert handler.post(f"/tasks/{task}/complete", {"answers": {}}).json["code"] == "delegated"
    assert handler.post(f"/tasks/{task}/take-back").status_code == 200
    assert handler.post(f"/tasks/{task}/take-back").json["code"] == "not_delegated"


def test_a_substitute_is_told_by_me_and_acts_in_the_lent_post(program, case):
    reviewer, officer = program("reviewer"), program("officer")
    days = {"from_on": "2026-11-16", "until_on": "2026-11-18", "reason": "休假"}
    made = reviewer.post("/absences", {"substitute": "officer", **days})
    assert made.status_code == 201
    assert reviewer.post("/absences", {"substitute": "clerk", **days}).json["code"] == "away_already"
    (mine,) = officer.get("/me")["substitutions"]
    assert (mine["absent"], mine["runs"], mine["posts"][0]["role"]) == ("reviewer", True, "credit_center_reviewer")
    for node, named in (("register", {"intake": "accept"}), ("assess", {"checker": "source"}),
                        ("verify", {"finding": "wrong"}),
                        ("opinion", {"next": "sign", "decisions": [{"outcome": "keep"}]})):
        do(case["number"], node, named)

    (row,) = officer.get("/tasks", case=case["number"])["items"]
    assert row["acting_for"] == "林晓岚"
    done = officer.post(f"/tasks/{row['id']}/claim", {"as": mine["posts"][0]["id"]})
    assert done.status_code == 200 and reviewer.get(f"/tasks/{row['id']}")["assignee"] == "reviewer"
    assert reviewer.post(f"/absences/{made.json['id']}/end").status_code == 200
    assert officer.get("/me")["substitutions"] == []
    assert officer.post(f"/tasks/{row['id']}/claim").status_code == 403
    assert program("clerk").ask("GET", "/absences?login=reviewer").status_code == 404


def test_stepping_aside_closes_the_case_and_the_head_decides(program, case):
    handler, task = at_verify(program, case)
    number, chief = case["number"], program("chief")
    assert handler.post(f"/tasks/{task}/recuse", {**WHY, "ground": "dislike"}).status_code == 422
    assert handler.post(f"/tasks/{task}/recuse", WHY).json["state"] == "asked"
    for path in (f"/tasks/{task}", f"/cases/{number}", f"/cases/{number}/trail"):
        assert handler.ask("GET", path).status_code == 404
    (waiting,) = chief.get("/recusals")["items"]
    assert (waiting["person"], waiting["can_decide"]) == ("handler", True)
    assert program("handler1b").get("/recusals")["items"] == []

    decided = chief.post(f"/recusals/{waiting['id']}/decide", {"granted": False, "reason": "没有亲属关系"})
    assert decided.json == {"id": waiting["id"], "state": "refused"}
    assert chief.post(f"/recusals/{waiting['id']}/decide", {"granted": True, "reason": "x"}).status_code == 409
    assert handler.post(f"/tasks/{task}/claim").status_code == 200


def test_the_subject_asks_by_program_and_reads_no_name(program, case):
    at_verify(program, case)
    number, citizen = case["number"], program("citizen")
    assert "recuse" in citizen.get(f"/cases/{number}")["can"]
    assert citizen.post(f"/cases/{number}/recuse", {"whom": "周同志", **WHY}).json["state"] == "asked"
    assert "recuse" not in citizen.get(f"/cases/{number}")["can"]
    (asked,) = program("chief").get("/recusals")["items"]
    wanting = program("chief").post(f"/recusals/{asked['id']}/decide", {"granted": True, "reason": "属实"})
    assert wanting.json["errors"]["person"]
    program("chief").post(f"/recusals/{asked['id']}/decide", {"granted": True, "reason": "属实", "person": "handler"})
    (told,) = citizen.get(f"/cases/{number}/recusals")["items"]
    assert (told["state"], told["person_name"], told["decider"]) == ("granted", None, None)
