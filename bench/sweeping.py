"""Figures of the clock: one of many due deadlines, and a sweep that finds nothing due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from app.jobs.deadlines import sweep
from bench.bulk import copies
from bench.clocking import Pair, worked
from bench.completing import MODES
from bench.figure import Figure, milliseconds
from bench.house import House
from bench.size import Size
from bench.stage import DATA, Stage, stage
from bench.twin import Twin

LATE = timedelta(days=40)
ALTERNATIONS = 10
DURABLE_PART = 20  # a twentieth of the deadlines is enough where each waits for the disk


def sweep_due(size: Size, folder: Path) -> Iterator[Figure]:
    """Every case's 30 days are over: the breach, the boundary event, the rows; the floor is that of the same step."""
    for synchronous, word in MODES:
        due = size.due if synchronous == "OFF" else max(size.due // DURABLE_PART, 2)
        with stage(folder / synchronous, synchronous) as found:
            yield swept(found, f"sweep_due{word}", due, size.rounds)


def swept(found: Stage, name: str, due: int, rounds: int) -> Figure:
    first = found.house.file_case()
    copies(found.house.file, first, due - 1)
    moment = datetime.now(UTC) + LATE
    with closing(Twin(found.house.file, found.house.folder / "due.db", found.twin.synchronous)) as twin:
        value = found.clock(lambda: _all_fired(moment, due))
        floors = [_floor(found, twin, case_id) for case_id in range(first, first + min(due, rounds))]
    return Figure(name, value / due * 1000, "ms", median(floors) * 1000)


def _all_fired(moment: datetime, due: int) -> None:
    done = sweep(moment)
    assert (done.due, done.fired, done.parked) == (due, due, 0), done


def _floor(found: Stage, twin: Twin, case_id: int) -> float:
    statements = twin.behind(case_id)
    twin.put(case_id, found.raw.start(DATA))
    return found.clock(lambda: twin.step(case_id, statements, found.raw.fire))


def sweep_idle(size: Size, folder: Path) -> Iterator[Figure]:
    """A sweep before anything is due, many cases waiting against few."""
    few, many = (_waiting(folder / str(count), count) for count in size.waiting)
    pair, now = Pair(), datetime.now(UTC)
    for _ in range(ALTERNATIONS):
        value, floor = (_idle(house, now, size.warm + size.rounds // ALTERNATIONS) for house in (many, few))
        pair.add("sweep", value, floor)
    yield milliseconds("sweep_idle", pair)


def _waiting(folder: Path, count: int) -> House:
    with stage(folder) as found:
        copies(found.house.file, found.house.file_case(), count - 1)
        return found.house


def _idle(house: House, now: datetime, rounds: int) -> float:
    """One sweep of a house whose connection is open, as the clock's is."""
    with house.open():
        return median([worked(lambda: sweep(now)) for _ in range(rounds)])
