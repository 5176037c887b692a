"""The small language of conditions in drawings, forms and invariants. What a limit or a wait means is not known here.

Names, literals, comparisons, in, is None, and/or/not, minus before a number, lists, x['k'] and three functions.
Anything else is refused when the text is compiled: SpiffWorkflow's own evaluator is eval(), and `import os` ran in it.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.domain.expression_values import ExpressionError, comparison, count, item, minus

__all__ = ["Call", "Expression", "ExpressionError", "compile_expression", "evaluate"]

MAX_CHARACTERS = 500
MAX_NODES = 200
MAX_INTEGER = 10**15
FUNCTIONS: dict[str, tuple[int, int]] = {"due": (1, 2), "running": (1, 1), "count": (1, 1)}

Names = Mapping[str, object]
Functions = Mapping[str, Callable[..., object]]
_Run = Callable[[Names, Functions], object]

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_LONE_EQUALS = re.compile(r"(?<![=!<>])=(?!=)")
# Python reads `1or 2` with a warning; here a number is digits and at most one point.
_ODD_NUMBER = re.compile(r"(?<!\w)\.?\d[\d.]*[^\W\d]")


@dataclass(frozen=True)
class Call:
    """A call in the text: due and running have text literals as arguments, so a checker can look them up."""

    function: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Expression:
    text: str
    names: frozenset[str]
    calls: tuple[Call, ...]
    run: _Run


def evaluate(expression: Expression | str, names: Names, functions: Functions | None = None) -> object:
    """The value. Raises ExpressionError alone, and whatever a function of the caller's raises."""
    if not isinstance(expression, Expression):
        expression = compile_expression(expression)
    try:
        return expression.run(names, functions or {})
    except RecursionError:
        raise ExpressionError("表达式用到的数据嵌套太深。") from None


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """The expression of a text, or ExpressionError with a sentence."""
    tree = _parsed(text)
    nodes = [node for node in ast.walk(tree) if not isinstance(node, ast.expr_context | ast.boolop | ast.cmpop)]
    if len(nodes) > MAX_NODES:
        raise ExpressionError(f"表达式太复杂：最多 {MAX_NODES} 个部分。")
    run = _compile(tree)
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    functions = {id(node.func) for node in calls}
    names = frozenset(node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in functions)
    return Expression(text, names, tuple(map(_call, calls)), run)


def _parsed(text: str) -> ast.expr:
    if not isinstance(text, str) or not text.strip():
        raise ExpressionError("表达式是空的。")
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(f"表达式太长：最多 {MAX_CHARACTERS} 个字符。")
    if "\\" in text:
        raise ExpressionError("表达式里不能有反斜杠。")
    if _ODD_NUMBER.search(_QUOTED.sub("''", text)):
        raise ExpressionError("表达式里的数字只能由数字和一个小数点组成，后面要空一格。")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        hint = "。比较是否相等，要写两个等号：==" if _LONE_EQUALS.search(_QUOTED.sub("''", text)) else ""
        raise ExpressionError(f"看不懂这个表达式：{text.strip()[:60]}{hint}") from None


def _compile(node: ast.expr) -> _Run:
    maker = _MAKERS.get(type(node))
    if maker is None:
        raise ExpressionError(f"表达式里不能用这种写法：{_shown(node)}")
    return maker(node)


def _shown(node: ast.expr) -> str:
    return ast.unparse(node)[:60]


def _constant(node: ast.Constant) -> _Run:
    value = node.value
    if not (value is None or type(value) in (bool, int, float, str)):
        raise ExpressionError(f"表达式里不能用这种值：{_shown(node)}")
    if isinstance(value, int | float) and not abs(value) <= MAX_INTEGER:
        raise ExpressionError("表达式里的数字太大。")
    return lambda names, functions: value


def _name(node: ast.Name) -> _Run:
    key = node.id
    if key in FUNCTIONS:
        raise ExpressionError(f"{key} 是函数，要写成 {key}(…)。")

    def run(names: Names, functions: Functions) -> object:
        try:
            return names[key]
        except KeyError:
            raise ExpressionError(f"表达式里的“{key}”没有值。") from None

    return run


def _bool_op(node: ast.BoolOp) -> _Run:
    parts = tuple(map(_compile, node.values))
    if isinstance(node.op, ast.And):
        return lambda names, functions: all(part(names, functions) for part in parts)
    return lambda names, functions: any(part(names, functions) for part in parts)


def _unary(node: ast.UnaryOp) -> _Run:
    part = _compile(node.operand)
    if isinstance(node.op, ast.Not):
        return lambda names, functions: not part(names, functions)
    if isinstance(node.op, ast.USub):
        return lambda names, functions: minus(part(names, functions))
    raise ExpressionError(f"表达式里不能用这种写法：{_shown(node)}")


def _list(node: ast.List | ast.Tuple) -> _Run:
    # Both give a list: the engine's data are JSON, and JSON has no tuple.
    parts = tuple(map(_compile, node.elts))
    return lambda names, functions: [part(names, functions) for part in parts]


def _subscript(node: ast.Subscript) -> _Run:
    whole = _compile(node.value)
    if not (isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)):
        raise ExpressionError(f"方括号里只能写带引号的名称：{_shown(node)}")
    key = node.slice.value
    return lambda names, functions: item(whole(names, functions), key)


def _compare(node: ast.Compare) -> _Run:
    first = _compile(node.left)
    steps = tuple((_operator(op, right), _compile(right)) for op, right in zip(node.ops, node.comparators, strict=True))
    if len(steps) == 1:
        ((compare, second),) = steps
        return lambda names, functions: compare(first(names, functions), second(names, functions))

    def run(names: Names, functions: Functions) -> object:
        left = first(names, functions)
        for compare, part in steps:
            right = part(names, functions)
            if not compare(left, right):
                return False
            left = right
        return True

    return run


def _operator(op: ast.cmpop, right: ast.expr) -> Callable[[object, object], bool]:
    if isinstance(op, ast.Is | ast.IsNot) and not (isinstance(right, ast.Constant) and right.value is None):
        raise ExpressionError("is 后面只能写 None；比较相等请用 ==。")
    return comparison(type(op))


def _function(node: ast.Call) -> _Run:
    name = _checked_call(node)
    parts = tuple(map(_compile, node.args))
    if name == "count":
        return lambda names, functions: count(parts[0](names, functions))

    def run(names: Names, functions: Functions) -> object:
        function = functions.get(name)
        if function is None:
            raise ExpressionError(f"这里不能用函数 {name}。")
        return function(*(part(names, functions) for part in parts))

    return run


def _checked_call(node: ast.Call) -> str:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in FUNCTIONS or node.keywords:
        raise ExpressionError(f"表达式里只能用函数 {'、'.join(FUNCTIONS)}：{_shown(node)}")
    least, most = FUNCTIONS[name]
    if not least <= len(node.args) <= most:
        raise ExpressionError(f"函数 {name} 的参数个数不对：{_shown(node)}")
    if name != "count" and not all(isinstance(a, ast.Constant) and isinstance(a.value, str) for a in node.args):
        raise ExpressionError(f"函数 {name} 的参数要写成带引号的文字：{_shown(node)}")
    return name


def _call(node: ast.Call) -> Call:
    texts = (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
    return Call(_checked_call(node), tuple(texts))


_MAKERS: dict[type[ast.expr], Callable[..., _Run]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BoolOp: _bool_op,
    ast.UnaryOp: _unary,
    ast.List: _list,
    ast.Tuple: _list,
    ast.Subscript: _subscript,
    ast.Compare: _compare,
    ast.Call: _function,
}
