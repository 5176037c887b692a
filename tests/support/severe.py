"""Cases of the severe list that stand at a given step: listing a company, and removing it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.extensions import db
from app.models import Document, Entry
from app.services.registers import entered_by
from tests.support.house import subject_of
from tests.support.walk import case_of, do, open_case, open_tasks, tell

Step = tuple[str, dict[str, Any], str]
START: Mapping[str, Any] = {"area": {"entry": "食品药品领域"}, "ground": "health"}
SERVE: list[Step] = [("sv_method", {"method": "direct"}, "handler"), ("sv_receipt", {"receipt": "signed"}, "handler")]
WAY: list[Step] = [
    ("investigate", {"amended": "first"}, "handler"), ("review_notice", {"legality": "pass"}, "legal"), *SERVE,
    ("waive", {}, ""),
    ("draft", {"proposal": "list", "complex": "no"}, "handler"), ("review_decision", {"legality": "pass"}, "legal"),
    ("sign", {"signature": "agree"}, "chief"), *SERVE,
    ("list_persons", {"people": [{"name": "王某", "post": "legal_rep", "duty": "执行董事"},
                                 {"name": "李某", "post": "direct", "duty": "生产经理"}]}, "handler"),
    ("find_person", {"responsible": "no"}, "handler"), ("find_person", {"responsible": "yes"}, "handler"),
    ("hand_person", {"handed_how": "direct"}, "handler"),
    ("push", {}, "handler"), ("receive", {"received": "accept"}, "clerk"),
    ("push_conference", {"recipients": [{"organisation": "education"}]}, "secretariat"),
]


def proposed(by: str = "handler", subject: str = "company", **start: Any) -> str:
    """The number of a new case of listing."""
    return open_case(by, "severe-listing", named={**START, **start}, on_behalf_of=subject_of(subject)).number


def listing(until: str = "end", subject: str = "company", **start: Any) -> str:
    """A case of listing on its way, just before that step (`waive`: it waits for the subject)."""
    number = proposed(subject=subject, **start)
    for node, named, by in WAY:
        if node == until:
            break
        if node == "waive":
            tell(number, node, subject)
        else:
            do(number, node, named, by=by)
    return number


def walk(number: str, steps: list[Step]) -> None:
    for node, named, by in steps:
        do(number, node, named, by=by)


def hear(number: str, finding: str, item: str | None = None) -> None:
    """One objection from its check to its answer, served."""
    do(number, "hear_check", {"finding": finding}, by="handler1b", item=item)
    do(number, "hear_sign", {"hear_signature": "agree"}, by="chief", item=item)
    walk(number, SERVE)


def open_nodes(number: str) -> list[str]:
    return [task.node for task in open_tasks(number)]


def letters_of(number: str) -> list[str]:
    """The letters of a case in the order they were issued."""
    db.session.rollback()
    query = sa.select(Document.letter).where(Document.case_id == case_of(number).id).order_by(Document.id)
    return list(db.session().scalars(query))


def entry_of(number: str) -> Entry:
    """The entry that a case of listing has made."""
    db.session.rollback()
    (key,) = entered_by(db.session(), case_of(number).id)
    return db.session().execute(sa.select(Entry).where(Entry.key == key)).scalar_one()


def applied(number: str, by: str = "company", door: str = "applied") -> str:
    """An application to take off the list what that case of listing put on it."""
    named = {"door": door, "records": [entry_of(number).key], "service": {"method": "direct"}}
    return open_case(by, "severe-removal", door=door, named=named).number
