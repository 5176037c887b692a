"""The called diagrams of a case as lines to open, and the boxes of a drawing as doors to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.queries.called import Called, Work
from app.services.limits import day_before
from app.web import words

Address = Callable[[int], str]


@dataclass(frozen=True)
class Inside:
    """`said`: what is open there, a line each. `depth`: how many called diagrams lie around it."""

    title: str
    url: str
    now: bool
    said: tuple[str, ...]
    depth: int
    here: bool


@dataclass(frozen=True)
class Doors:
    """What may be opened from one drawing: `opens` by box, `lines` of all that the case has gone into."""

    opens: dict[str, str]
    lines: tuple[Inside, ...]


def doors_of(runs: Sequence[Called], at: Called | None, address: Address) -> Doors:
    """From the drawing of `at` (None: the main one). A box that called several times leads to what is open now."""
    outer, opens = at.n if at else 0, dict[str, str]()
    for run in sorted(runs, key=lambda one: one.state == "now"):
        if run.outer == outer:
            opens[run.call] = address(run.n)
    return Doors(opens, tuple(_line(runs, run, address, run is at) for run in _nested(runs, 0)))


def _nested(runs: Sequence[Called], outer: int) -> list[Called]:
    """Each behind the one in which it stands."""
    return [found for run in runs if run.outer == outer for found in (run, *_nested(runs, run.n))]


def _line(runs: Sequence[Called], run: Called, address: Address, here: bool) -> Inside:
    depth, outer = 0, run.outer
    while outer:
        depth, outer = depth + 1, runs[outer - 1].outer
    title = f"{run.title}：{run.which}" if run.which else run.title
    return Inside(title, address(run.n), run.state == "now", tuple(map(_said, run.works)), depth, here)


def _said(work: Work) -> str:
    until = f"{words.day(day_before(work.until))}前" if work.until else ""
    return " · ".join(part for part in (work.title, work.organ, work.who, until) if part)
