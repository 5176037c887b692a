"""A flow is shared by all cases and threads, and nothing that a case does is left in it."""

import random
from concurrent.futures import ThreadPoolExecutor

from tests.engine.conftest import Play
from tests.engine.sketch import bpmn

CASE = """
    start s
    par f
    user a each=xs,x,results,result
    sub part each=xs,x,outs,out one_by_one
    start ps
    choice w
    catch told msg=told
    catch over due=over
    user u
    boundary late on=u due=late
    end pe
    end pe2
    end pe3
    ps -> w
    w -> told -> u -> pe
    w -> over -> pe2
    late -> pe3
    endsub
    call k to=leaf
    par j
    catch gate when="running('further') == 0"
    user sign
    stop e
    s -> f
    f -> a -> j
    f -> part -> j
    f -> k -> j
    j -> gate -> sign -> e
    anytime further
    start ob msg=objection beside
    user handle
    end oe
    ob -> handle -> oe
    endsub
    anytime withdrawn
    start wd msg=withdraw
    user bye
    end we
    wd -> bye -> we
    endsub
"""
LEAF = bpmn("io in=xs out=y\nstart ls\nuser lu\nend le\nls -> lu -> le", process="leaf")


def walk(flow, seed):
    """One case from its start to its end, by chance; what was seen on the way."""
    at_random = random.Random(seed)
    case = Play(flow, {"xs": list(range(at_random.randint(0, 3)))}, None, {})
    seen = []
    for _ in range(80):
        seen.append((case.open, case.awaited, case.visited, case.step.ended, case.step.snapshot))
        if case.step.ended is not None:
            break
        moves = [(case.do, name) for name in case.open]
        for wait, name in zip(case.step.waiting, case.awaited, strict=True):
            rare = wait.node in ("wd", "ob") and at_random.random() > 0.1
            if wait.kind != "condition" and not rare:
                moves.append((case.wake if wait.kind == "timer" else case.send, name))
        move, name = at_random.choice(moves)
        move(name)
    return seen


def test_cases_of_one_flow_in_many_threads_go_as_they_go_alone(draw):
    alone = [walk(draw(CASE, leaf=LEAF), seed) for seed in range(60)]
    flow = draw(CASE, leaf=LEAF)
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda seed: walk(flow, seed), range(60)))
    assert together == alone
    assert sum(seen[-1][3] is not None for seen in alone) > 50


def test_a_flow_is_the_same_after_a_hundred_cases_as_before(draw):
    flow = draw(CASE, leaf=LEAF)
    before = _state(flow)
    for seed in range(100):
        walk(flow, seed)
    assert _state(flow) == before


def _state(flow):
    """Everything a spec holds, as text: attributes of attributes down to names."""
    return {
        (scope.name, spec.name): sorted((name, _shown(value)) for name, value in vars(spec).items())
        for scope in flow.specs.values()
        for spec in [*scope.task_specs.values(), scope.start]
    }


def _shown(value):
    if isinstance(value, list | tuple | frozenset | set):
        return sorted(map(_shown, value))
    if isinstance(value, dict):
        return sorted((key, _shown(item)) for key, item in value.items())
    return getattr(value, "name", None) or getattr(value, "text", None) or repr(type(value))
