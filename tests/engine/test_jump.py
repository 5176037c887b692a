"""Sending back and pulling back (退回, 撤回)."""

import pytest

from app.engine import NotOpen

LINE = """
    start s
    user register
    user draft
    boundary draft_late on=draft due=drafting beside
    user chase
    xor g
    user sign
    boundary sign_late on=sign due=signing
    user escalate
    end e
    end e2
    end e3
    s -> register -> draft -> g
    draft_late -> chase -> e2
    g -> draft if "again == 1"
    g -> sign else
    sign -> e
    sign_late -> escalate -> e3
    anytime further
    start ob msg=objection beside
    user handle
    end oe
    ob -> handle -> oe
    endsub
"""


def at_sign(play):
    return play(LINE).do("register", name="x").do("draft", again=0)


def test_a_task_is_sent_back_and_the_flow_goes_on_from_there(play):
    case = at_sign(play).back("sign", to="register")
    assert case.open == ["register"]
    assert case.do("register").do("draft", again=0).do("sign").step.ended == "e"


def test_clocks_of_the_task_that_is_left_stop_and_those_of_the_target_start(play):
    case = at_sign(play)
    assert "sign_late" in case.awaited
    case.back("sign", to="draft")
    assert case.awaited == ["ob", "draft_late"]
    assert case.wake("draft_late").open == ["draft", "chase"]


def test_answers_given_so_far_are_kept(play):
    assert at_sign(play).back("sign", to="register").task("register").data == {"name": "x", "again": 0}


def test_straight_back_leads_to_the_task_that_sent_it_and_past_what_lies_between(play):
    case = at_sign(play).back("sign", to="register", straight_back=True)
    assert case.do("register", name="y").open == ["sign"]
    assert "sign_late" in case.awaited
    assert case.do("sign").step.ended == "e"


def test_straight_back_works_where_the_target_has_clocks(play):
    case = at_sign(play).back("sign", to="draft", straight_back=True)
    assert case.do("draft", again=1).open == ["sign"]


def test_straight_back_holds_once(play):
    case = at_sign(play).back("sign", to="draft", straight_back=True).do("draft").back("sign", to="draft")
    assert case.do("draft", again=1).open == ["draft"]


def test_it_can_be_done_again_and_again_and_leaves_nothing_behind(play):
    case = at_sign(play)
    sizes = []
    for _ in range(30):
        case.back("sign", to="register").do("register").do("draft", again=0)
        sizes.append(len(case.snapshot))
    assert sizes[-1] <= sizes[0] + 8


def test_what_is_open_beside_it_stays_open(play):
    case = play(LINE).send("ob").do("register").wake("draft_late").do("draft", again=0)
    case.back("sign", to="register")
    assert sorted(case.open) == ["chase", "handle[further#1]", "register"]


def test_nobody_reports_a_visit_that_was_not_made(play):
    case = at_sign(play).back("sign", to="register")
    assert case.visited == []


@pytest.mark.parametrize("target", ["sign", "escalate", "handle", "g", "s", "nothing", "", "e"])
def test_only_earlier_tasks_of_the_same_scope_are_targets(play, target):
    case = at_sign(play)
    before = case.snapshot
    with pytest.raises(NotOpen, match="“sign”不能退回到"):
        case.back("sign", to=target)
    assert case.snapshot == before


def test_a_task_that_is_not_open_cannot_be_sent_back(play):
    case = at_sign(play)
    with pytest.raises(NotOpen):
        case.engine.jump(case.flow, case.snapshot, "999", "draft", ask=case.ask)


def test_inside_a_scope_of_its_own_it_goes_back_there(play):
    case = play("""
        start s
        sub part each=xs,x
        start ps
        user u
        user v
        end pe
        ps -> u -> v -> pe
        endsub
        end e
        s -> part -> e
    """, xs=[1, 2])  # fmt: skip
    case.do("u[0]").do("u[1]").back("v[1]", to="u")
    assert case.open == ["v[0]", "u[1]"]
    assert case.task("u[1]").data["x"] == 2
    assert case.do("u[1]").do("v[1]").do("v[0]").step.ended == "e"


FORKS = """
    start s
    user a
    par f
    user b
    user b2
    user c
    user c_side
    boundary late on=c due=x beside
    user chase
    user chase2
    par j
    user d
    end e
    end e2
    s -> a -> f
    f -> b -> b2 -> j
    f -> c -> c_side -> j
    late -> chase -> chase2 -> e2
    j -> d -> e
"""


@pytest.mark.parametrize(
    ("node", "targets"),
    [
        ("a", set()),
        ("b", set()),
        ("b2", {"b"}),
        ("c_side", {"c"}),
        ("chase", set()),
        ("chase2", {"chase"}),
        ("d", {"a"}),
        ("nothing", set()),
    ],
)
def test_targets_lie_on_the_same_parallel_branch(draw, node, targets):
    assert draw(FORKS).return_targets(node) == targets


def test_in_a_branch_the_other_branch_and_the_join_are_not_disturbed(play):
    case = play(FORKS).do("a").do("b").do("c").do("c_side").back("b2", to="b")
    assert case.open == ["b"]
    assert case.do("b").do("b2").open == ["d"]


def test_after_the_join_it_may_go_back_before_the_split_and_the_join_waits_for_both_again(play):
    case = play(FORKS).do("a").do("b").do("b2").do("c").do("c_side").back("d", to="a").do("a")
    assert sorted(case.open) == ["b", "c"]
    assert case.do("b").do("b2").open == ["c"]
    assert case.do("c").do("c_side").open == ["d"]


def test_in_a_loop_only_what_comes_before_is_a_target(draw):
    flow = draw(LINE)
    assert flow.return_targets("draft") == {"register"}
    assert flow.return_targets("sign") == {"register", "draft"}
    assert flow.return_targets("escalate") == {"register", "draft", "sign"}
    assert flow.return_targets("chase") == frozenset()


def test_a_task_done_by_many_is_neither_left_nor_entered(draw):
    flow = draw("""
        start s
        user a
        user many each=xs,x
        user b
        end e
        s -> a -> many -> b -> e
    """)
    assert flow.return_targets("many") == frozenset()
    assert flow.return_targets("b") == {"a"}
