"""Fills a form in as a program would that knows nothing but its description: what is named, the rest by example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.procedures import Form
from app.procedures.describe import describe
from app.procedures.world import World

ROUNDS = 12  # a form settles when no answer makes another field appear


def by_example(form: Form, world: World, named: Mapping[str, Any]) -> dict[str, Any]:
    """Answers that the form would take now."""
    answers = dict(named)
    for _ in range(ROUNDS):
        if not fill_in(describe(form, answers, world)["fields"], answers):
            break
    return answers


def fill_in(fields: Any, answers: dict[str, Any]) -> bool:
    """Answer what must be answered and is not; groups and rows are entered. True where something was added."""
    added = False
    for field in fields:
        key, kind = field["key"], field["type"]
        if kind == "group":
            added |= fill_in(field["fields"], answers.setdefault(key, {}))
        elif kind == "dynamiclist" and answers.get(key) != [] and (
                field["required"] or field["example"] or key in answers):  # who names no rows wants none
            added |= fill_rows(field, answers)
        elif kind != "text" and field["required"] and key not in answers:
            value = field.get("value")
            answers[key] = field["example"] if value is None else value
            added = True
    return added


def fill_rows(field: Any, answers: dict[str, Any]) -> bool:
    """The example's rows under those named; where rows are fixed, a lone named row speaks for each, one too many for
    none: this house may have fewer records than a scenario's."""
    made, given = list(field["example"] or []), list(answers.get(field["key"]) or [])[:field.get("max_rows")]
    if len(given) == 1 and len(made) > 1:
        given *= len(made)
    rows = [{**(made[i] if i < len(made) else {}), **(given[i] if i < len(given) else {})}
            for i in range(max(len(made), len(given)))]
    changed = rows != answers.get(field["key"])
    answers[field["key"]] = rows
    return changed
