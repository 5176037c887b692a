"""`bpmn/README.md` followed by somebody new: 表彰信息登记 stands in `added/`, data alone, and works at every door."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.domain.actor import OPERATOR
from app.procedures import Library, freeze
from app.services.checking import check_folder
from app.services.execute import execute
from app.services.publish_release import publish_release
from tests.api.conftest import program  # noqa: F401
from tests.commands.conftest import typed
from tests.conftest import make_app
from tests.procedures.folders import apply, told
from tests.support.house import ROOT, subject_of
from tests.support.scenarios import must_stand_as_expected, play
from tests.support.walk import case_of
from tests.web.conftest import visitor  # noqa: F401
from tests.web.test_desk import enter, said

ADDED = Path(__file__).parent / "added"
SLUG = "commendation"
SCENARIOS = sorted(path.stem for path in (ADDED / "bpmn" / SLUG / "scenarios").iterdir())
YAML, DRAWING, FORM = f"bpmn/{SLUG}/procedure.yaml", f"bpmn/{SLUG}/process.bpmn", f"forms/{SLUG}/check.form"
TIMER = ('<bpmn:subProcess id="late" name="逾期" triggeredByEvent="true"><bpmn:startEvent id="late_start" name="届满" '
         'isInterrupting="false"><bpmn:timerEventDefinition><bpmn:timeDuration>P5D</bpmn:timeDuration>'
         '</bpmn:timerEventDefinition></bpmn:startEvent></bpmn:subProcess><bpmn:endEvent id="e_entered"')
# What a newcomer does first, and the sentence that says what to do about it.
SLIPS: dict[str, tuple[dict[str, Any], str]] = {
    "a lane by another name": (
        {"file": YAML, "from": "  checking:\n", "to": "  checks:\n"},
        f"{DRAWING}: checking: 泳道“市信用中心”没有写由谁办理，请在 lanes 里补上 checking。"),
    "a role that nobody has": (
        {"file": YAML, "from": "credit_center_clerk", "to": "center_clerk"},
        f"{YAML}: lanes.checking: 没有“center_clerk”这个岗位。是不是“credit_center_clerk”？"),
    "no form": (
        {"file": FORM, "delete": True},
        f"{DRAWING}: check: “核对表彰信息”没有表单，请写 forms/commendation/check.form。"),
    "an answer kept out of the flow": (
        {"file": FORM, "from": '"engine": true,', "to": ""},
        f"{DRAWING}: g_checked: “可以记入？”的条件 checked == 'enter' 要读“checked”，没有一份表单、操作或决策表给出它。"
        "表单 check 里有这一项，请在它的 properties 里写上 engine: true。"),
    "a slip of the pen in a limit": (
        {"file": YAML, "from": "    length: 5", "to": "    lenght: 5"},
        f"{YAML}: limits.filing.lenght: 没有这个键。请核对拼写，可用的键见 bpmn/README.md。"),
    "an act that is not drawn": (
        {"file": YAML, "from": "met_by: [enter,", "to": "met_by: [entered,"},
        f"{YAML}: limits.filing: 图里没有节点“entered”。是不是“e_entered”？"),
    "a duration as other tools write it": (
        {"file": DRAWING, "from": '<bpmn:endEvent id="e_entered"', "to": TIMER},
        f"{DRAWING}: late_start: “届满”写了时长：期限在 procedure.yaml 里登记，图中写 due('期限名')。"),
    "one equals sign": (
        {"file": DRAWING, "from": "checked == 'enter'", "to": "checked = 'enter'"},
        f"{DRAWING}: g_checked: “可以记入？”到“kind_of”的条件“checked = 'enter'”不能用："
        "看不懂这个表达式：checked = 'enter'。比较是否相等，要写两个等号：==。"),
    "an answer that no branch takes": (
        {"file": DRAWING, "from": "checked == 'refuse'", "to": "checked == 'reject'"},
        f"{DRAWING}: g_checked: “可以记入？”没有一个条件成立，也没有默认分支（checked='refuse'）。路径：……"),
    "an operation that there is not": (
        {"file": DRAWING, "from": 'id="register.enter"', "to": 'id="register.entry"'},
        f"{DRAWING}: enter: “记入信用档案”的操作“register.entry”不在 app/procedures/operations.py 里。"
        "是不是“register.enter”？"),
    "an end that no scenario reaches": (
        {"file": f"bpmn/{SLUG}/scenarios/refused.yaml", "delete": True},
        f"{DRAWING}: e_refused: 没有一个情景走到“不予记入”，请在 scenarios/ 里补一个 ends: e_refused。"),
}


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    """The procedures of the house, and the new one beside them."""
    for name in ("bpmn", "forms"):
        shutil.copytree(ROOT / name, tmp_path / "mine" / name)
        shutil.copytree(ADDED / name, tmp_path / "mine" / name, dirs_exist_ok=True)
    return tmp_path / "mine"


@pytest.fixture()
def library(app: Any, folder: Path) -> Library:
    """The new procedure published in the furnished house."""
    found = Library.read(folder)
    execute(publish_release, actor=OPERATOR, release=freeze(found, SLUG))
    return found


def test_the_commands_find_it_right_and_publish_it(app: Any, folder: Path, tmp_path: Path) -> None:
    mine = make_app(tmp_path / "other", app.config["SQLALCHEMY_DATABASE_URI"], PROCEDURES_PATH=str(folder / "bpmn"))
    checked = typed(mine, "procedures", "check").stdout.splitlines()

    assert checked[0] == "没有问题。"
    assert "commendation：3 个状态都走得到结束；期限全部用足，最长 5 个工作日。" in checked
    assert typed(mine, "procedures", "publish", SLUG).stdout.endswith("\t发布\n")
    assert f"\n{SLUG}\t" in "\n" + typed(mine, "procedures", "list").stdout


@pytest.mark.parametrize("name", SCENARIOS)
def test_its_scenarios_reach_their_ends(library: Library, name: str) -> None:
    scenario = library.procedures[SLUG].scenarios[name]
    must_stand_as_expected(play(SLUG, scenario, library.procedures), scenario)


def test_a_program_files_and_works_it_by_examples(library: Library, program: Any) -> None:  # noqa: F811
    handler, clerk = program("handler"), program("clerk")
    start = handler.get(f"/procedures/{SLUG}")
    assert start["title"] == "表彰信息登记" and start["may_open"]
    answers = handler.examples(f"/procedures/{SLUG}/form", start["start_form"])
    body = {"procedure": SLUG, "answers": answers, "on_behalf_of": subject_of("company")}
    filed = handler.post("/cases", body)
    assert filed.status_code == 201, filed.json
    (task,) = clerk.get("/tasks", case=filed.json["number"])["items"]
    form = clerk.get(f"/tasks/{task['id']}")["form"]
    done = clerk.post(f"/tasks/{task['id']}/complete", {"answers": clerk.examples(f"/tasks/{task['id']}/form", form)})

    assert done.status_code == 200, done.json
    assert case_of(filed.json["number"]).outcome == "e_entered"


def test_an_officer_files_it_at_the_counter_and_the_centre_finds_it(library: Library, visitor: Any) -> None:  # noqa: F811
    enter(visitor, "handler")
    begun = visitor.post("/desk/counter", {"procedure": SLUG, "subject": subject_of("company")})
    answers = {"record_title": "市级守合同重信用企业", "category": "award", "decided_by": "宁波市人民政府",
               "content": "市级守合同重信用企业，有效期两年。", "collection_basis": "市公共信用信息补充目录：表彰奖励",
               "decided_on:y": "2026", "decided_on:m": "11", "decided_on:d": "2",
               "truthful": "true", "channel": "online", "_do": "send"}
    done = visitor.post(begun.headers["Location"], answers, follow=True)
    number = re.findall(r"BZ〔2026〕\d{6}", done.text)
    assert number, said(done)

    enter(visitor, "clerk")
    assert "核对表彰信息" in said(visitor.get(f"/desk/?scope=group&q={number[0]}"))


@pytest.mark.parametrize("slip", SLIPS)
def test_a_newcomers_slip_is_answered_with_what_to_do(folder: Path, slip: str) -> None:
    change, sentence = SLIPS[slip]
    apply(folder, change)

    assert sentence in told(check_folder(folder)).splitlines()
