"""Rules about the flow's data: whoever reads a name, somebody must set it. What values it may have, the walk asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.procedures.check.look import Rule, compiled, drawings_of, flows_of, near, shown, yaml_with
from app.procedures.check.tables import tables_of
from app.procedures.decision import Table
from app.procedures.drawing import Process
from app.procedures.form_model import Form
from app.procedures.model import Finding, Node, Procedure
from app.procedures.read import Library
from app.procedures.roles import SUBJECT

# What a case is opened with, whatever its form asks: services put these into the data.
GIVEN = frozenset(("door", "acceptor", "records"))


def engine_names(form: Form | None) -> frozenset[str]:
    """The keys of the answers that travel into the flow."""
    return frozenset(f.key for f in form.walk() if f.engine) if form else frozenset()


@dataclass(frozen=True)
class Data:
    """Which names are set in which process of a procedure."""

    p: Procedure

    @cached_property
    def processes(self) -> dict[str, Process]:
        return {key: process for d in drawings_of(self.p) for key, process in d.processes.items()}

    @cached_property
    def tables(self) -> dict[str, Table]:
        return {table.id: table for _, table in tables_of(self.p)}

    def readable(self, process: str) -> frozenset[str]:
        """A called process sees what it declares as input, and all of its callers where it declares nothing."""
        inside = self.set_in(process)
        if process == self.p.process:
            opened = (engine_names(self.p.forms.get(door.form)) for door in self.p.doors.values())
            return inside.union(GIVEN, *opened)
        inputs = self.processes[process].inputs if process in self.processes else ()
        if inputs:
            return inside.union(inputs)
        callers = {n.process for n in self.p.nodes.values() if n.calls == process} - {process}
        return inside.union(*map(self.readable, sorted(callers)))

    def set_in(self, process: str) -> frozenset[str]:
        found = (self._set_by(n) for n in self.p.nodes.values() if n.process == process)
        return frozenset().union(*found)

    def _set_by(self, node: Node) -> frozenset[str]:
        table = self.tables.get(node.decision)
        message = self.p.messages.get(node.message)
        called = self.processes.get(node.calls)
        return frozenset(node.sets).union(
            engine_names(self.p.form_of(node.id)) if node.kind == "userTask" else (),
            engine_names(self.p.forms.get(message.form)) if message else (),
            (name for name, _ in table.outputs) if table else (),
            called.outputs if called else (),
        )


def condition_reads_nothing(p: Procedure, library: Library) -> Iterator[Finding]:
    data = Data(p)
    for node, flow in flows_of(p):
        yield from _missing(data, node, flow.condition, f"{shown(node)}的条件 {flow.condition}")
    for node in p.nodes.values():
        yield from _missing(data, node, node.condition, f"{shown(node)}等待的条件 {node.condition}")


def operation_reads_nothing(p: Procedure, library: Library) -> Iterator[Finding]:
    data = Data(p)
    for node in p.nodes.values():
        for name, text in node.params.items():
            yield from _missing(data, node, text, f"{shown(node)}的参数 {name}")


def list_read_but_never_set(p: Procedure, library: Library) -> Iterator[Finding]:
    data = Data(p)
    for node in p.nodes.values():
        if node.many and node.many not in data.readable(node.process):
            yield Finding(node.file, node.id, f"{shown(node)}要逐项办理的列表“{node.many}”没有人给出。")


def table_reads_nothing(p: Procedure, library: Library) -> Iterator[Finding]:
    data = Data(p)
    for node in p.nodes.values():
        table = data.tables.get(node.decision)
        for given in table.inputs if table else ():
            yield from _missing(data, node, given.text, f"{shown(node)}的决策表输入 {given.text}")


def call_without_input(p: Procedure, library: Library) -> Iterator[Finding]:
    data = Data(p)
    for node in p.nodes.values():
        called = data.processes.get(node.calls)
        for name in called.inputs if called else ():
            if name not in data.readable(node.process):
                yield Finding(node.file, node.id, f"{shown(node)}调用的流程需要“{name}”，这里没有人给出。")


def output_never_set(p: Procedure, library: Library) -> Iterator[Finding]:
    data = Data(p)
    for drawing in drawings_of(p):
        for process in drawing.processes.values():
            for name in process.outputs:
                if name not in data.readable(process.id):
                    yield Finding(drawing.file, process.id, f"声明的输出“{name}”在这张图里没有人给出。")


def lane_of_no_organisation(p: Procedure, library: Library) -> Iterator[Finding]:
    """`$acceptor` is read from the data at the moment a task of the lane opens."""
    data = Data(p)
    used = {(node.lane, node.process) for node in p.nodes.values() if node.kind == "userTask"}
    for lane, process in sorted(used):
        organisation = p.lanes[lane].organisation if lane in p.lanes else SUBJECT
        if organisation.startswith("$") and organisation[1:] not in data.readable(process):
            file = yaml_with(p, library, "lanes", lane)
            yield Finding(file, f"lanes.{lane}", f"单位取自“{organisation[1:]}”，流程里没有人给出。")


def running_of_no_node(p: Procedure, library: Library) -> Iterator[Finding]:
    texts = [(node, node.condition) for node in p.nodes.values()]
    texts += [(node, flow.condition) for node, flow in flows_of(p)]
    for node, text in texts:
        expression = compiled(text)
        for call in expression.calls if expression else ():
            if call.function == "running" and call.arguments[0] not in p.nodes:
                yield Finding(node.file, node.id, f"{shown(node)}的条件里，图上没有节点“{call.arguments[0]}”。")


def _missing(data: Data, node: Node, text: str, what: str) -> Iterator[Finding]:
    expression = compiled(text)
    readable = data.readable(node.process) if expression and expression.names else frozenset()
    for name in sorted(expression.names - readable) if expression else ():
        hint = _kept_inside(data.p, name) or near(name, readable)
        yield Finding(node.file, node.id, f"{what} 要读“{name}”，没有一份表单、操作或决策表给出它。{hint}")


def _kept_inside(p: Procedure, name: str) -> str:
    """The form that asks for it and does not let it into the flow."""
    forms = [form.id for form in p.forms.values() for field in form.walk() if field.key == name and not field.engine]
    return f"表单 {forms[0]} 里有这一项，请在它的 properties 里写上 engine: true。" if forms else ""


RULES: tuple[Rule, ...] = (
    condition_reads_nothing,
    operation_reads_nothing,
    list_read_but_never_set,
    table_reads_nothing,
    call_without_input,
    output_never_set,
    lane_of_no_organisation,
    running_of_no_node,
)
