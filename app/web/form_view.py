"""A form as a page shows it: each field with its name, value, sentences and choices. Checking is app/procedures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.expressions import ExpressionError, compile_expression, evaluate
from app.procedures.form_model import Field, Form

Choice = tuple[str, str]
Errors = Mapping[str, Sequence[str]]
BLANK_ROWS = 1
FILE_HELP = "PDF、OFD、JPG 或 PNG，每个不超过 20 MB。"


@dataclass(frozen=True)
class Card:
    """What a choice says beside its label: a line below it, and marks."""

    hint: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    mark: str = ""


@dataclass(frozen=True)
class KeptFile:
    id: str
    name: str
    size: int = 0
    url: str = ""


@dataclass(frozen=True)
class OptionView:
    id: str
    value: str
    label: str
    chosen: bool
    card: Card = Card()
    reveals: tuple[FieldView, ...] = ()


@dataclass(frozen=True)
class RowView:
    """`fixed`: name and value of the answer that says which record the row is about."""

    number: int
    title: str
    fields: tuple[FieldView, ...]
    fixed: tuple[str, str] | None = None


@dataclass(frozen=True)
class FieldView:
    """`name` is the control's name in the posted form, `id` its place on the page; both follow from its path."""

    field: Field
    id: str
    name: str
    value: Any
    errors: tuple[str, ...] = ()
    options: tuple[OptionView, ...] = ()
    fields: tuple[FieldView, ...] = ()
    rows: tuple[RowView, ...] = ()
    files: tuple[KeptFile, ...] = ()
    date_parts: tuple[str, str, str] = ("", "", "")
    controls: bool = False
    titled: bool = False  # its label is the title of the page

    @property
    def type(self) -> str:
        return self.field.type

    @property
    def label(self) -> str:
        return self.field.label

    @property
    def help(self) -> str:
        return self.field.help or (FILE_HELP if self.type == "file" else "")

    @property
    def described_by(self) -> str:
        parts = [(self.id + "-h", bool(self.help)), (self.id + "-m", bool(self.errors))]
        return " ".join(part for part, stands in parts if stands)

    @property
    def first_id(self) -> str:
        """Where a link from the error summary leads: the first control that can take the focus."""
        if self.options and self.type in ("radio", "checklist", "record", "subject"):
            return self.options[0].id
        return self.id + "-y" if self.type == "date" else self.id


@dataclass(frozen=True)
class Mistake:
    target: str
    label: str
    sentence: str


@dataclass(frozen=True)
class Sources:
    """What the page must ask for: the choices of a field, and what is known of a file that was brought in."""

    options: Callable[[Field], Sequence[Choice]]
    cards: Callable[[Field], Mapping[str, Card]] = lambda field: {}
    file: Callable[[str], KeptFile | None] = lambda upload: None
    prefill: Callable[[Field], object] = lambda field: None


@dataclass(frozen=True)
class FormView:
    title: str
    submit: str
    intro: str
    fields: tuple[FieldView, ...]
    mistakes: tuple[Mistake, ...]
    shown: str
    changes: bool

    @property
    def has_files(self) -> bool:
        return any(field.type == "file" for field in walk(self.fields))


