"""What a verb may say of itself: that it found nothing to do, that it is mere housekeeping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from app.services.context import Context

P = ParamSpec("P")
R = TypeVar("R")


class NothingDone(Exception):
    """A verb found nothing left to do: no trace, no commit. Not a refusal; `result` is what its caller gets."""

    def __init__(self, result: object = None) -> None:
        super().__init__()
        self.result = result


def housekeeping(verb: Callable[Concatenate[Context, P], R]) -> Callable[Concatenate[Context, P], R]:
    """Marks a verb that changes nobody's matter (a sent flag, a throttle): it may commit without a row in the trail."""
    verb.housekeeping = True  # type: ignore[attr-defined]
    return verb
