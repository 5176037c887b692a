"""What the law forbids when a severely dishonest subject is listed (条例16, 17)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from app.demo.severe_fields import FIELDS
from app.domain.actor import OPERATOR
from app.errors import Invalid, NotAllowed, NotFound
from app.extensions import db
from app.models import Document, Entry, Task
from app.services.add_entries import add_entries
from app.services.execute import execute
from app.services.preview_letters import preview_letters
from tests.support.broken import Folder
from tests.support.house import actor_of
from tests.support.severe import SERVE, entry_of, letters_of, listing, open_nodes, proposed, walk
from tests.support.walk import case_of, do, open_case, open_tasks, tell


def test_x10_a_field_that_rests_on_no_national_rule_cannot_be_taken_in(app: Any) -> None:
    class Local:
        title, dated = "某某领域", date(2026, 1, 1)
        data = {**FIELDS[0].data, "basis_kind": "city", "field_basis": "本市文件"}

    with pytest.raises(Invalid) as refused:
        execute(add_entries, actor=OPERATOR, register="severe-fields", entries=[Local], article="条例16")
    assert refused.value.errors == {"basis_kind": ["“设列依据的种类”里没有“city”这一项。"]}


def test_x10_a_field_that_is_no_more_cannot_be_chosen(app: Any) -> None:
    field = db.session().execute(sa.select(Entry).where(Entry.title == "食品药品领域")).scalar_one()
    field.lifecycle = "ended"
    db.session().commit()

    with pytest.raises(Invalid) as refused:
        proposed(area=field.key)
    assert "名录里没有这个领域" in refused.value.errors["area"][0]


def test_x11_a_ground_outside_the_five_of_the_law_is_refused(app: Any) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(ground="unpaid_parking")
    assert "第十六条第二款" in refused.value.errors["ground"][0]


@pytest.mark.parametrize("missing", ["refuses", "discredits"])
def test_x11_the_third_ground_needs_both_its_limbs(app: Any, missing: str) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(ground="refusal", **{missing: False})
    assert list(refused.value.errors) == [missing]


def test_x12_a_standard_that_is_not_published_lists_nobody(app: Any) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(area={"entry": "广告领域"})
    assert refused.value.errors["area"] == ["这个领域的认定标准还没有在信用宁波公开，不能认定（条例第十六条第三款）。"]


def test_x13_the_list_of_a_court_is_the_courts(app: Any) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(area={"entry": "失信被执行人领域"})
    assert "人民法院" in refused.value.errors["area"][0]


def test_x13_a_department_does_not_list_outside_its_field(app: Any) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(area={"entry": "生态环境领域"})
    assert "不由本单位认定" in refused.value.errors["area"][0]
    assert case_of(proposed(by="handler2", area={"entry": "生态环境领域"})).status == "open"


@pytest.mark.parametrize("login", ["clerk", "authority", "secretariat", "company"])
def test_x13_neither_the_credit_centre_nor_the_coordinator_lists_anybody(app: Any, login: str) -> None:
    with pytest.raises(NotAllowed):
        proposed(by=login)


def test_x14_nothing_is_drafted_before_the_notice_is_served_and_its_window_over(app: Any) -> None:
    number = listing("sv_receipt")
    assert open_nodes(number) == ["sv_receipt"]

    walk(number, SERVE[1:])
    assert open_nodes(number) == [] and letters_of(number) == ["prior_notice"]


def test_x14_a_drawing_that_decides_without_a_notice_cannot_be_published(tmp_path: Path) -> None:
    folder = Folder.copy(tmp_path, "severe-listing")
    folder.rewire(("notice_doc", "serve_notice", "await"), ("serve_notice", "await", "serve_decision"),
                  ("decision_doc", "serve_decision", "serve_notice"))

    assert "事先告知书没有送达，不得作出认定决定。" in folder.told()


PARTS = ("事由", "依据", "失信惩戒措施提示", "移出条件", "移出程序", "救济措施")


@pytest.mark.parametrize("part", PARTS)
def test_x16_a_decision_without_one_of_its_six_parts_cannot_be_published(tmp_path: Path, part: str) -> None:
    folder = Folder.copy(tmp_path, "severe-listing")
    file = folder.file("documents/decision.yaml")
    letter = yaml.safe_load(file.read_text())
    assert letter["must_state"] == list(PARTS)
    letter["body"] = [block for block in letter["body"] if block.get("states") != part]
    file.write_text(yaml.safe_dump(letter, allow_unicode=True))

    assert part in folder.told()


@pytest.mark.parametrize("part", ["reason", "citations", "measures", "conditions", "procedure", "review_body", "court"])
def test_x16_a_decision_with_an_empty_part_is_neither_drafted_nor_issued(app: Any, part: str) -> None:
    number = listing("draft")
    with pytest.raises(Invalid) as refused:
        do(number, "draft", {"proposal": "list", part: [] if part in ("citations", "measures", "conditions") else ""},
           by="handler")
    assert list(refused.value.errors) == [part]


@pytest.mark.parametrize(("part", "word"), [("conditions", "移出条件"), ("measures", "失信惩戒措施提示")])
def test_x16_a_decision_that_has_lost_a_part_is_refused_at_issuing(app: Any, part: str, word: str) -> None:
    number = listing("sign")
    draft = db.session().scalars(sa.select(Task).where(Task.case_id == case_of(number).id, Task.node == "draft")).one()
    draft.answers = {**draft.answers, part: []}
    db.session().commit()

    with pytest.raises(Invalid) as refused:
        do(number, "sign", {"signature": "agree"}, by="chief")
    assert word in str(refused.value) and "decision" not in letters_of(number)


def _measures(until: str | None = None, ended: str = "GJ-C02") -> dict[str, str]:
    """The measures on the lists by number; one of them in force no longer than until that day."""
    found = {e.data["code"]: e for e in db.session().scalars(sa.select(Entry).where(Entry.register == "measures"))}
    if until:
        found[ended].data = {**found[ended].data, "in_force_to": until}
        db.session.commit()
    return {code: entry.key for code, entry in found.items()}


@pytest.mark.parametrize("chosen", ["words", "another register", "ended", "unpublished"])
def test_x32_only_a_published_measure_of_a_list_in_force_can_be_pointed_to(app: Any, chosen: str) -> None:
    """条例22, 24; 省条例28: 未经公布的惩戒措施不得采取."""
    number, known = listing("draft"), _measures(until="2026-11-15" if chosen == "ended" else None)
    if chosen == "unpublished":
        entry = db.session().scalars(sa.select(Entry).where(Entry.key == known["GJ-C02"])).one()
        entry.data = {**entry.data, "publication": "ended"}
        db.session.commit()
    field = db.session().scalars(sa.select(Entry.key).where(Entry.register == "catalogue")).first()
    picked = {"words": "限制乘坐飞机", "another register": field}.get(chosen, known["GJ-C02"])
    with pytest.raises(Invalid) as refused:
        do(number, "draft", {"proposal": "list", "complex": "no", "measures": [known["GJ-C01"], picked]}, by="handler")
    assert "清单以外的措施不得采取" in refused.value.errors["measures"][0]


def test_the_decision_says_each_measure_with_its_list_edition_and_basis(app: Any) -> None:
    number, known = listing("draft"), _measures()
    picked = [known["GJ-C01"], known["ZJ-C01"]]
    walk(number, [("draft", {"proposal": "list", "complex": "no", "measures": picked}, "handler"),
                  ("review_decision", {"legality": "pass"}, "legal")])
    task = next(t for t in open_tasks(number) if t.node == "sign")
    shown = execute(preview_letters, actor=actor_of("chief"), task_id=task.id,
                    answers={"signature": "agree", "no_conflict": True})
    said = str(next(letter.rendered.content for letter in shown if letter.letter == "decision"))
    for words in ("依法限制参加政府采购活动。", "政府采购法第二十二条",
                  "全国失信惩戒措施基础清单（2026年版（演示），GJ-C01）",
                  "省失信惩戒措施补充清单（2026年版（演示），ZJ-C01）"):
        assert words in said


def test_x17_who_is_not_found_responsible_is_never_annotated(app: Any) -> None:
    responsible = entry_of(listing()).data["responsible"]

    assert [(one["name"], one["post"]) for one in responsible] == [("李某", "direct")]  # not the registered 法定代表人
    assert responsible[0]["facts"] and responsible[0]["proof"]


def test_x17_nobody_is_found_responsible_without_facts(app: Any) -> None:
    number = listing("find_person")
    with pytest.raises(Invalid) as refused:
        do(number, "find_person", {"responsible": "yes", "facts": "他是法定代表人"}, by="handler")
    assert list(refused.value.errors) == ["facts"]


def test_x17_a_natural_person_has_no_responsible_persons(app: Any) -> None:
    assert open_nodes(listing("list_persons", subject="citizen")) == ["push"]


def test_the_responsible_person_is_told_and_is_no_party(app: Any) -> None:
    number = listing()
    query = sa.select(Document).where(Document.case_id == case_of(number).id, Document.letter == "person_notice")
    (notice,) = db.session().scalars(query)

    assert (notice.recipient, notice.to_subject, notice.served_how) == ("李某", False, "direct")


def test_x31_a_natural_person_is_published_only_where_a_law_says_so(app: Any) -> None:
    number = listing("list_persons", subject="citizen")
    walk(number, [("push", {}, "handler"), ("receive", {"received": "accept"}, "clerk")])

    assert entry_of(number).data["publication"] == "withheld"


def test_the_entry_says_from_when_it_may_be_removed_and_when_its_term_ends(app: Any) -> None:
    entry = entry_of(listing())

    assert entry.organisation.tag == "market_regulator" and entry.data["field_basis"].startswith("行政法规")
    assert entry.data["decided_on"] == "2026-11-16" and entry.data["removable_from"] == "2027-11-16"
    assert (entry.data["term_to"], entry.data["retention_to"]) == ("2029-11-16", "2031-11-16")


def test_a_fallen_basis_corrects_the_list_and_lifts_the_annotations(app: Any) -> None:
    number = listing()
    fixed = open_case("handler", "correction", follows=number).number
    do(fixed, "examine", {"effect": "fell", "decisions": [{"outcome": "delete"}]}, by="handler")
    do(fixed, "approve", {"signature": "agree"}, by="chief")

    entry = entry_of(number)
    assert (entry.lifecycle, entry.data["removed_on"], entry.data["responsible"]) == ("ended", "2026-11-16", [])


def test_another_department_does_not_know_of_a_listing(app: Any) -> None:
    with pytest.raises(NotFound):
        tell(listing("waive"), "objection", "handler2")
