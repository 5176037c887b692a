"""What a scenario names by what it is, found in this house: `{organisation: TAG}`, `{entry: TITLE}`, `{upload: n}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.procedures import Form
from app.procedures.describe import describe
from app.procedures.world import World
from app.services.house import house

NAMES = ("organisation", "entry", "upload", "records")


def meant(tables: Any, form: Form, world: World, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with ids in place of names; what this house does not have is left to the example."""
    offered = list(options(describe(form, {k: v for k, v in answers.items() if not named(v)}, world)["fields"]))
    found = {key: _meant(tables, offered, value) for key, value in answers.items()}
    return {key: value for key, value in found.items() if value is not None}


def named(value: Any) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in NAMES


def options(fields: Any) -> Iterator[tuple[str, str]]:
    """All choices that a form offers, as (value, label)."""
    for field in fields:
        yield from ((str(o["value"]), str(o["label"])) for o in field.get("options") or ())
        yield from options(field.get("fields") or ())


def _meant(tables: Any, offered: list[tuple[str, str]], value: Any) -> Any:
    if named(value):
        return _found(tables, offered, *next(iter(value.items())))
    if isinstance(value, Mapping):
        return {k: _meant(tables, offered, v) for k, v in value.items()}
    return [_meant(tables, offered, v) for v in value] if isinstance(value, list) else value


def _found(tables: Any, offered: list[tuple[str, str]], kind: str, word: Any) -> Any:
    if kind == "organisation":
        return str(house().organs.named(tables, str(word), {}).id)
    return next((value for value, label in offered if kind == "entry" and label.startswith(str(word))), None)
