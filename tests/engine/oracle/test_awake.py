"""Is the oracle awake? Each mend of the engine is taken away once, and the comparison must notice within some seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.engine import Engine, anytime, reading, snapshots
from app.engine.activities import Call, Sub
from app.engine.events import AtAnyTime, Choice, Guard
from app.engine.many import ManyTimes
from app.engine.running import READY, WAITING, Case, Scope, Token
from app.engine.specs import Decide, End, Join
from tests.engine.oracle.compare import Difference, Run
from tests.engine.oracle.generator import DEEP, Generator

SEEDS = 400


def notices(engine: Engine, *kinds: str) -> bool:
    """Whether some process of these constructs runs otherwise than the interpreter says, or fails."""
    return any(_differs(engine, seed, kinds or DEEP) for seed in range(SEEDS))


def _differs(engine: Engine, seed: int, kinds: tuple[str, ...]) -> bool:
    try:
        return isinstance(Run(Generator(seed, kinds).process(2 + seed % 2), seed, engine).verdict(), Difference)
    except Exception:  # a step that fails where the interpreter goes on is a difference too
        return True


def _nothing(*of: Any, **named: Any) -> None:
    return None


def _join_counts_tokens(self: Join, token: Token) -> bool | None:
    """As 3.2.0: so many tokens have come, whichever way."""
    waiting = [t for t in token.workflow.alive() if t.task_spec is self and t._state == WAITING]
    if len(waiting) + 1 < len(self.sources):
        token._set_state(WAITING)
        return None
    for other in waiting:
        other.cancel()
    return True


def _join_takes_all(self: Join, token: Token) -> bool | None:
    """As 3.2.0: when it fires, every token that waits at it is gone."""
    token.internal_data["via"] = token.parent.task_spec.name
    waiting = [t for t in token.workflow.alive() if t.task_spec is self and t._state == WAITING]
    if len({token.internal_data["via"], *(t.internal_data["via"] for t in waiting)}) < len(self.sources):
        token._set_state(WAITING)
        return None
    for other in waiting:
        other.cancel()
    return True


def _begin_without_interrupting(scope: Scope, event: AtAnyTime, payload: Mapping[str, object]) -> None:
    """As 3.2.0: an interrupting event subprocess runs beside what it should end."""
    scope.enter(event.sub, own=dict(payload)).own = None


def _begin_once(scope: Scope, event: AtAnyTime, payload: Mapping[str, object]) -> None:
    """As 3.2.0's boundary messages: once, then never again."""
    whole_begin(scope, event, payload)
    scope.interrupted = True


def _begin_without_number(scope: Scope, event: AtAnyTime, payload: Mapping[str, object]) -> None:
    whole_begin(scope, event, payload)
    for token in scope.alive():
        token.internal_data.pop("key", None)


def _cancel_forgets_what_is_inside(self: Token) -> None:
    if self.alive:
        self._set_state(32)


def _first_branch(self: Choice, token: Token, branch: str) -> None:
    """As 3.2.0 with two timers of one gateway: the wrong one is taken for due."""
    token.internal_data["took"] = self.branches[0][0]
    token._set_state(READY)


def _second_round_adds(self: ManyTimes, token: Token) -> None:
    """As 3.2.0: the list of the round before is still there."""
    results = token.internal_data.pop("results")
    if self.output:
        before = token.data.get(self.output, [])
        token.put({self.output: [*before, *results]})  # type: ignore[misc]


def _instances_write_around(self: ManyTimes, token: Token, child: Token) -> None:
    """As 3.2.0 without a list of results: instances overwrite each other in the data around them."""
    if child.own:
        token.put(child.own)
    whole_child_done(self, token, child)


def _waits_unshadowed(scope: Scope, own_messages: set[str]) -> Any:
    return whole_at_any_time(scope, set())


def _timers_fire_again(scope: Scope, own_messages: set[str]) -> Any:
    fired, scope.fired = scope.fired, {}
    found = list(whole_at_any_time(scope, own_messages))
    scope.fired = fired
    return found


