"""The engine against an interpreter written apart from it, on random processes of the whole dialect.

ORACLE_RUNS=5000 for a long night (`make torture`); ORACLE_FROM begins at another seed.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from app.engine import Engine
from tests.engine.oracle.compare import Difference, Run
from tests.engine.oracle.generator import DEEP, Generator

RUNS = int(os.environ.get("ORACLE_RUNS", "360"))
FROM = int(os.environ.get("ORACLE_FROM", "0"))
GROUPS = 12


@pytest.mark.parametrize("group", range(GROUPS))
def test_engine_and_interpreter_agree_at_every_step(group: int, sealed_engine: Engine) -> None:
    verdicts = Counter(_verdict(seed, sealed_engine) for seed in range(FROM + group, FROM + RUNS, GROUPS))

    assert verdicts["ended"] >= 0.9 * verdicts.total(), "too few runs reach an end: they prove little"


def _verdict(seed: int, engine: Engine) -> str:
    run = Run(Generator(seed).process(2 + seed % 3), seed, engine)
    verdict = run.verdict()
    assert not isinstance(verdict, Difference), f"seed {seed}: {verdict}\n{run.process.text}"
    return verdict


@pytest.mark.parametrize("kind", sorted(set(DEEP)))
def test_every_construct_of_the_dialect_is_run_to_an_end(kind: str, sealed_engine: Engine) -> None:
    def ends(seed: int) -> bool:
        run = Run(Generator(seed, (kind, "user")).process(2), seed, sealed_engine)
        return _uses(kind, run) and run.verdict() == "ended"

    assert any(ends(seed) for seed in range(60))


def _uses(kind: str, run: Run) -> bool:
    """More than the two tasks that a process of users alone has."""
    return kind == "user" or len(run.process.text.splitlines()) > 16
