"""Puts findings about people, made one by one, into a field of the entries that the case has entered."""

from __future__ import annotations

from app.engine import Effect
from app.services.context import Context
from app.services.live import Live
from app.services.operations.asks import last_of_each
from app.services.operations.registers import amend, records_of


def gather(ctx: Context, live: Live, effect: Effect) -> None:
    """`field` becomes the list of the last answers of each instance of `task` in which `key` is `value`: nobody else is
    annotated (条例17.4: 负有责任的)."""
    key, value = str(effect.params["key"]), effect.params["value"]
    found = [row for row in last_of_each(ctx, live.case.id, str(effect.params["task"])) if row.get(key) == value]
    for entry in records_of(ctx, live, effect) if found else ():
        amend(ctx, live, effect, entry, "supplemented", {str(effect.params["field"]): found})
