"""Figures of one step: completing a task as a verb and over HTTP, and opening a case."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from app.extensions import db
from bench.answers import ANSWERS, BY
from bench.browser import Browser, form_of
from bench.clocking import Pair, waited
from bench.counting import counting
from bench.figure import DURABLE, Figure, milliseconds
from bench.house import Synchronous
from bench.size import Size
from bench.stage import NODES, Stage, stage
from bench.web import serving

MODES: tuple[tuple[Synchronous, str], ...] = (("OFF", ""), ("FULL", DURABLE))


def complete_verb(size: Size, folder: Path) -> Iterator[Figure]:
    """All four tasks of the process, through execute()."""
    for synchronous, word in MODES:
        with stage(folder / synchronous, synchronous) as found:
            yield milliseconds(f"complete_verb{word}", walk(found, _rounds(size, synchronous), size.warm))


def walk(found: Stage, rounds: int, warm: int) -> Pair:
    pair = Pair()
    for n in range(warm + rounds):
        case_id, _, _ = found.file()
        for node in NODES:
            value, floor = found.complete(case_id, node)
            if n >= warm:
                pair.add(node, value, floor)
    return pair


def complete_statements(size: Size, folder: Path) -> Iterator[Figure]:
    """What one completion sends to the database; the most of the four."""
    with stage(folder) as found:
        walk(found, 1, 0)
        case_id = found.house.file_case()
        counts = []
        for _ in NODES:
            act = found.house.completing(case_id)
            with counting(db.engine) as count:
                act()
            counts.append(count)
    yield Figure("complete_statements", max(len(count.statements) for count in counts), "statements")
    yield Figure("complete_commits", max(count.commits for count in counts), "commits")


def complete_http(size: Size, folder: Path) -> Iterator[Figure]:
    """The page of a task sent by a signed-in browser, up to the answer that leads on to the inbox."""
    for synchronous, word in MODES:
        with stage(folder / synchronous, synchronous, waited) as found, serving(found.house, synchronous) as browse:
            browsers = {login: browse(login) for login in {BY[node] for node in NODES}}
            yield milliseconds(f"complete_http{word}", _sent(found, browsers, _rounds(size, synchronous), size.warm))


def _sent(found: Stage, browsers: dict[str, Browser], rounds: int, warm: int) -> Pair:
    pair = Pair()
    for n in range(warm + rounds):
        case_id, _, _ = found.file()
        for node in NODES:
            task_id, _ = found.house.open_task(case_id)
            browser, fields = browsers[BY[node]], form_of(ANSWERS[node])
            value, floor = found.both(case_id, node, partial(browser.send, f"/desk/tasks/{task_id}", fields))
            browser.get("/desk/")  # where the answer leads; it also says what was done, once
            if n >= warm:
                pair.add(node, value, floor)
    return pair


def open_case(size: Size, folder: Path) -> Iterator[Figure]:
    """A citizen's application up to its first task, against raw SpiffWorkflow's start and the same rows."""
    for synchronous, word in MODES:
        with stage(folder / synchronous, synchronous) as found:
            rounds = [found.file()[1:] for _ in range(size.warm + _rounds(size, synchronous))][size.warm :]
            value, floor = (median(side) * 1000 for side in zip(*rounds, strict=True))
            yield Figure(f"open_case{word}", value, "ms", floor)


def _rounds(size: Size, synchronous: Synchronous) -> int:
    return size.rounds if synchronous == "OFF" else size.durable
