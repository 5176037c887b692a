"""Answers read over: what was chosen is called by its name, whoever reads, and whatever has become of it since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.models import Task
from app.procedures import Field, Form
from app.queries.registers import titles_of
from app.queries.seen import Seen
from app.services.answers import leaves
from app.services.world import World

Told = tuple[Form, Mapping[str, Any]]


class AsAnswered(World):
    """Offers, beside what this reader could choose, every entry of a register that answers name."""

    def __init__(self, seen: Seen, named: Mapping[str, str], task: Task | None = None) -> None:
        super().__init__(seen.session, seen.actor, seen.ctx.now, case=seen.case, task=task)
        self._named = named

    def options(self, field: Field) -> Sequence[tuple[str, str]]:
        found = super().options(field)
        offered = {value for value, _ in found}
        return [*found, *((key, title) for key, title in self._named.items() if key not in offered)]


def named_in(seen: Seen, *told: Told) -> dict[str, str]:
    """Titles of the entries that these answers name, by key; in one statement."""
    return titles_of(seen.session, {key for form, answers in told for key in _keys(form, answers)})


def _keys(form: Form, answers: Mapping[str, Any]) -> Iterator[str]:
    for field, _, value in leaves(form.fields, answers):
        if field.source or field.type == "record":
            yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
