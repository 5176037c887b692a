"""Each act of the house stands at every door that the contract names for it, and no act stands at none."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from importlib import import_module

import pytest

from app.api.door import CALLS
from tests.house.reading import ROOT, sources

API, WEB, SHELL, CLOCK = "api", "web", "commands", "jobs"

# The acts of a case and of the house: the verb, its call of the API (method and address), its other doors.
CONTRACT = {
    "file_case": ("POST /cases", {WEB}),
    "save_task": ("PUT /tasks/{id}/saved", {WEB}),
    "claim_task": ("POST /tasks/{id}/claim", {WEB}),
    "release_task": ("POST /tasks/{id}/release", {WEB}),
    "complete_task": ("POST /tasks/{id}/complete", {WEB}),
    "transfer_task": ("POST /tasks/{id}/transfer", {WEB}),
    "return_task": ("POST /tasks/{id}/return", {WEB}),
    "recall_task": ("POST /tasks/{id}/recall", {WEB}),
    "remind_task": ("POST /tasks/{id}/remind", {WEB}),
    "supervise_task": ("POST /tasks/{id}/supervise", {WEB}),
    "respond_task": ("POST /tasks/{id}/respond", {WEB}),
    "copy_task": ("POST /tasks/{id}/copy", {WEB}),
    "read_task": ("POST /tasks/{id}/read", {WEB}),
    "delegate_task": ("POST /tasks/{id}/delegate", {WEB}),
    "take_back_task": ("POST /tasks/{id}/take-back", {WEB}),
    "add_signer": ("POST /tasks/{id}/add-signer", {WEB}),
    "drop_signer": ("POST /tasks/{id}/drop-signer", {WEB}),
    "recuse": ("POST /tasks/{id}/recuse", {WEB}),
    "ask_recusal": ("POST /cases/{number}/recuse", {WEB}),
    "decide_recusal": ("POST /recusals/{id}/decide", {WEB}),
    "set_absence": ("POST /absences", {WEB}),
    "end_absence": ("POST /absences/{id}/end", {WEB}),
    "withdraw_case": ("POST /cases/{number}/withdraw", {WEB}),
    "send_message": ("POST /cases/{number}/messages/{name}", {WEB}),
    "pause_deadline": ("POST /cases/{number}/pause", {WEB}),
    "resume_deadline": ("POST /cases/{number}/resume", {WEB}),
    "extend_deadline": ("POST /cases/{number}/extend", {WEB}),
    "comment_case": ("POST /cases/{number}/comments", {WEB}),
    "comment_on_draft": ("POST /public/drafts/{key}/comments", {WEB}),
    "release_comment": ("POST /comments/{key}/release", {WEB}),
    "unmask_case": ("POST /cases/{number}/unmask", {WEB}),
    "hold_case": ("POST /cases/{number}/hold", {WEB}),
    "lift_hold": ("POST /cases/{number}/lift-hold", {WEB}),
    "erase_case": (None, {CLOCK, SHELL}),
    "upload_file": ("POST /uploads", {WEB}),
    "confirm_document": ("POST /cases/{number}/documents/{key}/confirm", {WEB}),
    "reissue_code": ("POST /cases/{number}/code", {WEB}),
    "fire_deadline": (None, {CLOCK, SHELL}),
    "recompute_deadlines": (None, {WEB, CLOCK, SHELL}),
    "publish_release": (None, {SHELL}),
    "import_calendar": (None, {WEB, SHELL}),
    "issue_token": (None, {SHELL}),
    "revoke_token": (None, {SHELL}),
    "add_person": (None, {WEB, SHELL}),
    "disable_person": (None, {WEB, SHELL}),
}
# A verb that another verb speaks for at a door: a draft that is sent is filed; withdrawing is a message of that name.
THROUGH = {"file_case": {"file_draft"}, "withdraw_case": {"send_message"}, "sign_in": {"authenticate"},
           "fire_deadline": {"sweep_deadlines", "sweep"}, "recompute_deadlines": {"recount_stale"},
           "refuse_sign_in": {"authenticate"}, "pass_second_factor": {"second_step"},
           "note_failure": {"authenticate", "counted"}, "erase_case": {"erase_what_is_over"}}

INNER = {"advance"}  # takes a Context and is a step of other verbs, not an act of its own


@cache
def named_at(door: str) -> frozenset[str]:
    """Every name that a door imports from the rooms where acts are done."""
    rooms = ("app.services", "app.jobs")
    found = {alias.name for source in sources(f"app/{door}") for node in ast.walk(source.tree)
             if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(rooms) for alias in node.names}
    return frozenset(found)


def stands_at(verb: str, door: str) -> bool:
    return bool(({verb} | THROUGH.get(verb, set())) & named_at(door))


def verbs() -> set[str]:
    """Functions of services that take a Context first and carry the name of their file."""
    found = set()
    for path in sorted((ROOT / "app" / "services").glob("*.py")):
        module = import_module(f"app.services.{path.stem}")
        made = getattr(module, path.stem, None)
        if inspect.isfunction(made) and next(iter(inspect.signature(made).parameters), "") == "ctx":
            found.add(path.stem)
    return found - INNER


@pytest.mark.parametrize("verb", CONTRACT)
def test_an_act_stands_at_every_door_of_the_contract(verb):
    call, doors = CONTRACT[verb]
    missing = {door for door in doors if not stands_at(verb, door)}
    assert not missing, f"{verb} is named by the contract at {sorted(missing)}, and nothing there calls it"
    if call is not None:
        assert call in {f"{c.method} {c.path}" for c in CALLS}, f"{verb} has no {call} in app/api/calls"
        assert stands_at(verb, API), f"{call} does not call {verb}"


def test_no_act_stands_at_no_door():
    every = verbs()
    assert {"complete_task", "file_case", "fire_deadline"} <= every
    doorless = {verb for verb in every if not any(stands_at(verb, door) for door in (API, WEB, SHELL, CLOCK, "demo"))}
    assert not doorless, f"{sorted(doorless)}: a verb that no door calls is dead, or its door is missing"


def test_the_api_offers_no_act_that_is_not_in_the_contract():
    offered = {f"{c.method} {c.path}" for c in CALLS if c.verb}
    assert offered <= {call for call, _ in CONTRACT.values()}
