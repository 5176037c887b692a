"""Small drawings for tests, one line a node or a line of flow. Writes the BPMN that the engine reads.

start s [msg=filed]
user a [lane=x] [article=..] [form=..] [each=list,item,results,result [one_by_one]]
do x op=notify [to="'source'"]          ask x op=ask.facts var=facts
catch c msg=m | due=limit | when="x == 1"
boundary b on=a msg=m | due=limit [beside]      (interrupts, unless `beside`)
xor g / par g / choice g                rule r dmn=table
call k to=process                       end e / stop e (terminates)
sub p [each=..] ... endsub              anytime w ... endsub, whose start says msg= or due= and [beside]
lane l = a b c                          io in=a,b out=c
a -> b -> c [if "x == 1"] [else]
"""

import shlex
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="defs" targetNamespace="t">'
)
TAGS = {
    "start": "startEvent", "user": "userTask", "do": "serviceTask", "ask": "serviceTask", "rule": "businessRuleTask",
    "catch": "intermediateCatchEvent", "boundary": "boundaryEvent", "xor": "exclusiveGateway", "sub": "subProcess",
    "par": "parallelGateway", "choice": "eventBasedGateway", "end": "endEvent", "stop": "endEvent",
    "call": "callActivity", "anytime": "subProcess",
}  # fmt: skip
OWN_WORDS = {"op", "var", "each", "msg", "due", "when", "on", "dmn", "lane", "article", "form", "one_by_one"}


@dataclass
class _Sheet:
    messages: dict[str, str] = field(default_factory=dict)
    lanes: list[str] = field(default_factory=list)
    defaults: dict[str, str] = field(default_factory=dict)
    flows: int = 0


def bpmn(text: str, process: str = "p", title: str = "程序") -> bytes:
    sheet = _Sheet()
    body = "".join(_line(line.strip(), sheet) for line in text.strip().splitlines() if line.strip())
    for node, flow in sheet.defaults.items():
        body = body.replace(
            f'<bpmn:exclusiveGateway id="{node}"', f'<bpmn:exclusiveGateway id="{node}" default="{flow}"'
        )
    messages = "".join(f'<bpmn:message id="{id}" name="{name}"/>' for name, id in sheet.messages.items())
    lanes = f'<bpmn:laneSet id="lanes">{"".join(sheet.lanes)}</bpmn:laneSet>' if sheet.lanes else ""
    return (
        f'{HEAD}{messages}<bpmn:process id="{process}" name="{title}" isExecutable="true">{lanes}{body}</bpmn:process>'
        "</bpmn:definitions>"
    ).encode()


def _line(line: str, sheet: _Sheet) -> str:
    if "->" in line:
        return _flow(line, sheet)
    word, *rest = shlex.split(line)
    if word == "endsub":
        return "</bpmn:subProcess>"
    if word == "lane":
        refs = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in rest[2:])
        sheet.lanes.append(f'<bpmn:lane id="{rest[0]}" name="{rest[0]}的名称">{refs}</bpmn:lane>')
        return ""
    options = dict(part.split("=", 1) if "=" in part else (part, "yes") for part in rest[word != "io" :])
    return _io(options) if word == "io" else _node(word, rest[0], options, sheet)


def _flow(line: str, sheet: _Sheet) -> str:
    way, _, condition = line.partition(" if ")
    otherwise = way.rstrip().endswith(" else")
    nodes = [node.strip() for node in way.removesuffix(" else").split("->")]
    out = ""
    for source, target in zip(nodes, nodes[1:], strict=False):
        sheet.flows += 1
        name = f"f{sheet.flows}_{source}"
        if otherwise:
            sheet.defaults[source] = name
        text = escape(condition.strip().strip('"'))
        inner = f"<bpmn:conditionExpression>{text}</bpmn:conditionExpression>" if text else ""
        out += f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
        condition = ""
    return out


def _io(options: dict[str, str]) -> str:
    names = {word: [n for n in options.get(word, "").split(",") if n] for word in ("in", "out")}
    data = "".join(f'<bpmn:dataInput id="{n}" name="{n}"/>' for n in names["in"])
    data += "".join(f'<bpmn:dataOutput id="{n}" name="{n}"/>' for n in names["out"])
    refs_in = "".join(f"<bpmn:dataInputRefs>{n}</bpmn:dataInputRefs>" for n in names["in"])
    refs_out = "".join(f"<bpmn:dataOutputRefs>{n}</bpmn:dataOutputRefs>" for n in names["out"])
    sets = f"<bpmn:inputSet>{refs_in}</bpmn:inputSet><bpmn:outputSet>{refs_out}</bpmn:outputSet>"
    return f"<bpmn:ioSpecification>{data}{sets}</bpmn:ioSpecification>"


