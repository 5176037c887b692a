"""Rows that a list of a form begins with: what is in force, what the members proposed, what an earlier task said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.models import Organisation, Task
from app.procedures import Field
from app.services import shelf
from app.services.answered import signed
from app.services.listed import in_force, said_by

if TYPE_CHECKING:
    from app.services.world import World

Rows = list[dict[str, Any]]


def carried(world: World, field: Field) -> Rows:
    """The rows of all sources of a list's `prefill` (`list.catalogue.city + each.propose.items`), with the keys that
    the list has. The rows of an item take the place of those that an earlier source had of it; several of one source
    all stay: who completes the list chooses, and nobody's proposal is lost without a word."""
    known = {inner.key for inner in field.fields if inner.type != "text"}
    found: dict[Any, Rows] = {}
    for source in (field.prefill or "").split(" + "):
        rows = ({key: value for key, value in row.items() if key in known} for row in _rows(world, source.strip()))
        found |= _by_item(field, [row for row in rows if row], len(found))
    return [row for rows in found.values() for row in rows]


def _by_item(field: Field, rows: Rows, first: int) -> dict[Any, Rows]:
    """Rows by what they are items of; one of none stands for itself, numbered from `first`."""
    register = shelf.registers().get(field.items or "")
    key = register.listed.key if register and register.listed else ""
    found: dict[Any, Rows] = {}
    for n, row in enumerate(rows, first):
        found.setdefault(row.get(key) or n, []).append(row)
    return found


def _rows(world: World, source: str) -> Rows:
    head, _, rest = source.partition(".")
    if head == "list":
        return _in_force(world, *rest.split("."))
    if head == "each":
        return _of_each(world, *rest.split("."))
    if head == "signed":
        return signed(world.session, world.case.id, [rest]).get(rest, []) if world.case else []
    found = world.earlier(head, rest)
    return list(found) if isinstance(found, list) else []


def _in_force(world: World, name: str, part: str = "") -> Rows:
    register = shelf.registers()[name]
    return [said_by(register, entry.data) for entry in in_force(world.session, register, world.today, part)]


def _of_each(world: World, node: str, key: str) -> Rows:
    """The rows of every organ that did the task, each organ's last answers; `by` is its name."""
    if world.case is None:
        return []
    query = (sa.select(Task.item, Task.answers, Organisation.name)
             .outerjoin(Organisation, Organisation.id == Task.organisation_id)
             .where(Task.case_id == world.case.id, Task.node == node, Task.state == "done")
             .order_by(Task.ended_at, Task.id))
    last: dict[str, tuple[Mapping[str, Any], str]] = {}
    for item, answers, organ in world.session.execute(query):
        last[item] = (answers or {}, organ or "")
    return [{**row, "by": organ} for answers, organ in last.values() for row in answers.get(key) or ()]
