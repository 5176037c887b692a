"""What the reader makes of the good folder, and how YAML is read: as JSON would be, with nothing guessed."""

import pytest

from app.procedures import Library
from app.procedures.model import Door, Extension, Follows, Lane, Message, Outcome, Start
from app.procedures.read_procedure import read_procedure
from app.procedures.read_registers import find_article
from app.procedures.register_model import Law
from app.procedures.scenario_model import ScenarioStep
from app.procedures.sheet import Faults, load, open_sheet
from tests.procedures import folders


@pytest.fixture(scope="module")
def library():
    return Library.read(folders.BASE)


@pytest.fixture(scope="module")
def tiny(library):
    return library.procedures["tiny"]


def test_doors_lanes_and_messages_are_read(tiny):
    assert tiny.doors == {"asked": Door("asked", "申请", ("citizen",), "credit_center", "start")}
    assert tiny.lanes["desk"] == Lane("desk", "窗口", {"*": "credit_center_clerk"}, "$acceptor")
    assert tiny.messages["withdraw"] == Message(
        "withdraw", "撤回", "withdraw", ("subject",), ("answer",), "已经答复，不能撤回。"
    )


def test_a_called_drawing_brings_its_lanes_with_it(tiny):
    assert tiny.lanes["hand_lane"].roles == {"*": "dept_handler"}
    assert tiny.nodes["hand_over"].lane == "hand_lane"
    assert set(tiny.drawings) == {"process.bpmn", "level.dmn", "_shared/hand.bpmn"}


def test_a_statutory_limit_is_locked_without_saying_so(tiny):
    limit = tiny.limits["total"]

    assert limit.locked
    assert limit.start == Start("accepted", None, None)
    assert limit.extension == Extension(20, 1, "credit_authority_chief", "小法1.2")
    assert (limit.pausable_by, limit.breach_head, limit.target) == (None, None, 3)


def test_the_ends_of_the_case_are_its_outcomes_and_side_branches_are_not(tiny):
    assert tiny.outcomes == (Outcome("e_yes", "同意办结"), Outcome("e_no", "不同意"), Outcome("e_withdrawn", "已撤回"))


def test_a_user_task_finds_its_form_by_its_id_also_in_the_shared_folder(tiny):
    assert tiny.form_of("decide") is tiny.forms["decide"]
    assert tiny.form_of("hand_over").title == "当面交付"
    assert tiny.form_of("answer") is None


def test_a_stage_is_the_node_s_word_then_its_lane_s_then_its_title(tiny):
    assert (tiny.stage("decide"), tiny.stage("hand_over"), tiny.stage("nowhere")) == ("正在决定", "当面交付", "nowhere")


def test_scenario_steps_are_read_in_their_three_kinds(tiny):
    steps = (*tiny.scenarios["yes"].steps, *tiny.scenarios["withdrawn"].steps)

    assert [step.kind for step in steps] == ["pass", "task", "task", "pass", "message"]
    assert steps[0].name == "total"
    assert (steps[3].length, steps[3].unit) == (1, "workdays")
    assert steps[1] == ScenarioStep("task", "decide", "clerk", {"outcome": "good"})


def test_an_article_is_found_by_number_and_paragraph(library):
    assert library.article("小法1.1").text == "小事应当五个工作日内办完。"
    assert library.article("小法1").text.count("\n") == 1
    for name in ("小法1.3", "小法1.0", "小法2", "大法1", "小法", "小法1.1.1", ""):
        assert library.article(name) is None


def test_the_longest_name_of_a_law_that_fits_is_meant():
    def law(short):
        return Law(short, short, "", True, "", {"1": short}, "f")

    laws = {short: law(short) for short in ("小法", "小法典")}

    assert find_article(laws, "小法典1").text == "小法典"
    assert find_article(laws, "小法1").text == "小法"


def test_registers_are_read_with_their_clocks(library):
    register = library.registers["records"]

    assert register.field("level").options == {"low": "低", "high": "高"}
    assert register.clocks["publication"].lengths == {"low": 3}
    assert register.field("nothing") is None


def test_a_case_may_name_what_it_follows(tmp_path):
    files = {"bpmn/x/procedure.yaml": b"title: X\nfollows: [{procedure: y, outcomes: [e_a]}, {procedure: z}]\n"}

    found = read_procedure(Faults(), files, "x")

    assert found.follows == (Follows("y", ("e_a",)), Follows("z", ()))


@pytest.mark.parametrize(
    "text, value",
    [
        ("on: yes", {"on": "yes"}),
        ("a: 2026-01-01", {"a": "2026-01-01"}),
        ("a: 012", {"a": "012"}),
        ("a: 1:30", {"a": "1:30"}),
        ("a: 12", {"a": 12}),
        ("a: -1.5", {"a": -1.5}),
        ("a: true", {"a": True}),
        ("a: True", {"a": "True"}),
        ("a: null", {"a": None}),
        ("a:", {"a": None}),
        ("a: .inf", {"a": ".inf"}),
        ("? [1]\n: 2", None),
        ("a: !!python/object:os.system x", None),
        ("a: \xff", {"a": "\xff"}),
    ],
)
def test_yaml_is_read_as_json_would_be(text, value):
    assert load(Faults(), "f", text.encode()) == value


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"a: [", b"\t- a", b"[" * 3000, b"a: *b", b"- &a [*a]", b"{a: 1, a: 2}"]
)
def test_what_is_no_yaml_is_a_finding_and_never_a_trace(content):
    faults = Faults()

    open_sheet(faults, "f.yaml", content)

    (finding,) = faults.close()
    assert finding.file == "f.yaml"
    assert finding.sentence.endswith("。")