class _Maker:
    """Carries answers' errors, sources and the controlling fields down the tree."""

    def __init__(self, errors: Errors, sources: Sources, controllers: frozenset[str]) -> None:
        self.errors, self.sources, self.controllers = errors, sources, controllers

    def many(self, fields: Iterable[Field], answers: Mapping[str, Any], path: str = "") -> tuple[FieldView, ...]:
        return nest([self.one(field, answers.get(field.key), path) for field in fields])

    def one(self, field: Field, value: Any, path: str) -> FieldView:
        name = f"{path}{field.key}"
        if field.prefill and (field.readonly or value in (None, "")):
            value = self.sources.prefill(field)
        view = FieldView(
            field=field, id="f-" + name.replace(".", "-"), name=name, value="" if value is None else value,
            errors=tuple(self.errors.get(name, ())), controls=field.key in self.controllers,
        )
        return self.filled(view, value)

    def filled(self, view: FieldView, value: Any) -> FieldView:
        match view.type:
            case "select" | "radio" | "checklist" | "record" | "subject":
                return replace(view, options=self.options(view, value))
            case "date":
                return replace(view, date_parts=split_day(value))
            case "file":
                return replace(view, files=self.files(value))
            case "group":
                return replace(view, fields=self.many(view.field.fields, as_mapping(value), view.name + "."))
            case "dynamiclist":
                return replace(view, rows=self.rows(view, value))
        return view

    def options(self, view: FieldView, value: Any) -> tuple[OptionView, ...]:
        chosen = {str(one) for one in as_list(value)}
        fixed = [(option.value, option.label) for option in view.field.options]
        cards = self.sources.cards(view.field)
        return tuple(
            OptionView(f"{view.id}-{n}", key, label, key in chosen, cards.get(key, Card()))
            for n, (key, label) in enumerate(fixed or self.sources.options(view.field))
        )

    def files(self, value: Any) -> tuple[KeptFile, ...]:
        found = (self.sources.file(str(upload)) for upload in as_list(value))
        return tuple(file for file in found if file)

    def rows(self, view: FieldView, value: Any) -> tuple[RowView, ...]:
        filled = [as_mapping(row) for row in as_list(value)]
        if view.field.rows:
            return self.fixed_rows(view, filled)
        wanted = min(max(view.field.min_rows, len(filled) + BLANK_ROWS), view.field.max_rows)
        every = filled + [{}] * (wanted - len(filled))
        return tuple(
            RowView(n + 1, "", self.many(view.field.fields, row, f"{view.name}.{n}.")) for n, row in enumerate(every)
        )

    def fixed_rows(self, view: FieldView, filled: Sequence[Mapping[str, Any]]) -> tuple[RowView, ...]:
        """One row for each record of the case; its first field says which and is not asked."""
        which, *asked = view.field.fields
        given = {str(row.get(which.key)): row for row in filled}
        rows = []
        for n, (record, label) in enumerate(self.sources.options(view.field)):
            path = f"{view.name}.{n}."
            fields = self.many(asked, given.get(record, {}), path)
            rows.append(RowView(n + 1, label, fields, (path + which.key, record)))
        return tuple(rows)


def form_view(
    form: Form, fields: Sequence[Field], answers: Mapping[str, Any], sources: Sources, errors: Errors | None = None
) -> FormView:
    """`fields` are those that apply to these answers; conditional ones stand under the choice that calls them."""
    wrong = errors or {}
    maker = _Maker(wrong, sources, controllers(form.walk()))
    views = maker.many(fields, answers)
    return FormView(
        form.title, form.submit, form.intro, views, mistakes(views, wrong),
        shown=" ".join(field.name for field in walk(views)), changes=any(field.when for field in form.walk()),
    )


def controllers(fields: Iterable[Field]) -> frozenset[str]:
    """Keys of the fields on whose answers others depend."""
    return frozenset(name for field in fields if field.when for name in compile_expression(field.when).names)


def nest(views: Sequence[FieldView]) -> tuple[FieldView, ...]:
    """Move each field that exactly one choice of an earlier radio field calls for under that choice."""
    placed: list[FieldView] = []
    for view in views:
        home = next((n for n, other in enumerate(placed) if calling_option(other, view.field.when) is not None), None)
        if home is None:
            placed.append(view)
        else:
            placed[home] = with_revealed(placed[home], view)
    return tuple(placed)


def calling_option(view: FieldView, when: str | None) -> int | None:
    """The position of the one choice of `view` under which the condition holds."""
    if view.type != "radio" or not when or compile_expression(when).names != {view.field.key}:
        return None
    holding = [n for n, option in enumerate(view.options) if holds(when, view.field.key, option.value)]
    return holding[0] if len(holding) == 1 else None


def holds(when: str, key: str, value: str) -> bool:
    try:
        return bool(evaluate(when, {key: value}))
    except ExpressionError:
        return False


def with_revealed(view: FieldView, revealed: FieldView) -> FieldView:
    where = calling_option(view, revealed.field.when)
    options = tuple(
        replace(option, reveals=(*option.reveals, revealed)) if n == where else option
        for n, option in enumerate(view.options)
    )
    return replace(view, options=options)


def walk(views: Iterable[FieldView]) -> Iterable[FieldView]:
    for view in views:
        yield view
        yield from walk(view.fields)
        for option in view.options:
            yield from walk(option.reveals)
        for row in view.rows:
            yield from walk(row.fields)


def mistakes(views: Iterable[FieldView], errors: Errors) -> tuple[Mistake, ...]:
    """The summary in the order of the page; what belongs to no field on it leads to the form itself."""
    listed = [Mistake(view.first_id, view.label, text) for view in walk(views) for text in view.errors]
    known = {view.name for view in walk(views)}
    loose = [Mistake("form", "", text) for name, texts in errors.items() if name not in known for text in texts]
    return tuple(loose + listed)


def split_day(value: Any) -> tuple[str, str, str]:
    """2026-03-09 as its three boxes; what is no day is given back as it was typed."""
    parts = str(value or "").split("-")
    return (parts[0], parts[1].lstrip("0"), parts[2].lstrip("0")) if len(parts) == 3 else (str(value or ""), "", "")


def as_list(value: Any) -> list[Any]:
    if value in (None, ""):
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def as_mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
