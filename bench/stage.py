"""Where verb and floor stand side by side: one house, its twin, and raw SpiffWorkflow with the same drawing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.answers import STEERING
from bench.clocking import Act, Clock, waited, worked
from bench.house import PROCEDURES, House, Synchronous
from bench.raw import RawProcess
from bench.twin import Twin

NODES = ("accept", "examine", "opinion", "sign")
DATA = {"door": "start", "acceptor": 1}


class Stage:
    """Each step is done twice, by the verb and by the floor, one after the other; both times come back in seconds."""

    def __init__(self, house: House, twin: Twin, clock: Clock) -> None:
        self.house, self.twin, self.clock = house, twin, clock
        self.raw = RawProcess(PROCEDURES / "bpmn" / "bench" / "process.bpmn", "bench")

    def file(self) -> tuple[int, float, float]:
        """A new case: its id, the verb, the floor."""
        found: list[int] = []
        value = self.clock(lambda: found.append(self.house.file_case()))
        statements = self.twin.behind(found[0])
        return found[0], value, self.clock(lambda: self.twin.begin(statements, lambda: self.raw.start(DATA)))

    def complete(self, case_id: int, node: str) -> tuple[float, float]:
        return self.both(case_id, node, self.house.completing(case_id))

    def both(self, case_id: int, node: str, act: Act) -> tuple[float, float]:
        """The step however it is asked for, and the floor of the step at that node."""
        value, answers = self.clock(act), STEERING.get(node, {})
        statements = self.twin.behind(case_id)
        return value, self.clock(
            lambda: self.twin.step(case_id, statements, lambda kept: self.raw.complete(kept, node, answers))
        )


@contextmanager
def stage(folder: Path, synchronous: Synchronous = "OFF", clock: Clock | None = None) -> Iterator[Stage]:
    """A furnished house open for use. What waits for the disk is taken by the wall, the rest by the processor."""
    folder.mkdir(parents=True)
    with House(folder, synchronous).open() as house:
        house.furnish()
        with closing(Twin(house.file, folder / "twin.db", synchronous)) as twin:
            yield Stage(house, twin, clock or default_clock(synchronous))


def default_clock(synchronous: Synchronous) -> Clock:
    return worked if synchronous == "OFF" else waited
