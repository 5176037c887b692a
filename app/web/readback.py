"""Answers to be read over: each question with what was answered, in words. Nothing is checked here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.identifiers import MASKED, mask
from app.web import words
from app.web.form_view import FieldView, RowView

UNANSWERED: tuple[object, ...] = ("", None, [])
FOLDED_FROM = 4  # so many filled rows fold to a line each
SHORT = ("textfield", "select", "radio", "number", "date")
PARTS, LENGTH = 3, 30


@dataclass(frozen=True)
class Line:
    label: str
    values: tuple[str, ...]
    url: str | None = None
    inner: tuple[Line, ...] = ()  # of one row of a long list: all that it says, behind a line


def lines(views: Sequence[FieldView], url: str | None = None, masked: bool = False) -> tuple[Line, ...]:
    """One line a question, follow-ups behind theirs; groups and rows are opened. `masked`: numbers of people are hidden
    in their middle."""
    found: list[Line] = []
    for view in views:
        if view.type == "group":
            found += lines(view.fields, url, masked)
        elif view.type == "dynamiclist":
            found += row_lines(view, url, masked)
        elif view.type == "checkbox":
            found.append(Line("确认" if view.value is True else "没有确认", (view.label,), url))
        elif view.type != "text":
            found.append(Line(view.label, said(view, masked), url))
        for option in view.options:
            found += lines(option.reveals, url, masked) if option.chosen else ()
    return tuple(found)


def row_lines(view: FieldView, url: str | None, masked: bool) -> list[Line]:
    filled = [row for row in view.rows if any(line.values for line in lines(row.fields))]
    if len(filled) >= FOLDED_FROM:
        told = ((row, tuple(line for line in lines(row.fields, None, masked) if line.values)) for row in filled)
        return [Line(f"{view.label} {row.number}", (row.title or row_line(row, masked),), url, inner)
                for row, inner in told]
    return [
        Line(f"{row.title or view.label + ' ' + str(row.number)}：{line.label}", line.values, url)
        for row in filled for line in lines(row.fields, None, masked)
    ]


def row_line(row: RowView, masked: bool = False) -> str:
    """The first short answers of a row, number and name of an item say; of one without answers nothing."""
    texts = ["、".join(said(view, masked)) for view in row.fields if view.type in SHORT]
    return " · ".join(text if len(text) <= LENGTH else text[:LENGTH] + "…" for text in [*filter(None, texts)][:PARTS])


def said(view: FieldView, masked: bool = False) -> tuple[str, ...]:
    """The answer as the page of the question said it: labels, file names, days in Chinese."""
    if view.options:
        return tuple(option.label for option in view.options if option.chosen)
    if view.type == "file":
        return tuple(f"{file.name}（{words.size(file.size)}）" for file in view.files)
    if view.value in UNANSWERED:
        return ()
    if masked and view.field.format in MASKED:
        return (mask(str(view.field.format), str(view.value)),)
    return (day_said(view.value) if view.type == "date" else str(view.value),)


def day_said(value: str) -> str:
    try:
        return words.full_day(value)
    except ValueError:
        return value


def named(errors: Mapping[str, Sequence[str]], labels: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Mistakes as (name, label, sentence), in the order of the questions."""
    order = {name: n for n, name in enumerate(labels)}
    known = sorted(errors, key=lambda name: order.get(name, len(order)))
    return [(name, labels.get(name, ""), text) for name in known for text in errors[name]]
