"""From the plain drawing to task specs. The drawing has passed refusals.py: nothing is doubted here any more.

SpiffWorkflow's own parser is not used. It walks the flow recursively (400 nodes in a row end in RecursionError), orders
branches by their place in the picture, starts event subprocesses as ordinary tasks, leaves out what it cannot reach and
fails with KeyError, AttributeError and OSError beside its own exceptions.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition

from app.domain.expressions import compile_expression
from app.engine.activities import Call, DecisionTask, Operation, Sub
from app.engine.decisions import Table
from app.engine.drawing import Edge, Element, Scope
from app.engine.events import AtAnyTime, Await, Boundary, Catch, Choice, Guard
from app.engine.flow import Flow, Node
from app.engine.many import ManyTimes
from app.engine.returning import return_targets
from app.engine.specs import Decide, End, Join, Person, ScopeSpec, Start

Tables = Mapping[str, Table]


def build(process_id: str, scopes: Iterable[Scope], tables: Tables) -> Flow:
    """Only the process itself, its subprocesses and what they call become part of the flow."""
    by_id = {scope.id: scope for scope in scopes}
    used = _used(process_id, by_id)
    nodes = {e.id: _node(e, scope, by_id) for scope in used for e in scope.elements.values()}
    specs = {scope.id: _scope_spec(scope, by_id, nodes, tables) for scope in used}
    returns = {node: targets for scope in used for node, targets in return_targets(scope).items()}
    top = by_id[process_id]
    return Flow(process_id, top.title or top.id, MappingProxyType(nodes), MappingProxyType(specs), returns)


def _used(process_id: str, by_id: Mapping[str, Scope]) -> list[Scope]:
    used: dict[str, Scope] = {}
    todo = [process_id]
    while todo:
        scope = by_id[todo.pop()]
        if scope.id not in used:
            used[scope.id] = scope
            todo += [e.called or e.id for e in scope.elements.values() if e.tag in ("subProcess", "callActivity")]
    return list(used.values())


def _node(element: Element, scope: Scope, by_id: Mapping[str, Scope]) -> Node:
    process = scope
    while process.parent:
        process = by_id[process.parent]
    props = MappingProxyType(element.props)
    form = (props.get("form") or element.id) if element.tag == "userTask" else ""
    return Node(
        element.id,
        element.tag,
        element.title,
        element.lane,
        props.get("article", ""),
        form,
        process.id,
        scope.id,
        props,
    )


def _scope_spec(scope: Scope, by_id: Mapping[str, Scope], nodes: Mapping[str, Node], tables: Tables) -> ScopeSpec:
    spec = ScopeSpec(scope.id, scope.inputs, scope.outputs)
    made = {e.id: _task_spec(spec, e, nodes[e.id], tables) for e in scope.elements.values()}
    for element in scope.elements.values():
        spec.entries[element.id] = _entry(spec, scope, element, made)
    for element in scope.elements.values():
        _connect(spec, scope, element, made[element.id])
    spec.doors = tuple(made[e.id] for e in scope.starts())
    spec.at_any_time = tuple(
        _at_any_time(by_id[e.id], made[e.id]) for e in scope.elements.values() if e.at_any_time
    )  # fmt: skip
    return spec


def _at_any_time(inner: Scope, sub: Sub) -> AtAnyTime:
    start = inner.starts()[0]
    sub.at_any_time = True
    return AtAnyTime(start.id, sub, _await(start), start.interrupting)


def _await(element: Element) -> Await:
    if element.event.kind == "timer":
        # A timer names a limit; the date is a row of the services and never comes in here.
        limit, *point = compile_expression(element.event.text).calls[0].arguments
        return Await("timer", "@".join([limit, *point]))
    return Await("message", element.event.text)


def _task_spec(spec: ScopeSpec, element: Element, node: Node, tables: Tables) -> Any:
    task = _MAKERS[element.tag](spec, element)
    if isinstance(task, DecisionTask):
        task.table = tables[element.decision]
    task.node = node
    return _many(spec, element, task) if element.many else task


def _many(spec: ScopeSpec, element: Element, task: Any) -> ManyTimes:
    del spec.task_specs[task.name]
    many = ManyTimes(spec, element.id, "")
    task.name = f"{element.id} [one]"
    spec.task_specs[task.name] = task
    loop = element.many
    assert loop is not None
    many.node, many.instance, many.sequential = task.node, task, loop.sequential
    many.items, many.item, many.output, many.output_item = loop.items, loop.item, loop.output, loop.output_item
    return many


def _entry(spec: ScopeSpec, scope: Scope, element: Element, made: Mapping[str, Any]) -> Any:
    boundaries = scope.boundaries(element.id)
    if not boundaries:
        return made[element.id]
    guard = Guard(spec, f"{element.id} [guard]")
    guard.node = made[element.id].node
    guard.after = (made[element.id], *(made[b.id] for b in boundaries))
    return guard


def _connect(spec: ScopeSpec, scope: Scope, element: Element, task: Any) -> None:
    outgoing = [edge for edge in scope.edges if edge.source == element.id]
    task.after = tuple(spec.entries[edge.target] for edge in outgoing)
    if isinstance(task, Decide):
        _connect_ways(spec, element, task, outgoing)
    elif isinstance(task, Join):
        task.sources = frozenset(edge.source for edge in scope.edges if edge.target == element.id)
    elif isinstance(task, Choice):
        targets = [scope.elements[edge.target] for edge in outgoing]
        task.branches = tuple((target.id, _await(target)) for target in targets)


def _connect_ways(spec: ScopeSpec, element: Element, task: Decide, outgoing: list[Edge]) -> None:
    free = [e for e in outgoing if e.id == element.default or (len(outgoing) == 1 and not e.condition)]
    task.otherwise = spec.entries[free[0].target] if free else None
    task.branches = tuple(
        (compile_expression(e.condition), spec.entries[e.target]) for e in outgoing if e not in free
    )  # fmt: skip


def _catch(spec: ScopeSpec, element: Element) -> Catch:
    if element.event.kind == "condition":
        task = Catch(spec, element.id, NoneEventDefinition())
        task.condition = compile_expression(element.event.text)
        return task
    return Catch(spec, element.id, _await(element))


def _boundary(spec: ScopeSpec, element: Element) -> Boundary:
    return Boundary(spec, element.id, event_definition=_await(element), cancel_activity=element.interrupting)


def _start(spec: ScopeSpec, element: Element) -> Start:
    task = Start(spec, element.id, NoneEventDefinition())
    task.door = element.event.text
    return task


def _end(spec: ScopeSpec, element: Element) -> End:
    task = End(spec, element.id, NoneEventDefinition())
    task.terminates = element.event.kind == "terminate"
    return task


def _operation(spec: ScopeSpec, element: Element) -> Operation:
    task = Operation(spec, element.id)
    task.operation, task.result = element.operation, element.result
    task.params = tuple((name, compile_expression(text)) for name, text in element.params.items())
    return task


_MAKERS: Mapping[str, Any] = {
    "startEvent": _start,
    "endEvent": _end,
    "intermediateCatchEvent": _catch,
    "boundaryEvent": _boundary,
    "userTask": lambda spec, element: Person(spec, element.id),
    "serviceTask": _operation,
    "businessRuleTask": lambda spec, element: DecisionTask(spec, element.id),
    "subProcess": lambda spec, element: Sub(spec, element.id, subworkflow_spec=element.id),
    "callActivity": lambda spec, element: Call(spec, element.id, subworkflow_spec=element.called),
    "exclusiveGateway": lambda spec, element: Decide(spec, element.id),
    "parallelGateway": lambda spec, element: Join(spec, element.id),
    "eventBasedGateway": lambda spec, element: Choice(spec, element.id, event_definition=NoneEventDefinition()),
}
