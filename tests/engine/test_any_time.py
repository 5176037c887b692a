"""What may come at any time: event subprocesses, run by the room."""

import pytest

from app.engine import NotOpen

CASE = """
    start s
    par f
    user a
    sub part
    start s1
    user b
    boundary late on=b due=b_late
    end e1
    end e2
    s1 -> b -> e1
    late -> e2
    endsub
    par j
    user sign
    stop e
    s -> f
    f -> a -> j
    f -> part -> j
    j -> sign -> e
    anytime withdrawn
    start wd msg=withdraw
    user bye
    end wd_end
    wd -> bye -> wd_end
    endsub
    anytime further
    start ob msg=objection beside
    user handle
    boundary ob_late on=handle due=feedback beside
    user chase
    end ob_end
    end ob_end2
    ob -> handle -> ob_end
    ob_late -> chase -> ob_end2
    endsub
    anytime overdue
    start od due=objection beside
    user watch
    end od_end
    od -> watch -> od_end
    endsub
"""


def test_an_interrupting_one_ends_everything_open_in_its_scope_and_then_the_case(play):
    case = play(CASE).send("ob").send("wd", reason="x")
    assert (case.open, case.awaited) == (["bye"], [])
    assert case.task("bye").data["reason"] == "x"
    assert case.visited == ["wd"]
    assert case.do("bye").step.ended == "wd_end"


def test_others_come_any_number_of_times_each_with_its_number_and_its_clock(play):
    case = play(CASE)
    for who in range(3):
        case.send("ob", who=who)
    handles = [f"handle[further#{n}]" for n in (1, 2, 3)]
    assert [name for name in case.open if name.startswith("handle")] == handles
    assert [case.task(name).data["who"] for name in handles] == [0, 1, 2]
    assert case.wake("ob_late[further#2]").task("chase[further#2]").data["who"] == 1


def test_data_of_a_run_beside_the_main_flow_do_not_come_back(play):
    case = play(CASE).send("ob").do("handle[further#1]", outcome="upheld")
    assert "outcome" not in case.task("a").data


def test_a_limit_of_the_whole_runs_out_once(play):
    case = play(CASE).wake("od")
    assert "watch[overdue#1]" in case.open and "od" not in case.awaited
    case.do("watch[overdue#1]")
    assert "od" not in case.awaited


def test_a_second_case_on_the_same_flow_knows_nothing_of_the_first(play):
    first = play(CASE).send("wd")
    second = play(first.flow)
    assert sorted(second.open) == ["a", "b"]
    assert sorted(second.awaited) == ["late", "ob", "od", "wd"]


def test_one_inside_a_subprocess_listens_there_and_ends_only_there(play):
    case = play("""
        start s
        sub part
        start s1
        user a
        end e1
        s1 -> a -> e1
        anytime stop_it
        start st msg=stop
        user tidy
        end e2
        st -> tidy -> e2
        endsub
        endsub
        user after
        end e
        s -> part -> after -> e
    """)
    assert case.send("st").open == ["tidy"]
    assert case.do("tidy").open == ["after"]
    assert case.awaited == []
    assert case.do("after").step.ended == "e"


def test_a_wait_of_the_flow_itself_comes_before_the_same_message_at_any_time(play):
    case = play("""
        start s
        catch c msg=objection
        user a
        stop e
        s -> c -> a -> e
        anytime further
        start ob msg=objection beside
        user handle
        end oe
        ob -> handle -> oe
        endsub
    """)
    assert case.awaited == ["c"]
    assert case.send("c").awaited == ["ob"]


def test_a_decision_waits_until_nothing_runs_beside_it(play):
    case = play("""
        start s
        user draft
        catch gate when="running('further') == 0"
        user sign
        stop e
        s -> draft -> gate -> sign -> e
        anytime further
        start ob msg=objection beside
        user handle
        end oe
        ob -> handle -> oe
        endsub
    """)
    case.send("ob").send("ob").do("draft").do("handle[further#2]")
    assert case.open == ["handle[further#1]"]
    assert case.do("handle[further#1]").open == ["sign"]


def test_it_cannot_be_addressed_once_an_interrupting_one_has_come(play):
    case = play(CASE)
    wait = case.wait("ob")
    case.send("wd")
    with pytest.raises(NotOpen):
        case.engine.send(case.flow, case.snapshot, wait.id, wait.node, {}, ask=case.ask)
