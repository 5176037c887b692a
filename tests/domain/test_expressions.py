"""The expression language: what it says, what it refuses with which sentence, and that it never fails otherwise."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.expressions import Call, ExpressionError, compile_expression, evaluate

DATA = {
    "outcome": "upheld",
    "n": 3,
    "ratio": 0.5,
    "ok": True,
    "nothing": None,
    "records": [1, 2],
    "answer": {"k": "v", "list": ["a"]},
    "day": date(2026, 9, 18),
}
FUNCTIONS = {"running": lambda node: {"further": 2}.get(node, 0), "due": lambda limit, point="100%": f"{limit}@{point}"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("outcome == 'upheld'", True),
        ("outcome != 'upheld'", False),
        ("n > 2 and ratio <= 0.5", True),
        ("n < 2 or not ok", False),
        ("1 < n < 4", True),
        ("1 < n < 3", False),
        ("outcome in ['upheld', 'partial']", True),
        ("outcome not in ('rejected',)", True),
        ("'k' in answer", True),
        ("'held' in outcome", True),
        ("nothing is None", True),
        ("outcome is not None", True),
        ("answer['k'] == 'v'", True),
        ("'a' in answer['list']", True),
        ("count(records) == 2", True),
        ("running('further') == 2", True),
        ("-n == -3", True),
        ("outcome", "upheld"),
        ("due('objection')", "objection@100%"),
        ("due('objection', '80%')", "objection@80%"),
        ("[n, 'x']", [3, "x"]),
        ("(n, 'x')", [3, "x"]),
        ("  n == 3\n", True),
        ("outcome == nothing", False),
        ("day == day", True),
        ("'是' == '是'", True),
    ],
)
def test_what_can_be_said(text, value):
    assert evaluate(text, DATA, FUNCTIONS) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "表达式是空的。"),
        ("a ==", "看不懂这个表达式：a =="),
        ("__import__('os')", "表达式里只能用函数 due、running、count：__import__('os')"),
        ("answer.k", "表达式里不能用这种写法：answer.k"),
        ("(lambda: 1)()", "表达式里只能用函数 due、running、count：(lambda: 1)()"),
        ("'a' * 9", "表达式里不能用这种写法：'a' * 9"),
        ("9 ** 9", "表达式里不能用这种写法：9 ** 9"),
        ("n + 1", "表达式里不能用这种写法：n + 1"),
        ("[x for x in records]", "表达式里不能用这种写法：[x for x in records]"),
        ("f'{n}'", "表达式里不能用这种写法：f'{n}'"),
        ("{'a': 1}", "表达式里不能用这种写法：{'a': 1}"),
        ("1 if ok else 2", "表达式里不能用这种写法：1 if ok else 2"),
        ("[*records]", "表达式里不能用这种写法：*records"),
        ("~n", "表达式里不能用这种写法：~n"),
        ("b'x'", "表达式里不能用这种值：b'x'"),
        ("...", "表达式里不能用这种值：..."),
        ("records[0]", "方括号里只能写带引号的名称：records[0]"),
        ("n is 3", "is 后面只能写 None；比较相等请用 ==。"),
        ("1or 2", "表达式里的数字只能由数字和一个小数点组成，后面要空一格。"),
        ("1j", "表达式里的数字只能由数字和一个小数点组成，后面要空一格。"),
        ("1e999", "表达式里的数字只能由数字和一个小数点组成，后面要空一格。"),
        ("n < 10000000000000000", "表达式里的数字太大。"),
        ("'\\ud800'", "表达式里不能有反斜杠。"),
        ("count", "count 是函数，要写成 count(…)。"),
        ("count(records, n)", "函数 count 的参数个数不对：count(records, n)"),
        ("running(outcome)", "函数 running 的参数要写成带引号的文字：running(outcome)"),
        ("due(limit='x')", "表达式里只能用函数 due、running、count：due(limit='x')"),
        ("n == 1 and " * 50 + "ok", "表达式太长：最多 500 个字符。"),
        ("-" * 300 + "n", "表达式太复杂：最多 200 个部分。"),
    ],
)
def test_what_is_refused_when_it_is_compiled(text, sentence):
    with pytest.raises(ExpressionError) as refused:
        compile_expression(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("outcom == 'upheld'", "表达式里的“outcom”没有值。"),
        ("n < 'x'", "数字和文字之间不能用“<”比较。"),
        ("nothing > 1", "空值和数字之间不能用“>”比较。"),
        ("ok >= 0", "是否和数字之间不能用“>=”比较。"),
        ("records < records", "列表或其他数据和列表或其他数据之间不能用“<”比较。"),
        ("1 in outcome", "数字和文字之间不能用“in”比较。"),
        ("1 in n", "数字和数字之间不能用“in”比较。"),
        ("records in answer", "列表或其他数据和列表或其他数据之间不能用“in”比较。"),
        ("-outcome", "文字前面不能写减号。"),
        ("-ok", "是否前面不能写减号。"),
        ("answer['x']", "数据里没有“x”。"),
        ("outcome['x']", "文字里不能取“x”。"),
        ("count(outcome)", "count 只能数列表，不能数文字。"),
    ],
)
def test_what_has_no_answer_says_so(text, sentence):
    with pytest.raises(ExpressionError) as refused:
        evaluate(text, DATA, FUNCTIONS)
    assert str(refused.value) == sentence


def test_a_function_that_the_place_does_not_offer_is_refused():
    with pytest.raises(ExpressionError, match="^这里不能用函数 running。$"):
        evaluate("running('x') == 0", {})


def test_a_naive_moment_cannot_be_compared_with_an_aware_one():
    moments = {"a": datetime(2026, 1, 1), "b": datetime(2026, 1, 1, tzinfo=UTC)}
    with pytest.raises(ExpressionError, match="时间和时间之间不能用“<”比较"):
        evaluate("a < b", moments)


def test_a_decimal_that_is_no_number_is_a_sentence_too():
    for text in ("a < 1", "a == 1", "-a"):
        with pytest.raises(ExpressionError):
            evaluate(text, {"a": Decimal("sNaN")})


def test_data_nested_without_end_is_a_sentence_too():
    deep: list[object] = []
    other: list[object] = []
    for _ in range(100_000):
        deep, other = [deep], [other]
    with pytest.raises(ExpressionError, match="嵌套太深"):
        evaluate("a == b", {"a": deep, "b": other})
    while deep:  # taken apart by hand: a list as deep as this one is not freed by the interpreter in one go
        deep, other = deep.pop(), other.pop()


def test_the_right_side_of_a_decided_and_is_not_asked():
    assert evaluate("ok == False and missing == 1", DATA) is False
    assert evaluate("ok or missing", DATA) is True


def test_a_chain_asks_each_part_once():
    asked = []
    evaluate("0 < count(records) < running('x') < 9", DATA, {"running": lambda node: asked.append(node) or 5})
    assert asked == ["x"]


def test_an_expression_tells_its_names_and_its_calls():
    expression = compile_expression("a == 'x' and running('further') == 0 and due('o', '80%') in b['c']")
    assert expression.names == {"a", "b"}
    assert set(expression.calls) == {Call("running", ("further",)), Call("due", ("o", "80%"))}


def test_the_same_text_is_compiled_once():
    assert compile_expression("n == 3") is compile_expression("n == 3")


def test_an_error_of_the_callers_function_is_not_swallowed():
    with pytest.raises(ZeroDivisionError):
        evaluate("running('x')", {}, {"running": lambda node: 1 / 0})


def test_two_lists_from_one_text_are_two_lists():
    first = evaluate("['a']", {})
    first.append("b")
    assert evaluate("['a']", {}) == ["a"]


WORDS = """a b n 1 0 2.5 'x' '' == != < <= in not is None True and or - ( ) [ ] , ['k'] count( due('l') running( . : *
    ** lambda f' { } = := @ # __class__ import if else 1e9 0x1 1_0 中"""
FRAGMENTS = st.sampled_from([*WORDS.split(), "\n", "\\", "\u00a0"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.dates() | st.decimals()
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
)
VALUES = st.fixed_dictionaries({"a": JSON, "b": JSON, "n": JSON})


def answer_or_sentence(text, names):
    try:
        evaluate(text, names, FUNCTIONS)
    except ExpressionError as error:
        assert str(error)


@given(st.text(max_size=600), VALUES)
@example("(" * 500, {})
@example("[" * 499, {})
@example("not " * 120 + "a", {"a": 1})
@example("a\x00b", {})
@example("'\ud800'", {})
@example("0777", {})
@example("a if", {})
@example("\f\t a", {"a": 1})
@example("'''", {})
@example("9" * 450, {})
def test_any_text_gives_an_answer_or_a_sentence(text, names):
    answer_or_sentence(text, names)


@given(st.lists(FRAGMENTS, max_size=40), st.booleans(), VALUES)
def test_any_row_of_python_words_gives_an_answer_or_a_sentence(words, spaced, names):
    answer_or_sentence((" " if spaced else "").join(words), names)


GRAMMAR = st.recursive(
    st.sampled_from(["a", "b", "n", "1", "2.5", "'x'", "None", "True", "['k', 1]", "due('l')", "running('x')"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from(["==", "!=", "<", ">=", "in", "not in", "and", "or"]), inner).map(
            lambda parts: f"({' '.join(parts)})"
        )
        | inner.map(lambda part: f"(not {part})")
        | inner.map(lambda part: f"(-{part})")
        | inner.map(lambda part: f"count({part})")
        | inner.map(lambda part: f"{part}['k']")
        | inner.map(lambda part: f"({part} is None)")
    ),
    max_leaves=12,
)


@given(GRAMMAR, VALUES)
def test_any_sentence_of_the_language_gives_an_answer_or_a_sentence(text, names):
    answer_or_sentence(text, names)


PLAIN = st.integers(-5, 5) | st.sampled_from([0.5, 2.0])
PURE = st.recursive(
    st.sampled_from(["a", "b", "n", "1", "2.5", "True", "None"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from(["==", "!="]), inner).map(lambda parts: f"({' '.join(parts)})")
        | st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"bool({' '.join(parts)})")
        | inner.map(lambda part: f"(not {part})")
        | inner.map(lambda part: f"({part} in [{part}, 1])")
    ),
    max_leaves=10,
)


@given(PURE, PLAIN, PLAIN, PLAIN)
def test_what_both_can_say_python_answers_alike(text, a, b, n):
    names = {"a": a, "b": b, "n": n}
    assert evaluate(text.replace("bool", ""), names) == eval(text, {"__builtins__": {"bool": bool}}, names)
