"""A case under its lock, with what is open in it: what every verb on a running case works on."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.models import Case, Deadline, Hand, Task, Wait
from app.services.house import Running


@dataclass
class Live:
    """Open tasks, waits and open limits as rows; whatever is changed here is written when the verb ends."""

    case: Case
    running: Running
    tasks: list[Task]
    waits: list[Wait]
    deadlines: list[Deadline]
    hands: list[Hand] = field(default_factory=list)  # of the open tasks

    def hands_of(self, task: Task) -> list[Hand]:
        return [hand for hand in self.hands if hand.task_id == task.id]


def item_of(key: tuple[object, ...]) -> str:
    """The name of one of several: keys of all scopes from the outside in."""
    return "/".join(str(part) for part in key)


def within(item: str, part: str) -> bool:
    """Whether one of several lies in this part of the case: "1/2" lies in "1" and in "" (the whole), "10" does not."""
    return not part or item == part or item.startswith(f"{part}/")
