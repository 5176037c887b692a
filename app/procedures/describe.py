"""A form as the contract's JSON, for the answers so far. Checking answers is fields.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.procedures.applies import Answers, blank, plain, settle, with_shown
from app.procedures.example import example
from app.procedures.facts import bound, doubt
from app.procedures.form_model import LONGEST, MOST_ROWS, Field, Form
from app.procedures.world import World

Json = dict[str, object]


def describe(form: Form, answers: Mapping[str, object], world: World) -> Json:
    """`{slug, fields, rules}`: the fields that apply to these answers, each with a value that would be taken now."""
    fields = _fields(form.fields, answers, {}, world)
    return {"slug": form.id, "fields": fields, "rules": [rule.sentence for rule in form.rules]}


def _fields(fields: Iterable[Field], answers: Answers, outer: Answers, world: World) -> list[Json]:
    """In order, because a later field's bounds and example may rest on an earlier one's answer, or example."""
    fields = tuple(fields)
    applied, names = settle(fields, with_shown(fields, answers, world), outer)
    found = []
    for field in applied:
        value = answers.get(field.key)
        if blank(value):
            value = world.prefill(field) if field.prefill else None
        made = example(field, names, world)
        found.append(_field(field, value, made, names, world))
        if names.get(field.key) is None:
            names[field.key] = plain(field, made)
    return found


def _field(field: Field, value: object, made: object, names: Answers, world: World) -> Json:
    every: Json = {
        "key": field.key,
        "type": field.type,
        "label": field.label,
        "help": field.help,
        "required": field.required,
        **_choices(field, world),
        **_bounds(field, names, world),
        **_lengths(field),
        **_inside(field, value, names, world),
        "multiple": field.multiple or None,
        "pattern": field.pattern,
        "format": field.format,
        "accept": field.accept,
        "readonly": field.readonly or None,
        "value": None if blank(value) else value,
        "warning": doubt(field, value, world.today),
    }
    found = {key: value for key, value in every.items() if value is not None}
    return found if field.type == "text" else {**found, "example": made}


def _choices(field: Field, world: World) -> Json:
    if field.options:
        return {"options": [{"value": o.value, "label": o.label} for o in field.options]}
    if field.source is None:
        return {}
    url = world.options_url(field)
    if url:
        return {"options_url": url}
    return {"options": [{"value": value, "label": label} for value, label in world.options(field)]}


def _bounds(field: Field, names: Answers, world: World) -> Json:
    if field.type in ("date", "datetime"):
        days = {"min": bound(field.min, names, world.today), "max": bound(field.max, names, world.today)}
        return {key: day.isoformat() for key, day in days.items() if day}
    if field.type != "number":
        return {}
    found = {"min": field.min, "max": field.max}
    return {k: v if field.money else float(v) if "." in v else int(v) for k, v in found.items() if v is not None}


def _lengths(field: Field) -> Json:
    if field.type not in LONGEST:
        return {}
    return {"min_length": field.min_length, "max_length": field.max_length or LONGEST[field.type]}


def _inside(field: Field, value: object, names: Answers, world: World) -> Json:
    if field.type == "group":
        return {"fields": _fields(field.fields, value if isinstance(value, Mapping) else {}, names, world)}
    if field.type != "dynamiclist":
        return {"min_rows": field.min_rows} if field.min_rows else {}
    rows = len(world.options(field)) if field.rows else None
    first = value[0] if isinstance(value, list) and value and isinstance(value[0], Mapping) else {}
    return {
        "fields": _fields(field.fields, first, names, world),
        "min_rows": field.min_rows or None if rows is None else rows,
        "max_rows": (field.max_rows if field.max_rows != MOST_ROWS else None) if rows is None else rows,
    }
