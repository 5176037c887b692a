"""Rules about nodes: tasks and forms, operations, calls, ids, invariants. Lines and boxes are the engine room's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.procedures.check.look import Rule, compiled, drawings_of, forms_of, literal, near, shown, tasks, yaml_of
from app.procedures.check.registers import ENTRY
from app.procedures.model import Finding, Invariant, Node, Procedure
from app.procedures.operations import OPERATIONS, Operation
from app.procedures.read import Library


def drawing_unreadable(p: Procedure, library: Library) -> Iterator[Finding]:
    for drawing in drawings_of(p):
        if drawing.fault:
            yield Finding(drawing.file, "", drawing.fault)


def drawing_missing(p: Procedure, library: Library) -> Iterator[Finding]:
    if "process.bpmn" not in p.drawings:
        yield Finding(f"bpmn/{p.slug}/process.bpmn", "", "缺少这个文件。")


def list_named_like_a_node(p: Procedure, library: Library) -> Iterator[Finding]:
    """An id is one element's: bpmn.io leaves out what has the id of a property, and the drawing has a hole."""
    for drawing in drawings_of(p):
        taken = Counter(drawing.ids)
        for node in (n for n in drawing.nodes if taken[n.id] > 1):
            sentence = f"编号“{node.id}”在这张图里用了不止一次，bpmn.io 画不出来；列表（property）和节点不能同名。"
            yield Finding(drawing.file, node.id, sentence)


def process_missing(p: Procedure, library: Library) -> Iterator[Finding]:
    drawn = {process for d in drawings_of(p) for process in d.processes}
    if drawn and p.process not in drawn:
        yield Finding(yaml_of(p), "process", f"图里没有编号为“{p.process}”的流程，有的是：{'、'.join(sorted(drawn))}。")


def drawing_never_called(p: Procedure, library: Library) -> Iterator[Finding]:
    called = {node.calls for node in p.nodes.values()} | {p.process}
    for drawing in drawings_of(p):
        if drawing.processes and not called & set(drawing.processes):
            yield Finding(drawing.file, "", "没有一处调用这张图，请删去或者改名。")


def task_without_form(p: Procedure, library: Library) -> Iterator[Finding]:
    for node in tasks(p):
        if node.form not in p.forms:
            sentence = f"{shown(node)}没有表单，请写 forms/{p.slug}/{node.form}.form。"
            yield Finding(node.file, node.id, sentence)


def door_or_message_without_form(p: Procedure, library: Library) -> Iterator[Finding]:
    wanted = [(f"doors.{d.message}", d.form) for d in p.doors.values()]
    wanted += [(f"messages.{m.name}", m.form) for m in p.messages.values()]
    for element, form in wanted:
        if form not in p.forms:
            yield Finding(yaml_of(p), element, f"没有表单，请写 forms/{p.slug}/{form}.form。")


def form_without_task(p: Procedure, library: Library) -> Iterator[Finding]:
    used = {file for file, _ in forms_of(p, library)}
    for file in library.files:
        if file.startswith(f"forms/{p.slug}/") and file not in used:
            yield Finding(file, "", "没有任务、入口或消息用这份表单，请删去或者改名。")


def task_without_article(p: Procedure, library: Library) -> Iterator[Finding]:
    for node in tasks(p):
        if not node.article:
            yield Finding(node.file, node.id, f"{shown(node)}没有写依据，请补上属性 article。")


def task_without_title(p: Procedure, library: Library) -> Iterator[Finding]:
    outcomes = {outcome.id for outcome in p.outcomes if outcome.title == outcome.id}
    for node in p.nodes.values():
        if not node.title and (node.kind in ("userTask", "callActivity", "subProcess") or node.id in outcomes):
            yield Finding(node.file, node.id, "没有名称，当事人和经办人看不懂这一步。")


def operation_unknown(p: Procedure, library: Library) -> Iterator[Finding]:
    for node in p.nodes.values():
        if node.operation and node.operation not in OPERATIONS:
            hint = near(node.operation, OPERATIONS)
            yield Finding(
                node.file, node.id, f"{shown(node)}的操作“{node.operation}”不在 app/procedures/operations.py 里。{hint}"
            )


def operation_params(p: Procedure, library: Library) -> Iterator[Finding]:
    for node in p.nodes.values():
        operation = OPERATIONS.get(node.operation)
        if operation:
            yield from (Finding(node.file, node.id, s) for s in _param_faults(node, operation))


