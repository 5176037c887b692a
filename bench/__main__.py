"""`python -m bench [--quick] [NAME ...]`: measures, prints a line of JSON a figure and a table for people."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench.completing import complete_http, complete_statements, complete_verb, open_case
from bench.figure import Figure, table
from bench.listing import inbox_100k
from bench.looping import loop_200
from bench.size import FULL, QUICK, Size
from bench.sweeping import sweep_due, sweep_idle
from bench.weighing import bytes_finished, web_process
from bench.whole import cold_releases, whole_case

MEASURES: Mapping[str, Callable[[Size, Path], Iterator[Figure]]] = {
    measure.__name__: measure
    for measure in (
        complete_verb, complete_statements, complete_http, open_case, loop_200, sweep_due, sweep_idle, inbox_100k,
        bytes_finished, web_process, whole_case, cold_releases,
    )
}  # fmt: skip


def measured(names: list[str], size: Size) -> Iterator[Figure]:
    """The figures of each measure, in a folder of its own that is thrown away."""
    for name in names:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield from MEASURES[name](size, Path(folder) / name)


def main(arguments: list[str]) -> int:
    """0 where every limit holds, 1 where one does not."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed as ratios to a floor of the same run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASURES))
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.names if name not in MEASURES]
    if unknown:
        parser.error(f"no figure is called {', '.join(unknown)}")
    figures = []
    for figure in measured(asked.names or list(MEASURES), QUICK if asked.quick else FULL):
        print(figure.line(), flush=True)
        figures.append(figure)
    print("\n" + table(figures))
    return int(any(figure.holds is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
