"""Waiting for messages, limits and conditions."""

import pytest

from app.engine import NotOpen, StepFailed

CATCH = """
    start s
    catch c msg=done
    user a
    end e
    s -> c -> a -> e
"""


def test_a_message_opens_what_waits_for_it_and_brings_its_payload(play):
    case = play(CATCH, note="old").send("c", note="new", number=2)
    assert case.task("a").data == {"note": "new", "number": 2}


def test_a_wait_that_is_over_refuses_a_second_message(play):
    case = play(CATCH)
    wait = case.wait("c")
    case.send("c")
    with pytest.raises(NotOpen):
        case.engine.send(case.flow, case.snapshot, wait.id, wait.node, {}, ask=case.ask)


def test_a_timer_holds_the_name_of_its_limit_and_only_wake_fires_it(play):
    case = play("""
        start s
        user a
        boundary late on=a due=feedback beside
        user chase
        end e
        end e2
        late -> chase -> e2
        s -> a -> e
    """)
    assert [(wait.kind, wait.name) for wait in case.step.waiting] == [("timer", "feedback")]
    with pytest.raises(NotOpen):
        case.send("late")
    assert case.wake("late").open == ["a", "chase"]
    assert case.awaited == []


def test_a_timer_may_name_a_point_of_its_limit(draw):
    from app.engine import parse
    from tests.engine.sketch import bpmn

    drawing = bpmn(CATCH.replace("msg=done", "due=x")).replace(b"due('x')", b"due('x', '80%')")
    from tests.engine.conftest import Play

    case = Play(parse("p", {"process.bpmn": drawing}), {}, None, {})
    assert case.step.waiting[0].name == "x@80%"


CHOICE = """
    start s
    choice g
    catch early due=early
    catch late due=late
    catch told msg=told
    user a
    user b
    user c
    end e
    s -> g
    g -> early -> a -> e
    g -> late -> b -> e
    g -> told -> c -> e
"""


def test_two_timers_on_one_choice_are_two_limits(play):
    case = play(CHOICE)
    assert [(wait.node, wait.name) for wait in case.step.waiting] == [
        ("early", "early"), ("late", "late"), ("told", "told")
    ]  # fmt: skip
    assert case.wake("late").open == ["b"]


def test_the_first_event_of_a_choice_ends_the_others(play):
    case = play(CHOICE).send("told", what="x")
    assert (case.open, case.awaited) == (["c"], [])
    assert case.visited == ["g", "told"]


KILL = """
    start s
    user a
    boundary over on=a due=limit
    boundary near on=a due=near beside
    user after
    user side
    end e
    end e2
    s -> a -> e
    over -> after -> e
    near -> side -> e2
"""


def test_an_interrupting_boundary_event_stops_its_activity_and_the_other_clocks(play):
    case = play(KILL).wake("over")
    assert (case.open, case.awaited) == (["after"], [])


def test_completing_an_activity_stops_its_clocks_and_not_the_paths_they_have_opened(play):
    case = play(KILL).wake("near").do("a")
    assert (case.open, case.awaited) == (["side"], [])
    assert case.step.ended is None
    assert case.do("side").step.ended == "e2"


def test_an_interrupting_boundary_event_spares_the_path_that_another_has_opened(play):
    assert sorted(play(KILL).wake("near").wake("over").open) == ["after", "side"]


GATE = """
    start s
    par f
    user a
    user b
    catch gate when="running('b') == 0"
    user sign
    stop e
    end e2
    s -> f
    f -> a -> gate -> sign -> e
    f -> b -> e2
"""


def test_a_condition_is_looked_at_again_after_every_step_of_the_case(play):
    case = play(GATE).do("a")
    assert (case.open, case.awaited) == (["b"], ["gate"])
    assert case.do("b").open == ["sign"]


def test_a_condition_that_already_holds_is_passed_at_once(play):
    assert play(GATE).do("b").do("a").open == ["sign"]


def test_a_nudge_changes_nothing_when_nothing_has_changed(play):
    case = play(GATE).do("a")
    step = case.engine.nudge(case.flow, case.snapshot, ask=case.ask)
    assert step.snapshot == case.snapshot and step.waiting == case.step.waiting and step.visited == ()


def test_a_condition_cannot_be_sent_or_woken(play):
    case = play(GATE).do("a")
    for verb in (case.send, case.wake):
        with pytest.raises(NotOpen):
            verb("gate")


def test_a_case_in_which_nothing_is_open_and_nothing_awaited_fails_the_step(play):
    with pytest.raises(StepFailed, match="流程停住了"):
        play("""
            start s
            user a
            xor g
            par j
            user b
            end e
            s -> a -> g
            g -> j if "v == 1"
            g -> b else
            b -> j
            j -> e
        """).do("a", v=1)