def _param_faults(node: Node, operation: Operation) -> Iterator[str]:
    for param in operation.params:
        if param.required and not node.params.get(param.name):
            yield f"{shown(node)}的操作 {operation.id} 缺少参数 {param.name}。"
    for name in node.params:
        if operation.param(name) is None:
            yield f"{shown(node)}的操作 {operation.id} 没有参数 {name}。"


def operation_names_unknown(p: Procedure, library: Library) -> Iterator[Finding]:
    """A letter, limit, notice or mark that an operation names as a plain text."""
    marks = {mark for register in library.registers.values() for mark in register.marks}
    known = {
        "letter": ("文书", set(p.letters)),
        "limit": ("期限", set(p.limits)),
        "notice": ("通知", set(p.texts.notices)),
        "mark": ("标注", marks),
        "register": ("名录", set(library.registers)),
        "task": ("任务", {node.id for node in tasks(p)}),
    }
    for node in p.nodes.values():
        for param in OPERATIONS[node.operation].params if node.operation in OPERATIONS else ():
            word, names = known.get(param.names, ("", set()))
            named = literal(node.params.get(param.name, ""))
            each = (named or "").split(",") if param.names == "task" else [named] if named is not None else []
            for one in each if word and named is not None else ():
                if one not in names:
                    yield Finding(node.file, node.id, f"{shown(node)}要用的{word}“{one}”不存在。{near(one, names)}")


def invariant_of_no_node(p: Procedure, library: Library) -> Iterator[Finding]:
    for place, invariant in _invariants(p):
        for node in filter(None, (invariant.node, invariant.needs, invariant.after, invariant.never_while)):
            if node not in p.nodes:
                yield Finding(invariant.file, place, f"图里没有节点“{node}”。{near(node, p.nodes)}")


def invariant_says_nothing(p: Procedure, library: Library) -> Iterator[Finding]:
    for place, invariant in _invariants(p):
        said = [x for x in (invariant.needs, invariant.at_most, invariant.never_while) if x is not None]
        if len(said) != 1:
            yield Finding(invariant.file, place, "needs、at_most、never_while 要正好写一个。")
        if invariant.after and not invariant.needs:
            yield Finding(invariant.file, place, "after 要和 needs 写在一起：过了这一步以后才需要的是什么。")


def _invariants(p: Procedure) -> Iterator[tuple[str, Invariant]]:
    """Each with its place in its own file."""
    for file in dict.fromkeys(i.file for i in p.invariants):
        own = (i for i in p.invariants if i.file == file)
        yield from ((f"invariants[{n}]", invariant) for n, invariant in enumerate(own, start=1))


def operation_asks_nonsense(p: Procedure, library: Library) -> Iterator[Finding]:
    """A condition that an operation takes as a plain text is an expression over an entry of some register."""
    fields = {f.key for register in library.registers.values() for f in register.fields} | ENTRY | {"today", "source"}
    for node in p.nodes.values():
        for param in OPERATIONS[node.operation].params if node.operation in OPERATIONS else ():
            text = literal(node.params.get(param.name, "")) if param.names == "condition" else None
            expression = compiled(text or "")
            if text is not None and (expression is None or expression.names - fields):
                yield Finding(node.file, node.id, f"{shown(node)}的条件“{text}”看不懂，或者用了名录没有的字段。")


def guard_of_no_node(p: Procedure, library: Library) -> Iterator[Finding]:
    for message in p.messages.values():
        for key, nodes in (("until", message.until), ("after", message.after)):
            for node in (n for n in nodes if n not in p.nodes):
                hint = near(node, p.nodes)
                yield Finding(yaml_of(p), f"messages.{message.name}.{key}", f"图里没有节点“{node}”。{hint}")


# Without a drawing that can be read nothing else can be said.
FIRST: tuple[Rule, ...] = (drawing_missing, drawing_unreadable, process_missing)

RULES: tuple[Rule, ...] = (
    drawing_never_called,
    list_named_like_a_node,
    task_without_form,
    door_or_message_without_form,
    form_without_task,
    task_without_article,
    task_without_title,
    operation_unknown,
    operation_params,
    operation_names_unknown,
    invariant_of_no_node,
    invariant_says_nothing,
    operation_asks_nonsense,
    guard_of_no_node,
)
