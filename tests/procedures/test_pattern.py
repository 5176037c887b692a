"""Patterns that an answer of 200 characters could make slow are refused; the rest answer at once."""

import re
import time

import pytest

from app.procedures.check.pattern import pattern_fault


@pytest.mark.parametrize(
    "pattern",
    [
        r"[A-Z]{2}\d+",
        r"^.+〔\d{4}〕\d+号$",
        r"1\d{10}",
        r"(\d{1,3}\.){3}\d{1,3}",
        r"(甲|乙)\d{4}",
        r"\d{6}(-\d{4})?",
        r"a*b*c*",
    ],
)
def test_ordinary_patterns_may_be_used(pattern):
    assert pattern_fault(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+", r"(a*)*b", r"([A-Z]+\s?)+x", r"(a|ab)+c", r"(.*a){20}", r"(\d{1,20}){1,20}$", r"(?=a)a", r"(a)\1",
        r"a*b*c*d*e", r"(", r"[", r"a{99999999999}", r"(?P<x>a)(?(x)b|c)", "a" * 301, r"(?:(?:a?)*)*", r"(?<=a)b",
    ],
)  # fmt: skip
def test_patterns_that_may_never_end_are_refused(pattern):
    assert pattern_fault(pattern).startswith("pattern ")


@pytest.mark.parametrize("pattern", [r"\d*\d*\d*x", r"a*b*c*", r".*.*.*x", r"(\d{1,3}\.){3}\d{1,3}", r"[A-Z]{2}\d+"])
@pytest.mark.parametrize("text", ["1" * 200, "a" * 200, "1." * 100])
def test_what_is_allowed_answers_within_a_second(pattern, text):
    assert pattern_fault(pattern) is None
    before = time.perf_counter()

    re.fullmatch(pattern, text)

    assert time.perf_counter() - before < 1
