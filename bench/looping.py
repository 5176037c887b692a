"""loop_200: whether a case becomes slower as it goes round; its 200th round against the first of fresh ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.clocking import Pair, worked
from bench.figure import Figure, milliseconds
from bench.house import House
from bench.size import Size
from bench.stage import stage

CASES = 5  # go round to the end; each gives as many rounds about the 200th as it takes


def loop_200(size: Size, folder: Path) -> Iterator[Figure]:
    with stage(folder) as found:
        house, each = found.house, max(1, size.rounds // CASES)
        late = [_gone_round(house, size.loop - each // 2 - 1) for _ in range(CASES)]
        pair = Pair()
        for n in range(size.warm + each):
            for case_id in late:
                value = worked(house.completing(case_id))
                floor = worked(house.completing(house.file_case("bench-loop")))
                if n >= min(size.warm, each - 1):
                    pair.add("round", value, floor)
        yield milliseconds("loop_200", pair)


def _gone_round(house: House, rounds: int) -> int:
    case_id = house.file_case("bench-loop")
    for _ in range(rounds):
        house.completing(case_id)()
    return case_id
