"""Asks a form whether it takes its own examples, in a made-up world with one of everything. Real worlds: queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.expressions import ExpressionError
from app.errors import Invalid
from app.procedures.example import fill
from app.procedures.fields import check_answers
from app.procedures.form_model import Field, Form
from app.procedures.world import World

# A day in the middle of a year, so that `today-30` and fixed days of that year both lie where they are meant.
DAY = date(2026, 6, 15)


class OneOfEach(World):
    """Knows whatever it is asked, by one made-up id."""

    @property
    def today(self) -> date:
        return DAY

    def options(self, field: Field) -> Sequence[tuple[str, str]]:
        return (("example", "示例"), *((f"example{n}", "示例") for n in range(2, field.min_rows + 1)))

    def knows(self, field: Field, value: object) -> bool:
        return True

    def example(self, field: Field) -> object:
        return "example"

    def prefill(self, field: Field) -> object:
        return None


def example_fault(form: Form) -> tuple[str, str] | None:
    """The first field that refuses, with its sentence; None where the form takes its examples."""
    try:
        check_answers(form, fill(form, {}, OneOfEach()), OneOfEach())
    except Invalid as refused:
        key, sentences = next(iter(refused.errors.items()))
        return key, sentences[0]
    except (ExpressionError, ValueError, IndexError, KeyError):
        return None  # another rule says what is wrong with it
    return None