def _node(word: str, name: str, options: dict[str, str], sheet: _Sheet) -> str:
    tag = TAGS[word]
    attributes = {"id": name, "name": f"{name}的名称"}
    if word == "anytime":
        attributes["triggeredByEvent"] = "true"
    if word == "call":
        attributes["calledElement"] = options["to"]
    if word == "boundary":
        attributes |= {"attachedToRef": options["on"], "cancelActivity": "false" if "beside" in options else "true"}
    if word == "start" and "beside" in options:
        attributes["isInterrupting"] = "false"
    inner = _extensions(word, options) + _event(word, options, sheet) + _many(options)
    opened = f"<bpmn:{tag} {' '.join(f'{key}={quoteattr(value)}' for key, value in attributes.items())}>{inner}"
    return opened if word in ("sub", "anytime") else f"{opened}</bpmn:{tag}>"


def _extensions(word: str, options: dict[str, str]) -> str:
    properties = {key: options[key] for key in ("lane", "article", "form") if key in options}
    inner = "".join(f'<spiffworkflow:property name="{k}" value={quoteattr(v)}/>' for k, v in properties.items())
    inner = f"<spiffworkflow:properties>{inner}</spiffworkflow:properties>" if inner else ""
    if word in ("do", "ask"):
        params = {key: value for key, value in options.items() if key not in OWN_WORDS}
        rows = "".join(
            f'<spiffworkflow:parameter id="{k}" type="str" value={quoteattr(v)}/>' for k, v in params.items()
        )
        inner += (
            f'<spiffworkflow:serviceTaskOperator id="{options["op"]}" resultVariable="{options.get("var", "")}">'
            f"<spiffworkflow:parameters>{rows}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
        )
    if word == "rule":
        inner += f"<spiffworkflow:calledDecisionId>{options['dmn']}</spiffworkflow:calledDecisionId>"
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>" if inner else ""


def _event(word: str, options: dict[str, str], sheet: _Sheet) -> str:
    if word == "stop":
        return "<bpmn:terminateEventDefinition/>"
    if "msg" in options:
        id = sheet.messages.setdefault(options["msg"], f"m_{len(sheet.messages)}")
        return f'<bpmn:messageEventDefinition messageRef="{id}"/>'
    if "due" in options:
        due = f"due('{options['due']}')"
        return f"<bpmn:timerEventDefinition><bpmn:timeDate>{due}</bpmn:timeDate></bpmn:timerEventDefinition>"
    if "when" in options:
        when = f"<bpmn:condition>{escape(options['when'])}</bpmn:condition>"
        return f"<bpmn:conditionalEventDefinition>{when}</bpmn:conditionalEventDefinition>"
    return ""


def _many(options: dict[str, str]) -> str:
    if "each" not in options:
        return ""
    items, item, results, result = (*options["each"].split(","), "", "")[:4]
    out = f"<bpmn:loopDataOutputRef>{results}</bpmn:loopDataOutputRef>" if results else ""
    out_item = f'<bpmn:outputDataItem id="{result}" name="{result}"/>' if result else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{"true" if "one_by_one" in options else "false"}">'
        f"<bpmn:loopDataInputRef>{items}</bpmn:loopDataInputRef>{out}"
        f'<bpmn:inputDataItem id="{item}" name="{item}"/>{out_item}</bpmn:multiInstanceLoopCharacteristics>'
    )


def dmn(*rules: tuple[str, ...], inputs: tuple[str, ...], output: str, hit: str = "UNIQUE", table: str = "t") -> bytes:
    """rules: the cells of the inputs, then the result."""
    heads = "".join(f'<input id="i{n}"><inputExpression id="x{n}"><text>{escape(i)}</text></inputExpression></input>'
                    for n, i in enumerate(inputs))  # fmt: skip
    rows = ""
    for number, (*cells, result) in enumerate(rules):
        entries = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells)
        rows += f'<rule id="r{number}">{entries}<outputEntry><text>{escape(result)}</text></outputEntry></rule>'
    return (
        f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">'
        f'<decision id="{table}" name="{table}"><decisionTable id="dt" hitPolicy="{hit}">{heads}'
        f'<output id="o" name="{output}"/>{rows}</decisionTable></decision></definitions>'
    ).encode()
