"""Things drawn wrong: lines that lead nowhere, boxes with an event or a definition missing. Tags stand in refusals.py.

The judges come in rounds; a round with a finding ends the matter, because the next ones lean on what it has seen.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from app.domain.expressions import ExpressionError, compile_expression, evaluate
from app.engine.decisions import Table
from app.engine.drawing import Edge, Element, Scope
from app.engine.values import Finding

MAX_ELEMENTS = 600
HOSTS = frozenset(("userTask", "subProcess", "callActivity"))
ONE_WAY_OUT = HOSTS | frozenset(
    ("startEvent", "serviceTask", "businessRuleTask", "intermediateCatchEvent", "boundaryEvent")
)
MULTIPLE = HOSTS | frozenset(("serviceTask", "businessRuleTask"))
Fault = tuple[str, str]


class Sheet:
    """All that belongs together, with who leads where."""

    def __init__(self, process_id: str, scopes: list[Scope], tables: Mapping[str, Table]) -> None:
        self.process_id, self.scopes, self.tables = process_id, scopes, tables
        self.by_id = {scope.id: scope for scope in scopes}
        called = {e.called for scope in scopes for e in scope.elements.values() if e.tag == "callActivity"}
        self.called = called & set(self.by_id)

    def out_of(self, scope: Scope, element: Element) -> list[Edge]:
        return [edge for edge in scope.edges if edge.source == element.id]

    def into(self, scope: Scope, element: Element) -> list[Edge]:
        return [edge for edge in scope.edges if edge.target == element.id]


ElementJudge = Callable[[Sheet, Scope, Element], Iterator[Fault]]


def misdrawn(process_id: str, scopes: list[Scope], tables: Mapping[str, Table]) -> list[Finding]:
    sheet = Sheet(process_id, scopes, tables)
    rounds: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _whole(sheet),
        lambda: _lines(sheet),
        lambda: _each(sheet, (_ways, _conditions, _event, _boundary, _definition, _multiple)),
        lambda: _scopes(sheet),
    )
    return next(filter(None, (list(judge()) for judge in rounds)), [])


def _whole(sheet: Sheet) -> Iterator[Finding]:
    if sheet.process_id not in sheet.by_id or sheet.by_id[sheet.process_id].parent:
        yield Finding("", sheet.process_id, "no_process", f"图里没有编号为“{sheet.process_id}”的流程。")
    count = sum(len(scope.elements) for scope in sheet.scopes)
    if count > MAX_ELEMENTS:
        yield Finding("", sheet.process_id, "too_many", f"图里有 {count} 个节点，超过上限 {MAX_ELEMENTS}。")


def _lines(sheet: Sheet) -> Iterator[Finding]:
    for scope in sheet.scopes:
        pairs = Counter((edge.source, edge.target) for edge in scope.edges)
        for edge in scope.edges:
            for code, what in _line(scope, edge, pairs[edge.source, edge.target]):
                yield Finding(scope.file, edge.id, code, f"连线“{edge.id}”{what}。")
        for e in scope.elements.values():
            if e.tag == "boundaryEvent" and e.attached not in scope.elements:
                yield _finding(e, "attached", "没有贴在本范围的任何活动上")


def _line(scope: Scope, edge: Edge, times: int) -> Iterator[Fault]:
    source, target = scope.elements.get(edge.source), scope.elements.get(edge.target)
    if source is None or target is None:
        yield "line", f"的一端（{edge.target if source else edge.source}）不在本范围内"
        return
    if times > 1:
        yield "double_line", f"与另一条连线重复：“{edge.source}”到“{edge.target}”只能有一条"
    if target.tag in ("startEvent", "boundaryEvent") or source.tag == "endEvent":
        yield "line", "不能进入开始事件或边界事件，也不能从结束事件出来"
    if source.at_any_time or target.at_any_time:
        yield "line", "接在事件子流程上：事件子流程不连线"
    if edge.condition and source.tag != "exclusiveGateway":
        yield "condition", "写了条件，却不是从排他网关出来"


def _each(sheet: Sheet, judges: tuple[ElementJudge, ...]) -> Iterator[Finding]:
    for scope in sheet.scopes:
        for element in scope.elements.values():
            for judge in judges:
                for code, what in judge(sheet, scope, element):
                    yield _finding(element, code, what)


def _finding(element: Element, code: str, what: str) -> Finding:
    return Finding(element.file, element.id, code, f"“{element.title or element.id}”{what}。")


def _ways(sheet: Sheet, scope: Scope, element: Element) -> Iterator[Fault]:
    if element.at_any_time:
        return
    out = len(sheet.out_of(scope, element))
    if element.tag in ONE_WAY_OUT and out != 1:
        yield "ways_out", f"有 {out} 条出线：应当正好一条，要分岔请用网关"
    if element.tag.endswith("Gateway") and out == 0:
        yield "ways_out", "没有出线"
    if element.tag not in ("startEvent", "boundaryEvent") and not sheet.into(scope, element):
        yield "no_way_in", "没有入线，永远走不到"


def _conditions(sheet: Sheet, scope: Scope, element: Element) -> Iterator[Fault]:
    out = sheet.out_of(scope, element)
    if element.default and element.default not in {edge.id for edge in out}:
        yield "default", f"的默认出线“{element.default}”不是它自己的出线"
    if element.tag != "exclusiveGateway":
        return
    for edge in out:
        if edge.id == element.default and edge.condition:
            yield "default", f"的默认出线“{edge.id}”不能再写条件"
        elif not edge.condition and edge.id != element.default and len(out) > 1:
            yield "no_condition", f"到“{edge.target}”的出线没有条件"
        elif edge.condition:
            yield from _expression(edge.condition, f"到“{edge.target}”的条件")


def _expression(text: str, where: str) -> Iterator[Fault]:
    try:
        expression = compile_expression(text)
    except ExpressionError as fault:
        yield "expression", f"{where}“{text[:60]}”不能用：{str(fault).rstrip('。')}"
    else:
        if any(call.function == "due" for call in expression.calls):
            yield "expression", f"{where}“{text[:60]}”不能用 due：期限只写在定时里"


def _event(sheet: Sheet, scope: Scope, element: Element) -> Iterator[Fault]:
    kind, text = element.event.kind, element.event.text
    if kind not in _allowed_events(sheet, scope, element):
        yield "event", _EVENT_FAULTS.get(kind, "的事件类型不能用在这里")
    elif kind == "message" and not text:
        yield "no_message", "没有指定消息，或者消息没有名称"
    elif kind == "timer" and not _names_a_limit(text):
        yield "timer", f"的定时写的是“{text[:60]}”：只能写 due('期限名')"
    elif kind == "condition":
        yield from _expression(text, "的条件")


_EVENT_FAULTS = {
    "none": "没有指定等什么：消息、定时或条件",
    "message": "是消息事件，不能用在这里",
    "timer": "是定时事件，不能用在这里",
    "condition": "是条件事件，不能用在这里",
    "terminate": "是终止事件，只能用在结束事件上",
}


def _allowed_events(sheet: Sheet, scope: Scope, element: Element) -> tuple[str, ...]:
    match element.tag:
        case "startEvent":
            return _allowed_starts(sheet, scope)
        case "endEvent":
            return "none", "terminate"
        case "boundaryEvent":
            return "message", "timer"
        case "intermediateCatchEvent":
            behind = any(scope.elements[e.source].tag == "eventBasedGateway" for e in sheet.into(scope, element))
            return ("message", "timer") if behind else ("message", "timer", "condition")
    return ("none",)


def _allowed_starts(sheet: Sheet, scope: Scope) -> tuple[str, ...]:
    if not scope.parent:
        return ("none",) if scope.id in sheet.called else ("none", "message")
    holder = sheet.by_id[scope.parent].elements[scope.id]
    return ("message", "timer") if holder.at_any_time else ("none",)


class _Limit:
    """Stands for what due() gives: nothing but the call itself has this value."""


def _names_a_limit(text: str) -> bool:
    try:
        return isinstance(evaluate(text, {}, {"due": lambda *names: _Limit()}), _Limit)
    except ExpressionError:
        return False


def _boundary(sheet: Sheet, scope: Scope, element: Element) -> Iterator[Fault]:
    if element.tag != "boundaryEvent":
        return
    host = scope.elements[element.attached]
    if host.tag not in HOSTS or host.at_any_time:
        yield "attached", "只能贴在用户任务、子流程或调用活动上"
    if element.event.kind == "message" and not element.interrupting:
        # 3.2.0 takes such a message once; taking it again leaves several waits that nobody can tell apart.
        yield "boundary_message", "是不中断的边界消息：可以多次发生的事请画成不中断的事件子流程"


def _definition(sheet: Sheet, scope: Scope, element: Element) -> Iterator[Fault]:
    match element.tag:
        case "serviceTask":
            yield from _operation(element)
        case "businessRuleTask":
            if element.decision not in sheet.tables:
                yield "decision", f"要用的决策表“{element.decision}”不在文件里"
        case "callActivity":
            yield from _call(sheet, element)
        case "eventBasedGateway":
            yield from _choice(sheet, scope, element)


def _operation(element: Element) -> Iterator[Fault]:
    if not element.operation:
        yield "operation", "没有指定操作（spiffworkflow:serviceTaskOperator）"
    if element.operation.startswith("ask.") and not element.result:
        yield "operation", "是查询操作，却没有写结果放在哪里（resultVariable）"
    for name, text in element.params.items():
        yield from _expression(text, f"的参数“{name}”")


def _call(sheet: Sheet, element: Element) -> Iterator[Fault]:
    called = sheet.by_id.get(element.called)
    if called is None or called.parent:
        yield "called", f"要调用的流程“{element.called}”不在文件里"
    elif not called.declares_data:
        yield "io", f"调用的流程“{element.called}”没有声明进出的数据（ioSpecification 的 inputSet 和 outputSet）"


def _choice(sheet: Sheet, scope: Scope, element: Element) -> Iterator[Fault]:
    targets = [scope.elements[edge.target] for edge in sheet.out_of(scope, element)]
    if len(targets) < 2:
        yield "choice", "是事件网关，至少要有两条出线"
    for target in targets:
        if target.tag != "intermediateCatchEvent" or len(sheet.into(scope, target)) != 1:
            yield "choice", f"后面的“{target.title or target.id}”应当是只由它进入的中间捕获事件"


def _multiple(sheet: Sheet, scope: Scope, element: Element) -> Iterator[Fault]:
    loop = element.many
    if loop is None:
        return
    if element.tag not in MULTIPLE or element.at_any_time:
        yield "many", "不能做成多实例"
    if not (loop.items and loop.item):
        yield "many", "是多实例，却没有写对哪个列表的每一项（loopDataInputRef 和 inputDataItem）"
    if bool(loop.output) != bool(loop.output_item):
        yield "many", "是多实例，结果列表和结果项要么都写，要么都不写（loopDataOutputRef 和 outputDataItem）"


def _scopes(sheet: Sheet) -> Iterator[Finding]:
    for scope in sheet.scopes:
        for code, what in _scope(sheet, scope):
            yield Finding(scope.file, scope.id, code, f"“{scope.title or scope.id}”{what}。")


def _scope(sheet: Sheet, scope: Scope) -> Iterator[Fault]:
    starts = scope.starts()
    if not starts or (len(starts) > 1 and (scope.parent or scope.id in sheet.called)):
        yield "starts", f"有 {len(starts)} 个开始事件：应当正好一个"
    if len({start.event.text for start in starts}) < len(starts):
        yield "starts", "有几个开始事件等同一个消息，或者都不等消息"
    if not any(element.tag == "endEvent" for element in scope.elements.values()):
        yield "ends", "没有结束事件"
    if scope.id in _callees(sheet, scope.id):
        yield "recursion", "直接或间接地调用了自己"


def _callees(sheet: Sheet, begin: str) -> set[str]:
    seen: set[str] = set()
    todo = [begin]
    while todo:
        for element in sheet.by_id[todo.pop()].elements.values():
            inner = element.called or (element.id if element.tag == "subProcess" else "")
            if inner in sheet.by_id and inner not in seen:
                seen.add(inner)
                todo.append(inner)
    return seen
