"""The procedures of the house, walked at random on the engine and on the interpreter side by side."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.engine import Engine
from app.procedures import Library, Procedure
from app.procedures.walk.adapter import domains_of
from app.procedures.walk.domains import World
from app.procedures.walk.read import read_model
from tests.engine.oracle.compare import Difference, Run
from tests.engine.oracle.process import Process

ROOT = Path(__file__).parents[3]
RUNS = 60
LIBRARY = Library.read(ROOT)


def _process(procedure: Procedure) -> Process:
    model = read_model(procedure.process, procedure.drawings)
    domains = domains_of(procedure, model)
    world = World(model, domains)
    asks: dict[str, tuple[Any, ...]] = {}
    for node in (node for node in model.nodes() if node.asks):
        asks[node.operation] = _both(asks.get(node.operation, ()), _of_one_kind(world.results(node)))
    return Process(procedure.process, procedure.drawings, domains.openings, domains.answers, asks)


def _of_one_kind(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """A list of rows has no text among them: the walk's "another one" stands for a row that is never looked into."""
    lists = [value for value in values if isinstance(value, list)]
    if not any(isinstance(item, dict) for value in lists for item in value):
        return values
    return tuple(value for value in lists if all(isinstance(item, dict) for item in value))


def _both(some: tuple[Any, ...], more: tuple[Any, ...]) -> tuple[Any, ...]:
    """What two nodes ask of one operation, each by keys of its own."""
    if some and more and all(isinstance(value, dict) for value in (*some, *more)):
        return tuple({**one, **other} for one in some for other in more)
    return more or some


@pytest.mark.parametrize("slug", LIBRARY.procedures)
def test_engine_and_interpreter_agree_on_a_procedure_of_the_house(slug: str, sealed_engine: Engine) -> None:
    procedure = LIBRARY.procedures[slug]
    process = _process(procedure)
    verdicts: Counter[str] = Counter()
    visited: set[str] = set()
    for seed in range(RUNS):
        run = Run(process, seed, sealed_engine)
        verdict = run.verdict()
        assert not isinstance(verdict, Difference), f"{slug}, seed {seed}: {verdict}"
        verdicts[verdict] += 1
        visited |= run.visited

    ends = {outcome.id for outcome in procedure.outcomes}
    assert verdicts["ended"] >= 0.9 * RUNS
    assert len(visited & ends) >= 2, "random walks come to more than one end"


def test_a_case_sent_back_and_forth_at_random_still_comes_to_an_end(sealed_engine: Engine) -> None:
    """Whatever may be sent back is, every other time, for forty acts; then it is only gone on."""
    backs: Counter[str] = Counter()
    for slug, procedure in LIBRARY.procedures.items():
        process = _process(procedure)
        for seed in range(RUNS // 2):
            run = Run(process, seed, sealed_engine, sent_back=0.5, back_until=40)
            verdict = run.verdict()
            assert verdict in ("ended", "twins"), f"{slug}, seed {seed}: {verdict}, {run.acts[-8:]}"
            backs[slug] += len(run.backs)

    assert backs.total() > 100, f"too little was sent back to prove anything: {backs}"
