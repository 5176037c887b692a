"""Tokens on their way: order, branches, joins, ends."""

import pytest

from app.engine import NotOpen, StepFailed

LINE = """
    start s
    user a
    user b
    end e
    s -> a -> b -> e
"""


def test_tasks_open_one_after_another_and_the_last_end_ends_the_case(play):
    case = play(LINE)
    assert case.open == ["a"]
    assert case.do("a").open == ["b"]
    case.do("b")
    assert (case.step.ended, case.step.snapshot, case.step.open_tasks) == ("e", None, ())


def test_a_step_says_what_it_visited_in_order(play):
    case = play("""
        start s
        user a
        do tell op=notify to="'x'"
        xor g
        end e
        s -> a -> tell -> g -> e
    """)
    assert case.visited == ["s"]
    assert case.do("a").visited == ["a", "tell", "g", "e"]


def test_answers_become_data_of_the_case(play):
    case = play(LINE, subject="s1").do("a", outcome="upheld", days=3)
    assert case.task("b").data == {"subject": "s1", "outcome": "upheld", "days": 3}


def test_a_task_that_is_done_cannot_be_done_again(play):
    case = play(LINE)
    old = case.task("a").id
    case.do("a")
    with pytest.raises(NotOpen):
        case.engine.complete(case.flow, case.snapshot, old, {}, ask=case.ask)


@pytest.mark.parametrize("task_id", ["", "x", "-1", "999", "１", "1.0", "²"])
def test_a_task_that_never_was_cannot_be_done(play, task_id):
    case = play(LINE)
    with pytest.raises(NotOpen):
        case.engine.complete(case.flow, case.snapshot, task_id, {}, ask=case.ask)


def test_task_ids_are_never_used_again(play):
    case = play("""
        start s
        xor m
        user a
        end e
        xor g
        s -> m -> a -> g
        g -> m if "again == 1"
        g -> e else
    """)
    seen = set()
    for _ in range(20):
        seen.add(case.task("a").id)
        case.do("a", again=1)
    assert len(seen) == 20


CHOOSE = """
    start s
    user a
    xor g
    user yes
    user no
    end e
    s -> a -> g
    g -> yes if "v == 1"
    g -> no if "v in [2, 1]"
    yes -> e
    no -> e
"""


def test_the_true_way_is_taken(play):
    assert play(CHOOSE).do("a", v=2).open == ["no"]


def test_two_true_ways_are_a_failure_and_never_a_matter_of_the_picture(play):
    with pytest.raises(StepFailed, match="网关“g”同时有 2 条出线的条件成立。"):
        play(CHOOSE).do("a", v=1)


def test_no_true_way_is_a_failure_that_names_the_gateway(play):
    with pytest.raises(StepFailed, match="网关“g”没有一条出线的条件成立。") as failure:
        play(CHOOSE).do("a", v=3)
    assert failure.value.node == "g"


def test_a_condition_on_data_that_nobody_set_is_a_failure(play):
    with pytest.raises(StepFailed, match="“v”没有值"):
        play(CHOOSE).do("a")


FORK = """
    start s
    par f
    user a
    user b
    par j
    user c
    end e
    s -> f
    f -> a -> j
    f -> b -> j
    j -> c -> e
"""


def test_a_join_waits_for_every_way_in(play):
    case = play(FORK)
    assert case.open == ["a", "b"]
    assert case.do("b").open == ["a"]
    assert case.do("a").open == ["c"]


def test_the_branch_that_comes_last_does_not_write_its_old_values_over_the_others(play):
    case = play(FORK, x="before").do("a", x="after")
    case.do("b", y=1)
    assert case.task("c").data == {"x": "after", "y": 1}


def test_a_subprocess_does_not_bring_old_values_back_over_what_others_have_set(play):
    case = play("""
        start s
        par f
        sub part
        start ps
        user u
        end pe
        ps -> u -> pe
        endsub
        user a
        par j
        user c
        end e
        s -> f
        f -> part -> j
        f -> a -> j
        j -> c -> e
    """, x="before")  # fmt: skip
    case.do("a", x="after").do("u", y=1)
    assert case.task("c").data == {"x": "after", "y": 1}


def test_a_join_in_a_loop_fires_once_a_round(play):
    case = play("""
        start s
        xor m
        par f
        user a
        user b
        par j
        xor g
        end e
        s -> m -> f
        f -> a -> j
        f -> b -> j
        j -> g
        g -> m if "again == 1"
        g -> e else
    """)
    for _ in range(5):
        assert case.do("a", again=1).open == ["b"]
        assert sorted(case.do("b").open) == ["a", "b"]
    assert case.do("b", again=0).do("a").step.ended == "e"


def test_a_token_too_many_at_a_join_stays_for_the_next_round(play):
    # The listener loop sends two tokens to j by the same way before the other way brings its first.
    case = play("""
        start s
        par f
        xor m
        catch c msg=more
        par g
        user b
        xor n
        par j
        user done
        end e
        s -> f
        f -> m -> c -> g
        g -> m
        g -> j
        f -> n -> b -> j
        j -> done -> e
    """)
    case.send("c").send("c")
    assert case.open == ["b"]
    assert case.do("b").open == ["done"]


def test_an_end_that_terminates_stops_what_still_runs_in_its_scope_only(play):
    case = play("""
        start s
        sub part
        start s1
        par f
        user a
        user b
        stop t
        end e1
        s1 -> f
        f -> a -> t
        f -> b -> e1
        endsub
        user after
        end e
        s -> part -> after -> e
    """)
    assert case.do("a").open == ["after"]


def test_the_case_runs_until_every_branch_has_ended_and_the_last_end_counts(play):
    case = play("""
        start s
        par f
        user a
        user b
        end ea
        end eb
        s -> f
        f -> a -> ea
        f -> b -> eb
    """)
    assert case.do("a").step.ended is None
    assert case.do("b").step.ended == "eb"


TWO_DOORS = """
    start center msg=filed_center
    start source msg=filed_source
    user a
    user copy
    xor m
    end e
    center -> m
    source -> copy -> m
    m -> a -> e
"""


def test_a_case_begins_at_the_door_by_which_it_came_in(play):
    assert play(TWO_DOORS, door="filed_source").open == ["copy"]
    assert play(TWO_DOORS, door="filed_center").open == ["a"]


@pytest.mark.parametrize("door", [None, "nobody", ""])
def test_a_door_that_is_not_drawn_does_not_open(play, door):
    with pytest.raises(NotOpen):
        play(TWO_DOORS, door=door)


def test_nodes_may_be_called_start_and_end(play):
    case = play("""
        start Start
        user Root
        end End
        Start -> Root -> End
    """)
    assert case.do("Root").step.ended == "End"
