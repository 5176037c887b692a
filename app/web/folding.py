"""Long lists of a form, folded: which lists, and which of their rows stand open. Drawn by forms.html."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.expressions import ExpressionError, evaluate
from app.web.form_view import FieldView, RowView, walk
from app.web.readback import FOLDED_FROM, UNANSWERED, row_line

SEARCHED_FROM = 10  # filled rows


def row_wrong(row: RowView) -> bool:
    return any(view.errors for view in walk(row.fields))


def row_open(row: RowView) -> bool:
    """A mistake, or a question without its answer: whoever comes back to the page finds it open."""
    every = list(walk(row.fields))
    names = {view.field.key: view.value if view.value not in UNANSWERED else None for view in every}
    return row_wrong(row) or (bool(row_line(row)) and any(_missing(view, names) for view in every))


def _missing(view: FieldView, names: Mapping[str, Any]) -> bool:
    asked = view.field.required and view.type not in ("group", "text", "file") and view.value in UNANSWERED
    try:
        return asked and (not view.field.when or bool(evaluate(view.field.when, names)))
    except ExpressionError:  # it goes by an answer outside the row
        return False


def folds(view: FieldView) -> bool:
    return not view.field.rows and _filled(view) >= FOLDED_FROM


def searched(view: FieldView) -> bool:
    return _filled(view) >= SEARCHED_FROM


def _filled(view: FieldView) -> int:
    return sum(1 for row in view.rows if row_line(row))


FILTERS = {"row_line": row_line, "row_wrong": row_wrong, "row_open": row_open, "folds": folds, "searched": searched}