def _end_without_terminating(self: End, token: Token) -> None:
    terminates, self.terminates = self.terminates, False
    whole_end(self, token)
    self.terminates = terminates


def _kept_without_guards(token: Token) -> bool:
    return token.alive


def _lowest_first(self: Decide, token: Token) -> None:
    token._add_child(self.otherwise if self.otherwise is not None else self.branches[0][1])


def _running_everywhere(token: Token) -> Callable[[str], int]:
    return lambda node: 0


def _takes_all(self: Call, token: Token, spec: Any) -> dict[str, object]:
    return dict(token.data)


def _gives_all_back(self: Sub, token: Token, inner: Scope) -> None:
    token.put(inner.data)


whole_begin = anytime.begin
whole_end = End._on_complete_hook
whole_child_done = ManyTimes.child_done
whole_at_any_time = reading._at_any_time

MENDS: dict[str, tuple[Any, str, Any, tuple[str, ...]]] = {
    "a join counts ways in, not tokens": (Join, "_update_hook", _join_counts_tokens, ("surplus", "par")),
    "a join leaves the tokens that are too many": (Join, "_update_hook", _join_takes_all, ("surplus", "par")),
    "an event subprocess interrupts": (anytime, "begin", _begin_without_interrupting, ()),
    "an event subprocess comes again": (anytime, "begin", _begin_once, ()),
    "runs at any time are numbered": (anytime, "begin", _begin_without_number, ()),
    "what runs at any time gives no data back": (Sub, "take_back", _gives_all_back, ()),
    "a wait of the flow comes before any time": (reading, "_at_any_time", _waits_unshadowed, ()),
    "a timer begins an event subprocess once": (reading, "_at_any_time", _timers_fire_again, ()),
    "cancelling reaches what is inside": (Token, "cancel", _cancel_forgets_what_is_inside, ()),
    "a cancelled subprocess is gone": (Sub, "_on_cancel", _nothing, ()),
    "conditions are looked at again": (Case, "conditions_met", lambda self: bool(self.ready), ()),
    "boundary events stop listening": (Guard, "child_done", _nothing, ("timer", "kill_timer", "kill_message")),
    "an event gateway takes the branch that came": (Choice, "fire", _first_branch, ("choice",)),
    "multi-instance begins a second round anew": (ManyTimes, "finish", _second_round_adds, ("loop", "many_rules")),
    "instances keep their data to themselves": (ManyTimes, "child_done", _instances_write_around, ()),
    "a called diagram gives back what it declares": (Call, "take_back", _gives_all_back, ("call", "many")),
    "a called diagram takes what it declares": (Call, "data_in", _takes_all, ("call", "many", "user")),
    "a subprocess works on the data around it": (Sub, "shares", lambda self, token: False, ("par", "sub", "user")),
    "a stored case keeps its boundary guards": (snapshots, "_kept", _kept_without_guards, ()),
    "a terminate end ends its container": (End, "_on_complete_hook", _end_without_terminating, ("surplus", "user")),
    "an end tells the outcome": (End, "_on_complete_hook", _nothing, ()),
    "a gateway takes the true branch": (Decide, "sprout", _lowest_first, ("xor",)),
}


@pytest.mark.parametrize("mend", MENDS)
def test_the_oracle_notices_when_this_is_no_longer_so(
    mend: str, monkeypatch: pytest.MonkeyPatch, sealed_engine: Engine
) -> None:
    owner, attribute, weaker, kinds = MENDS[mend]
    monkeypatch.setattr(owner, attribute, weaker)

    assert notices(sealed_engine, *kinds), f"{SEEDS} processes ran as if nothing were missing"


def test_with_every_mend_in_place_the_same_processes_run_alike(sealed_engine: Engine) -> None:
    kinds = {kinds for *_, kinds in MENDS.values()}

    assert not any(_differs(sealed_engine, seed, some or DEEP) for some in kinds for seed in range(12))
