"""Called diagrams: what goes in, what comes out, and what stays apart."""

import pytest

from app.engine import NotOpen, StepFailed
from tests.engine.sketch import bpmn

SERVE = bpmn(
    """
    io in=document out=served
    start sv_start
    user sv
    boundary sv_late on=sv due=service beside
    user sv_chase
    end sv_end
    end sv_end2
    sv_start -> sv -> sv_end
    sv_late -> sv_chase -> sv_end2
    """,
    process="serve",
)
CASE = """
    start s
    call first to=serve
    call second to=serve each=documents,document,all,served
    user after
    end e
    s -> first -> second -> after -> e
"""
FILES = {"serve": SERVE}


def test_only_declared_data_go_in(play):
    case = play(CASE, files=FILES, document="d1", documents=[], secret="x")
    assert case.task("sv").data == {"document": "d1"}


def test_only_declared_data_come_out(play):
    case = play(CASE, files=FILES, document="d1", documents=[]).do("sv", served="yes", noise=1)
    assert case.task("after").data == {"document": "d1", "documents": [], "served": "yes", "all": []}


def test_what_was_never_set_does_not_come_out(play):
    assert "served" not in play(CASE, files=FILES, document="d1", documents=[]).do("sv").task("after").data


def test_a_declared_input_that_is_missing_fails_the_step_and_says_which(play):
    with pytest.raises(StepFailed, match="调用“serve”缺少数据：document") as failure:
        play(CASE, files=FILES, documents=[])
    assert failure.value.node == "first"


def test_one_diagram_may_be_called_for_each_item(play):
    case = play(CASE, files=FILES, document="d1", documents=["d2", "d3"]).do("sv")
    assert [task.data for task in case.step.open_tasks] == [{"document": "d2"}, {"document": "d3"}]
    case.do("sv[1]", served="no").wake("sv_late[0]").do("sv[0]", served="yes")
    assert case.open == ["sv_chase[0]"]
    assert case.do("sv_chase[0]").task("after").data["all"] == ["yes", "no"]


def test_the_caller_waits_until_nothing_is_open_in_the_called_diagram(play):
    case = play(CASE, files=FILES, document="d1", documents=[]).wake("sv_late").do("sv")
    assert case.open == ["sv_chase"]
    assert case.do("sv_chase").open == ["after"]


def test_a_called_diagram_may_call_another(play):
    middle = bpmn("io in=document out=served\nstart ms\ncall mc to=serve\nend me\nms -> mc -> me", process="middle")
    case = play(
        "start s\ncall c to=middle\nuser after\nend e\ns -> c -> after -> e",
        files={"serve": SERVE, "middle": middle}, document="d",
    )  # fmt: skip
    assert case.do("sv", served=1).task("after").data == {"document": "d", "served": 1}


OUTWARDS = """
    start s
    user draft
    par f
    call check to=checked
    user beside
    par j
    user sign
    end e
    s -> draft -> f
    f -> check -> j
    f -> beside -> j
    j -> sign -> e
"""
CHECKED = bpmn(
    """
    io in=x out=y
    start c_s
    user c_a
    par c_f
    user c_b
    user c_c
    par c_j
    end c_e
    c_s -> c_a -> c_f
    c_f -> c_b -> c_j
    c_f -> c_c -> c_j
    c_j -> c_e
    """,
    process="checked",
)
ALONE = """
    start s
    user draft
    call check to=checked
    boundary late on=check due=checking beside
    user chase
    user sign
    end e
    end e2
    s -> draft -> check -> sign -> e
    late -> chase -> e2
"""


def test_a_task_of_a_called_diagram_is_sent_back_out_of_it_and_the_call_goes_as_a_whole(play):
    case = play(ALONE, files={"checked": CHECKED}, x=1).do("draft").do("c_a")
    assert sorted(case.open) == ["c_b", "c_c"] and case.awaited == ["late"]
    case.back("c_b", to="draft")
    assert (case.open, case.awaited) == (["draft"], [])
    assert case.do("draft").open == ["c_a"]


def test_straight_back_out_of_a_called_diagram_leads_to_its_start(play):
    case = play(ALONE, files={"checked": CHECKED}, x=1).do("draft").do("c_a")
    case.back("c_c", to="draft", straight_back=True)
    assert case.do("draft").open == ["c_a"]
    assert case.do("c_a").do("c_b").do("c_c").do("sign").step.ended == "e"


def test_inside_of_a_called_diagram_nothing_else_is_left(play):
    case = play(OUTWARDS, files={"checked": CHECKED}, x=1).do("draft").do("c_a")
    assert [node for _, node in case.task("c_b").ways] == ["c_b", "check"]
    with pytest.raises(NotOpen):
        case.back("c_b", to="draft")  # another branch is open beside the call


def test_one_of_many_calls_is_not_left(play):
    case = play(CASE, files=FILES, document="d", documents=["a", "b"]).do("sv", served="yes")
    assert [node for _, node in case.task("sv[0]").ways] == ["sv"]
