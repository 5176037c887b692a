"""What the yearly lists refuse while they run, by the rows of the reference: X5 to X9, X19 to X21, X33."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.errors import Conflict, Invalid, NotAllowed
from app.extensions import db
from app.models import Edition, Entry, Organisation, Person, Task
from app.procedures import Library
from app.procedures.scenario_model import ScenarioStep
from app.services.complete_task import complete_task
from app.services.execute import execute
from app.services.recuse import recuse
from app.services.world import World
from tests.support.house import actor_of
from tests.support.scenarios import Ticking, take_step
from tests.support.walk import case_of, do, open_case, open_tasks

LIBRARY = Library.read(Path(__file__).resolve().parents[2])
APPROVED_LISTS = ("catalogue", "measures")


@pytest.fixture
def ticking(app: Any) -> Iterator[Ticking]:
    found = Ticking(clock.now())
    clock.set_clock(found)
    yield found
    clock.set_clock(None)


def _until(slug: str, name: str, node: str, ticking: Ticking) -> str:
    """The case of a scenario of the folder, taken up to the step of that task."""
    scenario = LIBRARY.procedures[slug].scenarios[name]
    number = open_case(scenario.opens.by, slug, door=scenario.opens.door, named=scenario.opens.answers).number
    for step in scenario.steps:
        if step.name == node:
            return number
        take_step(number, step, ticking)
    raise AssertionError(f"{name} has no step {node}")


def _first_item(slug: str) -> dict[str, Any]:
    steps: tuple[ScenarioStep, ...] = LIBRARY.procedures[slug].scenarios["published"].steps
    items: Any = next(step.answers["items"] for step in steps if step.name == "propose")
    return dict(items[0])


def _open_nodes(number: str) -> set[str]:
    return {task.node for task in open_tasks(number)}


def _published() -> tuple[int, int]:
    db.session.rollback()
    listed = Entry.register.in_(("catalogue", "measures", "application-list"))
    count = sa.select(sa.func.count())
    return (db.session().scalar(count.select_from(Edition)) or 0,
            db.session().scalar(count.select_from(Entry).where(listed)) or 0)


def _refused(number: str, node: str, by: str, **answers: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refused:
        do(number, node, answers, by=by)
    assert node in _open_nodes(number)
    return dict(refused.value.errors)


# ---- X5: 条例11, 12


@pytest.mark.parametrize(("changed", "field"), [
    ({"scope": "s1", "issuer_level": "other"}, "issuer_level"),
    ({"openness": "open", "openness_reason": None}, "openness_reason"),
    ({"provision": " "}, "provision"),
    ({"regulation": "xingsufa"}, "regulation"),
    ({"scope": "s9"}, "scope"),
    ({"conduct": "。。"}, "conduct"),
])  # fmt: skip
def test_x5_a_catalogue_item_outside_the_scopes_or_without_its_basis_is_refused(
        ticking: Ticking, changed: dict[str, Any], field: str) -> None:
    number = _until("catalogue", "published", "propose", ticking)

    errors = _refused(number, "propose", "member1", items=[{**_first_item("catalogue"), **changed}])

    assert set(errors) == {f"items.0.{field}"}


# ---- X6: 条例11, 22


@pytest.mark.parametrize("slug", APPROVED_LISTS)
@pytest.mark.parametrize("name", ["rejected", "major_rejected"])
def test_x6_what_the_government_does_not_approve_is_neither_published_nor_applied(
        ticking: Ticking, slug: str, name: str) -> None:
    before = _published()
    number = _until(slug, name, "plan", ticking)

    for step in LIBRARY.procedures[slug].scenarios[name].steps:
        take_step(number, step, ticking)
        assert _published() == before


@pytest.mark.parametrize("slug", APPROVED_LISTS)
def test_x6_an_item_still_in_procedure_founds_nothing(ticking: Ticking, slug: str) -> None:
    _until(slug, "published", "ap_decide", ticking)

    db.session.rollback()
    names = set(db.session().scalars(sa.select(Entry.title).where(Entry.register == slug)))
    assert not any(_first_item(slug)["name"] in name for name in names)


# ---- X7: 条例11.3, 23.3


@pytest.mark.parametrize("slug", APPROVED_LISTS)
def test_x7_while_the_public_is_heard_there_is_nothing_to_go_on_with(ticking: Ticking, slug: str) -> None:
    number = _until(slug, "published", "pc_sign", ticking)

    do(number, "pc_sign", {"signature": "agree"}, by="authority_chief")

    assert _open_nodes(number) == set()


def test_x7_a_shorter_period_needs_its_reason(ticking: Ticking) -> None:
    number = _until("catalogue", "published", "pc_draft", ticking)

    errors = _refused(number, "pc_draft", "authority", period="other", days=10, days_reason=" ")

    assert errors == {"days_reason": ["少于三十日的，应当说明理由并公布（713号令15）。"]}


def test_x7_every_comment_is_answered_with_a_reason(ticking: Ticking) -> None:
    number = _until("catalogue", "published", "pc_digest", ticking)
    task = next(task for task in open_tasks(number) if task.node == "pc_digest")

    with pytest.raises(Invalid):
        execute(complete_task, actor=actor_of("authority"), task_id=task.id, answers={"summary": "一切照旧。"})

    assert _open_nodes(number) == {"pc_digest"}


# ---- X8: 条例11.3, 23.3; 713号令19, 20


@pytest.mark.parametrize("slug", APPROVED_LISTS)
@pytest.mark.parametrize("flagged", ["divergence", "impact"])
def test_x8_either_condition_alone_calls_the_experts(ticking: Ticking, slug: str, flagged: str) -> None:
    number = _until(slug, "published", "weigh", ticking)

    do(number, "weigh", {"divergence": "no", "impact": "no", flagged: "yes"}, by="authority_chief")

    assert _open_nodes(number) == {"er_appoint"}


def test_x8_two_experts_are_not_enough(ticking: Ticking) -> None:
    number = _until("catalogue", "experts", "er_appoint", ticking)

    errors = _refused(number, "er_appoint", "authority", experts=[{"entry": "梁以安"}, {"entry": "谢书航"}])

    assert errors == {"experts": ["至少选三位专家，宜为单数。"]}


def test_x8_each_expert_has_a_task_that_no_other_expert_can_do(ticking: Ticking) -> None:
    number = _until("catalogue", "experts", "er_opinion", ticking)
    tasks: list[Task] = open_tasks(number)

    assert {task.node for task in tasks} == {"er_opinion"}
    assert len({task.assignee_id for task in tasks}) == 3
    with pytest.raises((NotAllowed, Conflict)):
        execute(complete_task, actor=actor_of("expert2"), task_id=tasks[0].id, answers={"stance": "support"})


def test_x8_an_expert_who_has_answered_does_not_answer_for_another(ticking: Ticking) -> None:
    number = _until("catalogue", "experts", "er_opinion", ticking)
    do(number, "er_opinion", by="expert1")
    task = open_tasks(number)[0]
    login = db.session().scalar(sa.select(Person.login).where(Person.id == task.assignee_id))

    execute(recuse, actor=actor_of(str(login)), task_id=task.id, ground="other", reason="与草案有利害关系。")
    with pytest.raises(NotAllowed, match="不能再以另一人的名义"):
        do(number, "er_opinion", by="expert1", item=task.item)
    do(number, "er_opinion", by="expert4", item=task.item)


# ---- X9: 条例11.3; 713号令


@pytest.mark.parametrize("slug", APPROVED_LISTS)
def test_x9_a_major_matter_takes_the_long_way(ticking: Ticking, slug: str) -> None:
    number = _until(slug, "major", "md_risk", ticking)

    assert _open_nodes(number) == {"md_risk"}


def test_x9_the_legality_review_has_its_seven_working_days(ticking: Ticking) -> None:
    number = _until("catalogue", "major_rejected", "md_legality", ticking)

    do(number, "md_legality", {"decision": "pass", "competence": "ok", "process": "ok", "content": "ok"}, by="judicial")

    assert _open_nodes(number) == set()


def test_x9_what_is_not_lawful_cannot_be_found_lawful(ticking: Ticking) -> None:
    number = _until("catalogue", "major_rejected", "md_legality", ticking)

    errors = _refused(number, "md_legality", "judicial", decision="pass", competence="ok", process="not", content="ok")

    assert errors == {"decision": ["权限、程序、内容都符合的，才能作出合法的结论。"]}


# ---- X19: 条例22, 24; 19


def test_x19_a_negative_use_without_a_measure_in_force_is_refused(ticking: Ticking) -> None:
    number = _until("application-list", "published", "propose", ticking)
    item = {**_first_item("application-list"), "effect": "negative"}

    assert set(_refused(number, "propose", "member1", items=[{**item, "measure": "没有这一项"}])) == {"items.0.measure"}


# ---- X20, X21: 条例23, 24.2


@pytest.mark.parametrize(("changed", "field"), [
    ({"scope": "m2", "discretion": " "}, "discretion"),
    ({"scope": "m4", "frequency_basis": " "}, "frequency_basis"),
    ({"regulation": "xingsufa"}, "regulation"),
    ({"scope": "m7"}, "scope"),
])  # fmt: skip
def test_x20_a_measure_outside_the_six_scopes_or_without_what_it_must_say_is_refused(
        ticking: Ticking, changed: dict[str, Any], field: str) -> None:
    number = _until("measures", "published", "propose", ticking)

    assert set(_refused(number, "propose", "member1", items=[{**_first_item("measures"), **changed}])) == {
        f"items.0.{field}"}


def test_x21_a_measure_that_is_on_a_list_already_is_not_added_again(ticking: Ticking) -> None:
    number = _until("measures", "published", "propose", ticking)
    item = {**_first_item("measures"), "circumstances": "有失信行为的。", "regulation": "tiaoli",
            "provision": "第二十三条", "enforcer": "市教育局"}

    errors = _refused(number, "propose", "member1", items=[item, {**item, "code": "甬教-02"}])

    assert set(errors) == {"items.1.content"}


# ---- X33: 案19 warns and asks for a reason


def test_x33_a_list_not_evaluated_before_needs_a_reason_and_then_goes_on(ticking: Ticking) -> None:
    number = _until("catalogue", "published", "ap_submit", ticking)

    errors = _refused(number, "ap_submit", "authority_chief", evaluated="no", evaluation_reason=" ")
    assert errors == {"evaluation_reason": ["没有评估的，请说明理由（案19）。"]}

    do(number, "ap_submit", {"evaluated": "no"}, by="authority_chief")
    assert _open_nodes(number) == {"ap_decide"}


# ---- two units, one number


def test_two_units_that_propose_one_number_both_stand_until_somebody_chooses(ticking: Ticking) -> None:
    """Neither proposal takes the other's place unseen; the sentence names the place and both units."""
    slug = "catalogue"
    number = open_case("authority", slug, door="cycle_opened").number
    do(number, "plan", {})
    item = _first_item(slug)
    names = [_propose(number, item, task.item) for task in open_tasks(number)]
    task = next(t for t in open_tasks(number) if t.node == "compile")
    field = next(f for f in LIBRARY.procedures[slug].forms["compile"].fields if f.key == "items")
    rows = World(db.session(), actor_of("authority"), clock.now(), case=case_of(number), task=task).prefill(field)
    both = [n for n, row in enumerate(rows) if row["code"] == item["code"]]

    assert [rows[n]["by"] for n in both] == names
    errors = _refused(number, "compile", "authority", items=rows)
    whose = f"编号“{item['code']}”与第{both[0] + 1}项相同（{'、'.join(names)}报送）"
    assert errors[f"items.{both[1]}.code"] == [f"{whose}：是同一项的只留一行，不是同一项的改编号。"]
    do(number, "compile", {"items": [row for n, row in enumerate(rows) if n != both[1]]}, by="authority")


def _propose(number: str, item: dict[str, Any], unit: str) -> str:
    """One unit sends the item; returns the unit's name."""
    do(number, "propose", {"items": [item]}, item=unit)
    task = db.session().scalars(sa.select(Task).where(Task.node == "propose", Task.item == unit)).all()[-1]
    return str(db.session().get_one(Organisation, task.organisation_id).name)
