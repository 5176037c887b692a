"""What a token does at a node: the common part, people, starts, ends and gateways. Waits: events.py; work handed on:
activities.py; many at once: many.py. Specs are built by building.py, shared by all cases of a release and never changed
after; what differs from case to case is in the token.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.bpmn.specs.defaults import EndEvent, ExclusiveGateway, ParallelGateway, StartEvent, UserTask

from app.domain.expressions import Expression, evaluate
from app.engine.running import WAITING, Scope, Token, holder_of, running
from app.engine.values import StepFailed


class ScopeSpec(BpmnProcessSpec):  # type: ignore[misc]
    """One process or subprocess of a release. `entries`: where a token begins at a node (its guard, if it has one)."""

    def __init__(self, name: str, inputs: tuple[str, ...] | None, outputs: tuple[str, ...] | None) -> None:
        super().__init__(name)
        # 3.2.0 reserves the names Start and End, which people give to their nodes, and joins all ends in a node of its
        # own that walks the whole tree; a scope is over when nothing in it is alive.
        self.task_specs.clear()
        self.start = Root(self, "")
        self.task_specs.clear()
        self.inputs, self.outputs = inputs, outputs
        self.doors: tuple[Start, ...] = ()
        self.at_any_time: tuple[Any, ...] = ()  # of events.AtAnyTime
        self.entries: dict[str, Any] = {}


class Plain:
    """Common to all: a token comes, is ready, runs, and goes on to everything after it."""

    visible = True
    stays = False
    condition: Expression | None = None
    node: Any
    after: tuple[Any, ...] = ()

    def sprout(self, token: Token) -> None:
        # 3.2.0 predicts several steps ahead; one place for each way out, when the token leaves, is enough.
        back = token.internal_data.get("back")
        for spec in self.after if back is None else (token.workflow.spec.entries[back],):
            token._add_child(spec)

    def child_done(self, token: Token, child: Token) -> None:
        """A token below has completed."""

    def _update_hook(self, token: Token) -> bool | None:
        return True

    def _run_hook(self, token: Token) -> bool:
        return True

    def _on_complete_hook(self, token: Token) -> None:
        """3.2.0 copies data out of and into BPMN data objects here."""

    def _on_cancel(self, token: Token) -> None:
        """Nothing to give up."""


class Root(Plain, BpmnStartTask):  # type: ignore[misc]
    """Holds the tokens of a scope; never runs."""


class Person(Plain, UserTask):  # type: ignore[misc]
    pass


class Start(Plain, StartEvent):  # type: ignore[misc]
    door = ""


class End(Plain, EndEvent):  # type: ignore[misc]
    terminates = False

    def _on_complete_hook(self, token: Token) -> None:
        scope = token.workflow
        if self.terminates:
            for other in scope.alive():
                other.cancel()
        if _ends_case(scope):
            scope.top_workflow.outcome = self.name


def _ends_case(scope: Scope) -> bool:
    """The end of the main flow, or of what has interrupted it, is the end of the case."""
    case, holder = scope.top_workflow, holder_of(scope)
    if holder is None:
        return True
    return case.interrupted and holder.workflow is case and holder.task_spec.at_any_time


class Decide(Plain, ExclusiveGateway):  # type: ignore[misc]
    """Exactly one way. 3.2.0 tries conditions in the order of the boxes' y positions: moving a box changed the way."""

    branches: tuple[tuple[Expression, Any], ...] = ()
    otherwise: Any = None

    def sprout(self, token: Token) -> None:
        true = [spec for condition, spec in self.branches if holds(condition, token)]
        if len(true) > 1:
            raise StepFailed(self.name, f"网关“{self.name}”同时有 {len(true)} 条出线的条件成立。")
        chosen = true[0] if true else self.otherwise
        if chosen is None:
            raise StepFailed(self.name, f"网关“{self.name}”没有一条出线的条件成立。")
        token._add_child(chosen)


def holds(condition: Expression, token: Token) -> bool:
    token.workflow.top_workflow.now = token.task_spec.node.id
    return bool(evaluate(condition, token.data, {"running": running(token)}))


class Join(Plain, ParallelGateway):  # type: ignore[misc]
    """Fires when one token waits on each way in, and takes exactly those. 3.2.0 guesses from the tree of ancestors:
    in a loop it fired early, and a token too many was lost.
    """

    sources: frozenset[str] = frozenset()

    def _update_hook(self, token: Token) -> bool | None:
        token.internal_data["via"] = token.parent.task_spec.name
        came = {t.internal_data["via"]: t for t in reversed(token.workflow.alive()) if _waits_at(t, self)}
        came[token.internal_data["via"]] = token
        if len(came) < len(self.sources):
            token._set_state(WAITING)
            return None
        for other in came.values():
            if other is not token:
                other.cancel()
        return True


def _waits_at(token: Token, spec: Any) -> bool:
    return token.task_spec is spec and token._state == WAITING
