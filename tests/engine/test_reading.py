"""What a step shows: lanes, titles, forms, scopes; and what a flow says of itself."""

import pytest

from tests.engine.sketch import bpmn

CALLED = bpmn("io in=x out=y\nstart cs\nuser cu\nend ce\ncs -> cu -> ce", process="plain")
CALLED_WITH_LANES = bpmn(
    "io in=x out=y\nlane own = cs2 cu2 ce2\nstart cs2\nuser cu2\nend ce2\ncs2 -> cu2 -> ce2", process="laned"
)
LANES = """
    lane handling = s a part c1 c2 e
    lane deciding = b u2
    start s
    user a
    user b article=省条例30 form=signing
    user c lane=special
    sub part
    start ps
    user u1
    user u2
    user u3 lane=special
    end pe
    ps -> u1 -> u2 -> u3 -> pe
    endsub
    call c1 to=plain
    call c2 to=laned
    end e
    s -> a -> b -> c -> part -> c1 -> c2 -> e
"""


@pytest.fixture
def case(play):
    return play(LANES, files={"plain": CALLED, "laned": CALLED_WITH_LANES}, x=1)


def test_lanes_of_tasks_come_from_the_task_the_drawing_the_subprocess_or_the_caller(case):
    lanes = {}
    for name in ("a", "b", "c", "u1", "u2", "u3", "cu", "cu2"):
        lanes[name] = case.task(name).lane
        case.do(name)
    assert lanes == {
        "a": "handling",
        "b": "deciding",
        "c": "special",  # the task's own property comes first
        "u1": "handling",  # the subprocess's
        "u2": "deciding",  # named by a lane, though inside a subprocess
        "u3": "special",
        "cu": "handling",  # the caller's
        "cu2": "own",  # the called diagram's
    }


def test_a_task_carries_its_title_its_article_and_its_form(case):
    assert case.task("a").form == "a"
    task = case.do("a").task("b")
    assert (task.title, task.article, task.form) == ("b的名称", "省条例30", "signing")
    assert dict(task.props) == {"article": "省条例30", "form": "signing"}


def test_a_scope_keeps_its_name_as_long_as_it_lives(case):
    outer = case.task("a").scope
    inner = case.do("a").do("b").do("c").task("u1").scope
    assert inner != outer
    assert case.do("u1").task("u2").scope == inner


def test_what_is_handed_out_cannot_be_written_into(case):
    task = case.task("a")
    with pytest.raises(TypeError):
        task.data["x"] = 2
    with pytest.raises(TypeError):
        task.props["lane"] = "mine"


def test_data_of_an_effect_are_those_of_its_moment(play):
    case = play("""
        start s
        do tell op=notify about=x
        ask look op=ask.look var=x
        end e
        s -> tell -> look -> e
    """, answers={"ask.look": "new"}, x="old")  # fmt: skip
    (effect,) = case.step.effects
    assert (effect.op, effect.params, effect.data) == ("notify", {"about": "old"}, {"x": "old"})


def test_an_ask_is_answered_through_the_port_by_its_whole_id(play):
    case = play("""
        start s
        ask look op=ask.records var=records of=subject
        user a
        end e
        s -> look -> a -> e
    """, answers={"ask.records": ["r1"]}, subject=7)  # fmt: skip
    assert case.asked == [("ask.records", {"of": 7})]
    assert case.task("a").data["records"] == ["r1"]


def test_a_flow_knows_its_nodes_doors_and_ends(draw):
    flow = draw("""
        start s1 msg=filed
        start s2 msg=ex_officio
        xor m
        user a lane=handling article=条例32
        stop done
        s1 -> m
        s2 -> m
        m -> a -> done
        anytime withdrawn
        start ws msg=withdraw
        end we
        ws -> we
        endsub
        anytime overdue
        start os due=x beside
        user watch
        end oe
        os -> watch -> oe
        endsub
    """)
    assert (flow.process_id, flow.title, flow.doors) == ("p", "程序", ("filed", "ex_officio"))
    assert dict(flow.ends) == {"done": "done的名称", "we": "we的名称"}
    node = flow.nodes["a"]
    assert (node.kind, node.title, node.lane, node.article, node.form, node.process, node.scope) == (
        "userTask", "a的名称", "handling", "条例32", "a", "p", "p"
    )  # fmt: skip
    assert flow.nodes["watch"].scope == "overdue"


def test_a_flow_holds_what_it_calls_and_nothing_else(draw):
    other = bpmn("io in=x out=y\nstart os\nuser ou\nend oe\nos -> ou -> oe", process="other")
    flow = draw("start s\ncall c to=plain\nend e\ns -> c -> e", plain=CALLED, other=other)
    assert set(flow.nodes) == {"s", "c", "e", "cs", "cu", "ce"}
