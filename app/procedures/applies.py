"""Which fields of a form apply to the answers so far. Whether the answers are right is not asked here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from app.domain.expressions import ExpressionError, evaluate
from app.domain.identifiers import check_uscc
from app.procedures.form_model import Field, Form
from app.procedures.world import World

Answers = Mapping[str, object]
NO_NAMES: Answers = {}


def applicable(form: Form | Iterable[Field], answers: Answers, outer: Answers = NO_NAMES) -> tuple[Field, ...]:
    """The fields to ask now, those inside a group likewise; rows of a list are asked one by one by their own answers.

    `outer` are the names around a group or list, which its conditions may use.
    """
    found, names = settle(form.fields if isinstance(form, Form) else form, answers, outer)
    return tuple(_inside(f, answers.get(f.key), names) if f.type == "group" else f for f in found)


def settle(
    fields: Iterable[Field], answers: Answers, outer: Answers = NO_NAMES
) -> tuple[tuple[Field, ...], dict[str, object]]:
    """The fields that apply, and the names that conditions behind them may use: None for what is not answered.

    Groups come whole: what applies inside one depends on its own answers.
    """
    fields = tuple(fields)
    codes = {f.evidence: f.key for f in fields if f.evidence}
    names: dict[str, object] = {**outer, **{f.key: None for f in fields}}
    found = []
    for field in fields:
        if not _holds(field.when, names):
            continue
        if field.key in codes:
            if not doubtful(names[codes[field.key]]):
                continue
            field = replace(field, required=True)
        names[field.key] = plain(field, answers.get(field.key))
        found.append(field)
    return tuple(found), names


def with_shown(fields: Iterable[Field], answers: Answers, world: World) -> dict[str, object]:
    """The answers with the world's value for each field that is only shown, whatever was sent."""
    given = {str(k): v for k, v in answers.items() if not blank(v)}
    for field in fields:
        if field.readonly and field.prefill:
            value = world.prefill(field)
            given.pop(field.key, None)
            given.update({} if blank(value) else {field.key: value})
    return given


def doubtful(code: object) -> bool:
    """A credit code that fails its checksum: such codes were issued, so it warns and asks for evidence (4.3)."""
    return isinstance(code, str) and check_uscc(code).warning is not None


def _inside(field: Field, value: object, names: Answers) -> Field:
    return replace(field, fields=applicable(field.fields, value if isinstance(value, Mapping) else {}, names))


def _holds(when: str | None, names: Answers) -> bool:
    if when is None:
        return True
    try:
        return bool(evaluate(when, names))
    except ExpressionError:
        return False


def plain(field: Field, value: object) -> object:
    """An answer as conditions compare it: money as a number, an unticked box as False, nothing as None."""
    if field.type == "checkbox":
        return value is True
    if blank(value):
        return None
    if field.money:
        return _money(value)
    if field.type == "group" and isinstance(value, Mapping):
        return {f.key: plain(f, value.get(f.key)) for f in field.fields}
    return value


def blank(value: object) -> bool:
    """Nothing was answered."""
    return value is None or value == "" or value == [] or (isinstance(value, str) and not value.strip())


def _money(value: object) -> Decimal | None:
    try:
        return Decimal(value) if isinstance(value, str) and len(value) <= 30 else None
    except InvalidOperation:
        return None
