"""When a step cannot be finished: one exception, the node's name, and nothing changed."""

import pytest

from app.engine import StepFailed

ASKS = """
    start s
    user a
    ask look op=ask.look var=found
    xor g
    user b
    end e
    s -> a -> look -> g
    g -> b if "found['n'] == 1"
    g -> e else
    b -> e
"""


class Broken:
    """A port that is down."""

    def __getitem__(self, operation: str) -> object:
        raise ConnectionError(f"{operation} is down")


def test_what_the_port_raises_comes_out_as_it_is_and_the_case_stays_as_it_was(play):
    case = play(ASKS, answers=Broken())
    with pytest.raises(ConnectionError, match="ask.look is down"):
        case.do("a")
    case.answers = {"ask.look": {"n": 1}}
    assert case.do("a").open == ["b"]


@pytest.mark.parametrize("found", [None, 3, [], {}, "text"])
def test_data_of_another_shape_than_the_condition_reads_fail_at_the_gateway(play, found):
    with pytest.raises(StepFailed) as failure:
        play(ASKS, answers={"ask.look": found}).do("a")
    assert failure.value.node == "g"


def test_automatic_steps_that_never_end_are_stopped(play):
    with pytest.raises(StepFailed, match="还没有停下来"):
        play("""
            start s
            xor m
            do tell op=notify
            xor g
            end e
            s -> m -> tell -> g
            g -> m if "v == 1"
            g -> e else
        """, v=1)  # fmt: skip


def test_tokens_that_multiply_without_end_are_stopped(play):
    with pytest.raises(StepFailed, match="还没有停下来"):
        play("""
            start s
            xor m
            par f
            xor n
            user a
            end e
            s -> m -> f
            f -> n
            f -> a -> e
            n -> m
        """)


def test_a_case_may_not_hold_more_open_at_once_than_the_bound(play):
    case = play("""
        start s
        user a each=xs,x
        end e
        s -> a -> e
        anytime more
        start ms msg=more beside
        user b each=xs,x
        end me
        ms -> b -> me
        endsub
    """, xs=[0] * 4000)  # fmt: skip
    assert len(case.step.open_tasks) == 4000
    case.send("ms")
    with pytest.raises(StepFailed, match="同时存在的节点超过"):
        case.send("ms")


def test_a_condition_that_fails_names_its_own_node(play):
    case = play("""
        start s
        user a
        catch gate when="missing == 1"
        end e
        s -> a -> gate -> e
    """)
    with pytest.raises(StepFailed, match="“missing”没有值") as failure:
        case.do("a")
    assert failure.value.node == "gate"
