"""Checks clean answers against the world: days, formats, uploads, entries. Shape and length are form_schema.py's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from app.domain import identifiers
from app.domain.moments import SHANGHAI
from app.procedures.applies import Answers
from app.procedures.form_model import Field
from app.procedures.sentences import say
from app.procedures.world import World

_GONE = {
    "file": "这个附件已经用过、过期或者不是您上传的，请重新上传。",
    "record": "没有找到这条记录，或者您不能对它提出，请重新选择。",
    "subject": "没有找到这个主体，请重新选择。",
}


class Untrue(Exception):
    """The message is a sentence for the field."""


def check_fact(field: Field, value: object, names: Answers, world: World) -> object:
    """The value as it is to be kept. Raises Untrue."""
    if field.format:
        return _formatted(field, str(value), world.today)
    if field.type in ("date", "datetime"):
        _check_day(field, str(value), names, world.today)
    elif field.type in _GONE or field.source:
        _check_known(field, value, world)
    return value


def _formatted(field: Field, text: str, today: date) -> str:
    found = identifiers.check(str(field.format), text, today)
    if found.error:
        raise Untrue(say(field, "format", found.error))
    return found.value


def _check_known(field: Field, value: object, world: World) -> None:
    values = value if isinstance(value, list) else [value]
    for one in values:
        if not world.knows(field, one):
            why = world.refusal(field, one)
            raise Untrue(why or say(field, "options", _GONE.get(field.type, "请从给出的选项中选择。")))


def _check_day(field: Field, text: str, names: Answers, today: date) -> None:
    day = day_of(text)
    least, most = bound(field.min, names, today), bound(field.max, names, today)
    if day is not None and least and day < least:
        raise Untrue(say(field, "min", f"不能早于{_shown(least, today)}。"))
    if day is not None and most and day > most:
        raise Untrue(say(field, "max", f"不能晚于{_shown(most, today)}。"))


def _shown(day: date, today: date) -> str:
    return ("今天，即 " if day == today else " ") + day.isoformat()


def day_of(text: object) -> date | None:
    """The Shanghai day of a date or a moment."""
    if not isinstance(text, str):
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).astimezone(SHANGHAI).date()
    except (ValueError, OverflowError):
        return None


def bound(text: str | None, names: Answers, today: date) -> date | None:
    """`today`, `today-30`, a day, or the answer to an earlier date field; None where there is none."""
    if text is None:
        return None
    if text.startswith("today"):
        return today + timedelta(days=int(text.removeprefix("today") or 0))
    return day_of(names.get(text)) if text.isidentifier() else date.fromisoformat(text)


def doubt(field: Field, value: object, today: date) -> str | None:
    """What is taken and yet odd: a credit code whose checksum fails, an unusual area code."""
    if not field.format or not isinstance(value, str) or not value:
        return None
    return identifiers.check(field.format, value, today).warning


def warnings(fields: tuple[Field, ...], answers: Answers, today: date, path: str = "") -> dict[str, str]:
    """The doubts about the answers of a form, by the fields' names."""
    found: dict[str, str] = {}
    for field in fields:
        value, name = answers.get(field.key), path + field.key
        inner = [value] if field.type == "group" else value if field.type == "dynamiclist" else None
        if isinstance(inner, list):
            for n, row in enumerate(inner):
                place = f"{name}." if field.type == "group" else f"{name}.{n}."
                found.update(warnings(field.fields, row, today, place) if isinstance(row, Mapping) else {})
        elif sentence := doubt(field, value, today):
            found[name] = sentence
    return found
