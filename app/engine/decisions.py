"""Decision tables (DMN): read into frozen rules and decided here. Completeness over all inputs is proven at publish.

SpiffWorkflow 3.2.0 takes the first of two hits in silence, says nothing when there is none, reads the FEEL list
"一般","轻微" as a pair that equals nothing, and evaluates a cell with eval().
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.expressions import Expression, ExpressionError, compile_expression, evaluate
from app.engine.drawing import XmlElement
from app.engine.values import Finding, StepFailed

INPUT = "input_"
_QUESTION = re.compile(r"""\?(?=(?:[^'"]|'[^']*'|"[^"]*")*$)""")
_OPERATOR = re.compile(r"^(<=|>=|==|!=|<|>|in\b|not in\b)")
_FEEL = re.compile(r"""^(not\s*\(|[\[\](].*\.\.)|^(true|false|null)$""")


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    cells: tuple[Expression | None, ...]
    results: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`decide` gives the outputs of the one rule that holds; no rule or two of them is a fault, never a guess."""

    id: str
    inputs: tuple[Expression, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]

    def decide(self, node: str, names: Mapping[str, object]) -> dict[str, object]:
        values = [{INPUT: evaluate(text, names)} for text in self.inputs]
        hits = [rule for rule in self.rules if _holds(rule, values)]
        if len(hits) != 1:
            found = "没有一条规则符合" if not hits else f"有 {len(hits)} 条规则同时符合"
            raise StepFailed(node, f"决策表“{self.id}”{found}。")
        return {name: evaluate(text, names) for name, text in zip(self.outputs, hits[0].results, strict=True)}


def _holds(rule: Rule, values: list[dict[str, object]]) -> bool:
    return all(cell is None or evaluate(cell, value) for cell, value in zip(rule.cells, values, strict=True))


def read_tables(root: XmlElement, file: str) -> tuple[dict[str, Table], list[Finding]]:
    tables: dict[str, Table] = {}
    findings: list[Finding] = []
    for decision in root.iterfind("{*}decision"):
        name = decision.get("id", "")
        try:
            tables[name] = _table(decision, name)
        except (ExpressionError, ValueError) as fault:
            findings.append(Finding(file, name, "decision", f"决策表“{name}”不能使用：{fault}"))
    return tables, findings


def _table(decision: XmlElement, name: str) -> Table:
    table = decision.find("{*}decisionTable")
    if table is None:
        raise ValueError("里面没有表。")
    if table.get("hitPolicy", "UNIQUE").upper() != "UNIQUE":
        raise ValueError("命中规则必须是 UNIQUE（唯一）。")
    inputs = tuple(compile_expression(_text(i, "{*}inputExpression/{*}text")) for i in table.iterfind("{*}input"))
    outputs = tuple(o.get("name", "") for o in table.iterfind("{*}output"))
    rules = tuple(_rules(table, len(inputs), len(outputs)))
    if not (inputs and all(outputs) and outputs and rules):
        raise ValueError("输入、有名称的输出和规则都至少要有一个。")
    return Table(name, inputs, outputs, rules)


def _rules(table: XmlElement, inputs: int, outputs: int) -> Iterator[Rule]:
    for rule in table.iterfind("{*}rule"):
        cells = tuple(_cell(_text(entry, "{*}text")) for entry in rule.iterfind("{*}inputEntry"))
        results = tuple(compile_expression(_text(entry, "{*}text")) for entry in rule.iterfind("{*}outputEntry"))
        if len(cells) != inputs or len(results) != outputs or any(r.names or _asks(r) for r in results):
            raise ValueError(f"规则“{rule.get('id', '')}”的格数不对，或者结果不是固定的值。")
        yield Rule(rule.get("id", ""), cells, results)


def _text(node: XmlElement, path: str) -> str:
    found = node.find(path)
    return (found.text or "").strip() if found is not None else ""


def _cell(text: str) -> Expression | None:
    """An empty cell is any value; `? in [...]`, `< 3` and `3 <= ? < 12` speak of the input; else it must be equal."""
    if text in ("", "-"):
        return None
    if _FEEL.search(text):
        raise ValueError(f'“{text}”是 FEEL 写法，请写成 ? in ["一般"]、3 <= ? < 12 或 True。')
    asked = _QUESTION.sub(INPUT, text)
    if asked == text:
        asked = f"{INPUT} {text}" if _OPERATOR.match(text) else f"{INPUT} == ({text})"
    cell = compile_expression(asked)
    if cell.names - {INPUT} or _asks(cell) or _is_pair(text):
        raise ValueError(f'“{text}”看不懂：文字要加引号，几个值请写成 ? in ["一般", "轻微"]。')
    return cell


def _asks(expression: Expression) -> bool:
    """due() and running() speak of a case; a table speaks of its inputs alone."""
    return any(call.function != "count" for call in expression.calls)


def _is_pair(text: str) -> bool:
    """`"一般","轻微"`: a comma outside brackets and quotes."""
    bare = re.sub(r"""'[^']*'|"[^"]*"|\[[^\]]*\]|\([^)]*\)""", "", text)
    return "," in bare
