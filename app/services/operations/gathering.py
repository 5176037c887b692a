"""Puts findings about people, made one by one, into a field of the entries that the case has entered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.engine import Effect
from app.models import Task
from app.services import registers
from app.services.context import Context
from app.services.live import Live
from app.services.operations.registers import records_of


def gather(ctx: Context, live: Live, effect: Effect) -> None:
    """`field` becomes the list of the last answers of each instance of `task` in which `key` is `value`: nobody else is
    annotated (条例17.4: 负有责任的)."""
    key, value = str(effect.params["key"]), effect.params["value"]
    found = [row for row in last_of_each(ctx, live, str(effect.params["task"])) if row.get(key) == value]
    node = live.running.procedure.nodes[effect.node]
    for entry in records_of(ctx, live, effect) if found else ():
        registers.amend(ctx, entry, "supplemented", changes={str(effect.params["field"]): found}, reason=node.title,
                        article=node.article, case=live.case)


def last_of_each(ctx: Context, live: Live, node: str) -> list[Mapping[str, Any]]:
    """Of the rounds the last: an instance begun anew counts alone."""
    query = (sa.select(Task).where(Task.case_id == live.case.id, Task.node == node, Task.state == "done")
             .order_by(Task.ended_at, Task.id))
    return list({task.item: task.answers or {} for task in ctx.session.scalars(query)}.values())
