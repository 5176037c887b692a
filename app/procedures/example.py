"""A value that a field would take now, for programs and for the check. Describing a form is describe.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.procedures.applies import Answers, blank, settle
from app.procedures.facts import bound
from app.procedures.form_model import LONGEST, Field, Form
from app.procedures.world import World

# Valid by their checksums, and nobody's: the codes of reference 4.3.
FORMATS = {
    "uscc": "91350200776049653A",
    "citizen_id": "11010519491231002X",
    "mobile": "13800138000",
    "email": "name@example.com",
    "document_no": "甬信示〔2026〕1号",
    "url": "https://example.com/",
}
_FILLING = "这是一段示例文字。"


def example(field: Field, names: Answers, world: World) -> object:
    """A value that check_answers takes beside `names`; None where there is none, say no upload yet."""
    if not blank(field.example):
        return field.example
    if field.readonly and field.prefill:
        return world.prefill(field)
    return _MADE[field.type](field, names, world)


def examples(fields: Iterable[Field], answers: Answers, outer: Answers, world: World) -> dict[str, object]:
    """What is missing to the answers, filled with examples until the fields settle."""
    every, found = tuple(fields), dict(answers)
    while True:
        applied, names = settle(every, found, outer)
        open_ones = (f for f in applied if f.key not in found and f.type != "text")
        made = next(((f.key, v) for f in open_ones if not blank(v := example(f, names, world))), None)
        if made is None:
            return found
        found[made[0]] = made[1]


def fill(form: Form, answers: Mapping[str, object], world: World) -> dict[str, object]:
    """Whole answers to a form: those given, examples for the rest. What scenarios and demo data are filled with."""
    given = {k: v for k, v in answers.items() if not blank(v)}
    return examples(form.fields, given, {}, world)


def _text(field: Field, names: Answers, world: World) -> str:
    if field.format:
        return FORMATS[field.format]
    least, most = field.min_length or 1, field.max_length or LONGEST[field.type]
    text = field.label + "：" + _FILLING
    text += _FILLING * max(0, least - len(text))
    return text[: max(least, min(most, 40))]


def _number(field: Field, names: Answers, world: World) -> object:
    digits = 2 if field.money else field.digits or 0
    step = Decimal(1).scaleb(-digits)
    if field.min is not None:
        found = Decimal(field.min).quantize(step, ROUND_CEILING)
    elif field.max is not None:
        found = min(Decimal(1), Decimal(field.max).quantize(step, ROUND_FLOOR))
    else:
        found = Decimal(1)
    if field.money:
        return f"{found:.2f}"
    return int(found) if found == found.to_integral_value() else float(found)


def _day(field: Field, names: Answers, today: date) -> date:
    least, most = bound(field.min, names, today), bound(field.max, names, today)
    if least and least > today:
        return least
    return most if most and most < today else today


def _date(field: Field, names: Answers, world: World) -> str:
    return _day(field, names, world.today).isoformat()


def _datetime(field: Field, names: Answers, world: World) -> str:
    return f"{_day(field, names, world.today).isoformat()}T09:00:00+08:00"


def _choice(field: Field, names: Answers, world: World) -> object:
    return world.example(field) if field.source else field.options[0].value


def _checklist(field: Field, names: Answers, world: World) -> object:
    if field.min_rows > 1:
        offered = [value for value, _ in world.options(field)] or [option.value for option in field.options]
        return offered[: field.min_rows]
    first = _choice(field, names, world)
    return first if isinstance(first, list) else [] if first is None else [first]


def _reference(field: Field, names: Answers, world: World) -> object:
    found = world.example(field)
    return [found] if field.multiple and found is not None and not isinstance(found, list) else found


def _group(field: Field, names: Answers, world: World) -> dict[str, object]:
    return examples(field.fields, {}, names, world)


def _list(field: Field, names: Answers, world: World) -> list[dict[str, object]]:
    if field.rows:
        key = field.fields[0].key
        return [examples(field.fields, {key: value}, names, world) for value, _ in world.options(field)]
    kept = world.prefill(field) if field.prefill else None
    if isinstance(kept, list) and kept:  # a list is carried on as it is, but for rows that its register refuses
        rows = [examples(field.fields, row, names, world) for row in kept]
        faults = {place.partition(".")[0] for place in world.item_faults(field, rows)} if field.items else ()
        return [row for n, row in enumerate(rows) if str(n) not in faults]
    return [examples(field.fields, {}, names, world)] * min(field.max_rows, max(field.min_rows, 1))


_MADE: Mapping[str, Callable[[Field, Answers, World], object]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "select": _choice,
    "radio": _choice,
    "checklist": _checklist,
    "checkbox": lambda field, names, world: field.required,
    "group": _group,
    "dynamiclist": _list,
    "text": lambda field, names, world: None,
    "file": _reference,
    "record": _reference,
    "subject": _reference,
}
