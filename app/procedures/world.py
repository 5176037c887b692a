"""What a form must ask of the world outside it: the day, choices, uploads, entries. app/queries answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.procedures.form_model import Field


class World(Protocol):
    """Inherit from it: what a world does not know, the defaults say."""

    @property
    def today(self) -> date:
        """The day in Shanghai."""
        ...

    def options(self, field: Field) -> Sequence[tuple[str, str]]:
        """(value, label) of a field with `source`, or of the fixed rows of a list with `rows`."""
        return ()

    def options_url(self, field: Field) -> str | None:
        """Where a program reads the options; None where they stand in the description itself."""
        return None

    def knows(self, field: Field, value: object) -> bool:
        """May the asker name this upload, entry, subject or option now?"""
        return any(value == known for known, _ in self.options(field))

    def refusal(self, field: Field, value: object) -> str:
        """Why knows() says no, where the field's own conditions say it."""
        return ""

    def example(self, field: Field) -> object:
        """A value of a file, record, subject or sourced choice that knows() says yes to, else None."""
        return next((value for value, _ in self.options(field)), None)

    def item_faults(self, field: Field, rows: Sequence[Mapping[str, object]]) -> Mapping[str, list[str]]:
        """What the rules of the register `items` find in the rows of a list, by `<row>.<key>`."""
        return {}

    def prefill(self, field: Field) -> object:
        """The value that the field's `prefill` names, else None."""
        return None


@dataclass(frozen=True)
class Nowhere(World):
    """A day and nothing else: for forms that ask nothing of the world, and for the check."""

    day: date

    @property
    def today(self) -> date:
        return self.day
