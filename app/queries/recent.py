"""Figures that cost a long look, kept for a minute: the moment they are of stands in them, and the page says it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from app import clock
from app.services.house import house

T = TypeVar("T")
KEPT = timedelta(seconds=60)
MOST = 200
_ONE = threading.Lock()  # two who ask for the same at once cost one look


def recent(key: Hashable, look: Callable[[], T]) -> T:
    """What was seen under this key less than a minute ago, else what is seen now. Who may ask is checked before."""
    kept: dict[Hashable, tuple[datetime, Any]] = house().recent
    with _ONE:
        found, now = kept.get(key), clock.now()
        if found is not None and timedelta() <= now - found[0] < KEPT:
            return found[1]  # type: ignore[no-any-return]
        seen = look()
        if len(kept) >= MOST:
            kept.clear()
        kept[key] = (now, seen)
        return seen
