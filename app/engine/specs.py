"""What a token does at each kind of node: our subclasses of SpiffWorkflow's task specs. Built by building.py, shared by
all cases of a release and never changed after; what differs from case to case is in the token.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, BpmnStartTask
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    CallActivity,
    EndEvent,
    EventBasedGateway,
    ExclusiveGateway,
    IntermediateCatchEvent,
    ParallelGateway,
    ServiceTask,
    StartEvent,
    SubWorkflowTask,
    UserTask,
)
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition

from app.domain.expressions import Expression, evaluate
from app.engine.decisions import Table
from app.engine.plain import check_value
from app.engine.running import READY, STARTED, WAITING, Scope, Token, holder_of, key_of, running
from app.engine.values import Effect, StepFailed, WaitKind

ASK = "ask."


class Await(EventDefinition):  # type: ignore[misc]
    """What is waited for: a message by its name or a limit by its key. Reads no clock and correlates nothing.

    3.2.0 freezes a timer's date in the task and compares it with now(); it opens every instance of a multi-instance
    with one message, and lets two timers of one event gateway share a date. Here the room fires one waiting id.
    """

    def __init__(self, kind: WaitKind, name: str) -> None:
        super().__init__(name)
        self.kind = kind


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
        self.at_any_time: tuple[AtAnyTime, ...] = ()
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


class Catch(Plain, IntermediateCatchEvent):  # type: ignore[misc]
    """Waits for a message or a limit, which the room fires, or for a condition, tried again after each step."""

    def _update_hook(self, token: Token) -> bool | None:
        if token.internal_data.pop("caught", False) or (self.condition is not None and holds(self.condition, token)):
            return True
        token._set_state(WAITING)
        return None

    def fire(self, token: Token, branch: str) -> None:
        token.internal_data["caught"] = True
        self._update(token)


class Boundary(Catch, BoundaryEvent):  # type: ignore[misc]
    pass


class Choice(Plain, EventBasedGateway):  # type: ignore[misc]
    """Waits for the first of several events. 3.2.0 leaves the caught event in the data, which cannot be saved."""

    branches: tuple[tuple[str, Await], ...] = ()

    def _update_hook(self, token: Token) -> bool | None:
        token._set_state(WAITING)
        return None

    def fire(self, token: Token, branch: str) -> None:
        token.internal_data["took"] = branch
        token._set_state(READY)

    def sprout(self, token: Token) -> None:
        child = token._add_child(token.workflow.spec.task_specs[token.internal_data["took"]])
        child.internal_data["caught"] = True


class Guard(Plain, BoundaryEventSplit):  # type: ignore[misc]
    """Stands before an activity with boundary events: when the activity is done they stop listening; when an
    interrupting one fires, the activity and the others stop.
    """

    visible = False
    stays = True

    def sprout(self, token: Token) -> None:
        host, *_ = [token._add_child(spec) for spec in self.after]
        host.internal_data.update(token.internal_data)

    def child_done(self, token: Token, child: Token) -> None:
        host = not isinstance(child.task_spec, Boundary)
        if not host and not child.task_spec.cancel_activity:
            return
        for other in token.children:
            if other is not child and (host or other._state == WAITING or not isinstance(other.task_spec, Boundary)):
                _stop(other)


def _stop(token: Token) -> None:
    # Only what still listens or runs: the path that an event opened goes on by itself.
    if token.alive:
        token.cancel()


class Operation(Plain, ServiceTask):  # type: ignore[misc]
    """Asks through the port, or leaves an effect. In 3.2.0 any failure of a service comes out as NameError 'script'."""

    operation = ""
    result = ""
    params: tuple[tuple[str, Expression], ...] = ()

    def _run_hook(self, token: Token) -> bool:
        case, data = token.workflow.top_workflow, token.data
        params = {name: evaluate(text, data, {"running": running(token)}) for name, text in self.params}
        if self.operation.startswith(ASK):
            answer = case.ask(self.operation, params)
            check_value(self.node.id, self.result, answer)
            token.put({self.result: answer})
        else:
            case.effects.append(Effect(self.operation, self.node.id, key_of(token), params, dict(data)))
        return True


class DecisionTask(Plain, BpmnTaskSpec):  # type: ignore[misc]
    table: Table

    def _run_hook(self, token: Token) -> bool:
        token.put(self.table.decide(self.node.id, token.data))
        return True


class Sub(Plain, SubWorkflowTask):  # type: ignore[misc]
    """An embedded subprocess: begins with the data around it and gives back all that it holds at its end."""

    at_any_time = False

    def _update_hook(self, token: Token) -> bool | None:
        inner = token.workflow.top_workflow.create_subprocess(token, self.spec)
        inner.data.update(self.data_in(token, inner.spec))
        token._set_state(STARTED)
        inner.plant()
        inner.enter(inner.spec.doors[0])
        return None

    def data_in(self, token: Token, spec: Any) -> dict[str, object]:
        return token.data

    def take_back(self, token: Token, inner: Scope) -> None:
        # What runs beside the main flow at any time gives nothing back: the main flow asks.
        if not self.at_any_time:
            token.put(inner.data)

    def _on_cancel(self, token: Token) -> None:
        token.workflow.top_workflow.drop_subprocess(token)


class Call(Sub, CallActivity):  # type: ignore[misc]
    """A called diagram: only what it declares goes in and out. In 3.2.0 all goes in by reference when it forgets to."""

    def data_in(self, token: Token, spec: Any) -> dict[str, object]:
        data = token.data
        missing = [name for name in spec.inputs if name not in data]
        if missing:
            raise StepFailed(self.node.id, f"调用“{self.spec}”缺少数据：{'、'.join(missing)}。")
        return {name: data[name] for name in spec.inputs}

    def take_back(self, token: Token, inner: Scope) -> None:
        token.put({name: inner.data[name] for name in inner.spec.outputs if name in inner.data})


class AtAnyTime:
    """An event subprocess, lifted out of the flow: 3.2.0 lets it rewire the drawing that all later cases share."""

    def __init__(self, start: str, sub: Sub, waits: Await, interrupting: bool) -> None:
        self.start, self.sub, self.waits, self.interrupting = start, sub, waits, interrupting
