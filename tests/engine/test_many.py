"""Many at once: multi-instance tasks and subprocesses."""

import pytest

from app.engine import StepFailed

REVIEW = """
    start s
    xor m
    user review each=departments,department,results,granted {order}
    user again
    xor g
    end e
    s -> m -> review -> again -> g
    g -> m if "more == 1"
    g -> e else
"""
PARTS = """
    start s
    sub part each=departments,department,results,granted
    start s1
    catch c msg=done
    user u
    boundary late on=u due=reply
    user chase
    end e1
    end e2
    s1 -> c -> u -> e1
    late -> chase -> e2
    endsub
    boundary revoked on=part msg=revoked
    user bye
    user after
    end e
    s -> part -> after -> e
    revoked -> bye -> e
"""


def test_each_item_gets_a_task_that_knows_its_item_and_its_number(play):
    case = play(REVIEW.format(order=""), departments=["A", "B"])
    assert case.open == ["review[0]", "review[1]"]
    assert [task.data["department"] for task in case.step.open_tasks] == ["A", "B"]


def test_results_stand_in_the_order_of_the_list_whoever_finishes_first(play):
    case = play(REVIEW.format(order=""), departments=["A", "B"]).do("review[1]", granted="b", note="x")
    case.do("review[0]", granted="a")
    assert case.task("again").data == {"departments": ["A", "B"], "results": ["a", "b"]}


def test_one_by_one_opens_the_next_when_the_last_is_done(play):
    case = play(REVIEW.format(order="one_by_one"), departments=["A", "B"])
    assert case.open == ["review[0]"]
    assert case.do("review[0]", granted=1).open == ["review[1]"]
    assert case.do("review[1]").task("again").data["results"] == [1, None]


@pytest.mark.parametrize("order", ["", "one_by_one"])
def test_a_second_round_begins_afresh(play, order):
    case = play(REVIEW.format(order=order), departments=["A"]).do("review[0]", granted=1).do("again", more=1)
    assert case.open == ["review[0]"]
    assert case.do("review[0]", granted=2).task("again").data["results"] == [2]


def test_an_empty_list_is_done_at_once(play):
    assert play(REVIEW.format(order=""), departments=[]).task("again").data["results"] == []


@pytest.mark.parametrize("data", [{}, {"departments": "A"}, {"departments": 3}, {"departments": None}])
def test_what_is_not_a_list_fails_the_step(play, data):
    with pytest.raises(StepFailed, match="“departments”应当是一个列表"):
        play(REVIEW.format(order=""), **data)


def test_a_message_opens_the_one_instance_that_it_is_addressed_to(play):
    case = play(PARTS, departments=["A", "B", "C"]).send("c[1]", reply=7)
    assert case.open == ["u[1]"]
    assert case.task("u[1]").data["reply"] == 7
    assert case.awaited == ["revoked", "c[0]", "late[1]", "c[2]"]


def test_each_instance_has_its_own_clock(play):
    case = play(PARTS, departments=["A", "B"]).send("c[0]").send("c[1]").wake("late[1]")
    assert case.open == ["u[0]", "chase[1]"]


def test_instances_give_back_their_result_and_nothing_else(play):
    case = play(PARTS, departments=["A", "B"]).send("c[0]", noise=1).send("c[1]")
    case.do("u[1]", granted="yes", more="noise").do("u[0]")
    assert case.task("after").data == {"departments": ["A", "B"], "results": [None, "yes"]}


def test_killing_all_of_them_from_outside_leaves_nothing_behind(play):
    case = play(PARTS, departments=["A", "B", "C"]).send("c[1]").send("revoked")
    assert (case.open, case.awaited) == (["bye"], [])
    assert case.do("bye").step.ended == "e"


def test_instances_within_instances_have_both_numbers(play):
    case = play("""
        start s
        sub part each=xs,x,outs,out
        start s1
        user u each=ys,y,out,o
        end e1
        s1 -> u -> e1
        endsub
        end e
        s -> part -> e
    """, xs=[1, 2], ys=["a", "b"])  # fmt: skip
    assert case.open == ["u[0][0]", "u[0][1]", "u[1][0]", "u[1][1]"]


def test_an_operation_for_each_item_leaves_an_effect_for_each(play):
    case = play("""
        start s
        do tell op=notify each=people,person to=person
        end e
        s -> tell -> e
    """, people=["A", "B"])  # fmt: skip
    assert [(effect.node, effect.key, effect.params) for effect in case.step.effects] == [
        ("tell", (0,), {"to": "A"}),
        ("tell", (1,), {"to": "B"}),
    ]


def test_a_list_too_long_to_be_carried_fails_the_step(play):
    with pytest.raises(StepFailed, match="超过"):
        play(REVIEW.format(order=""), departments=[0] * 20_000)
