"""A case under its lock, with what is open in it: what every verb on a running case works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.models import Case, Deadline, Hand, Task, Wait
from app.services.house import Running

if TYPE_CHECKING:
    from app.services.separations import Apart


@dataclass
class Live:
    """Open tasks, waits and open limits as rows; whatever is changed here is written when the verb ends."""

    case: Case
    running: Running
    tasks: list[Task]
    waits: list[Wait]
    deadlines: list[Deadline]
    hands: list[Hand] = field(default_factory=list)  # of the open tasks
    apart: dict[int, Apart] = field(default_factory=dict)  # by task, read once: checks come before what a verb does

    def hands_of(self, task: Task) -> list[Hand]:
        return [hand for hand in self.hands if hand.task_id == task.id]


def item_of(key: tuple[object, ...]) -> str:
    """The name of one of several: keys of all scopes from the outside in."""
    return "/".join(str(part) for part in key)


def within(item: str, part: str) -> bool:
    """Whether one of several lies in this part of the case: "1/2" lies in "1" and in "" (the whole), "10" does not."""
    return not part or item == part or item.startswith(f"{part}/")
