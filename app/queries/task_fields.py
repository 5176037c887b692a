"""The fields of a task as everybody reads them, once: in the inbox, on a case, on the page of the task itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Signed:
    """So many of so many have signed."""

    done: int
    of: int


@dataclass(frozen=True)
class TaskFields:
    """`case` is its number, `assignee` a login, `organisation` a name; `note` says why it came back. `seat`: holder,
    signer or delegate, in which the reader would work on it; `acting_for` the absent person whose work it is (代办), or
    was; `signed`: how far a signing has come."""

    id: int
    case: str
    node: str
    title: str
    role: str
    organisation: str | None
    item: str | None
    legal_basis: str
    assignee: str | None
    assignee_name: str | None
    state: str
    opened_at: datetime
    first_seen_at: datetime | None
    ended_at: datetime | None
    target_at: datetime | None
    due_at: datetime | None
    note: str
    seat: str | None
    acting_for: str | None
    signed: Signed | None
