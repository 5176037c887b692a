"""The part of FEEL that a form may use, and what is refused."""

import pytest

from app.domain.expressions import evaluate
from app.procedures.feel import FeelError, to_expression


@pytest.mark.parametrize(
    "text, names, value",
    [
        ('=a = "x"', {"a": "x"}, True),
        ('=a != "x"', {"a": "x"}, False),
        ("=a = true and b > 3", {"a": True, "b": 4}, True),
        ("=a < 3 or (b >= 1 and b <= 2)", {"a": 5, "b": 2}, True),
        ("=not(a = null)", {"a": None}, False),
        ("=a", {"a": False}, False),
        ("=a = -1.5", {"a": -1.5}, True),
        ('=list contains(a, "x")', {"a": ["x", "y"]}, True),
        ('=a = "it\'s"', {"a": "it's"}, True),
        ('=a = "x" or b = "y" and c = "z"', {"a": "x", "b": "", "c": ""}, True),
        ("=" + " and ".join(["(a = 1)"] * 30), {"a": 1}, True),
        ('=not(a = "x" or a = "y")', {"a": "y"}, False),
    ],
)
def test_the_subset_means_what_feel_means(text, names, value):
    assert bool(evaluate(to_expression(text), names)) is value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=",
        'a = "x"',
        "=a +",
        "=a + 1 = 2",
        "=count(a) > 0",
        "=if a then b else c",
        "=a.b = 1",
        "=a[1] = 1",
        "=some x in a satisfies x > 1",
        '=a = "x" b',
        "=(a = 1",
        "=not a",
        "=a == 1",
        "=a in [1..3]",
        '=a = "x\\n"',
        "=and",
        "=list contains(a)",
        "=" + "(" * 100 + "a" + ")" * 100,
        "=a = 'x'",
    ],
)
def test_everything_else_is_refused(text):
    with pytest.raises(FeelError, match="。"):
        to_expression(text)
