"""A sweep with many deadlines due, by one worker process and by several at once. `python -m bench.scale.sweeping FOLDER
URL NOW` is such a worker: it waits for a line, sweeps, and tells what it fired."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import sqlalchemy as sa

from app.extensions import db
from app.jobs.deadlines import DEADLINES, Sweep, sweep_case
from bench.figure import Figure
from bench.scale.build import application
from bench.scale.houses import Houses

AT_ONCE = 20
LATER = timedelta(days=400)  # everything that waits is over
ALONE, PAIR = 1 / 1.5, 1.0  # what two take of one's time, and four of two's


def prepare(due: int) -> datetime:
    """Leaves exactly so many deadlines to fire at the moment that comes back."""
    kept = "SELECT id FROM deadline WHERE next_at IS NOT NULL ORDER BY id LIMIT :due"
    with db.engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE deadline SET next_at = NULL WHERE id NOT IN ({kept})"), {"due": due})
        left = connection.scalar(sa.text("SELECT count(*) FROM deadline WHERE next_at IS NOT NULL"))
    assert left == due, f"only {left} deadlines run"
    return datetime.now(UTC) + LATER


def swept(due: int, moment: datetime, houses: Houses) -> Iterator[Figure]:
    """Seconds of one, two and four workers, each time in a fresh copy of the same house."""
    times = {count: _run(count, due, moment, houses) for count in (1, 2, 4)}
    yield Figure("sweep_workers_1", times[1], "s")
    yield Figure("sweep_workers_2", times[2], "s", times[1], ALONE)
    yield Figure("sweep_workers_4", times[4], "s", times[2], PAIR)


def _run(count: int, due: int, moment: datetime, houses: Houses) -> float:
    houses.copy("due", "swept")
    folder, url = houses.folder / "swept", (houses.urls or {})["swept"]
    command = [sys.executable, "-m", "bench.scale.sweeping", str(folder), url, moment.isoformat()]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
               for _ in range(count)]
    try:
        for worker in workers:
            assert worker.stdout and worker.stdout.readline() == "ready\n"
        began = perf_counter()
        for worker in workers:
            assert worker.stdin
            worker.stdin.write("go\n")
            worker.stdin.flush()
        told = [worker.communicate()[0] for worker in workers]
        took = perf_counter() - began
    finally:
        for worker in workers:
            worker.kill()
    done = [json.loads(line) for line in told]
    assert sum(one["fired"] for one in done) == due and not any(one["parked"] for one in done), done
    _each_once(url, moment)
    return took


def _each_once(url: str, moment: datetime) -> None:
    """No deadline is left, and none left two traces of its end."""
    engine = sa.create_engine(url)
    at = moment.astimezone(UTC).replace(tzinfo=None)
    with engine.connect() as connection:
        left = connection.scalar(sa.text("SELECT count(*) FROM deadline WHERE next_at <= :at"), {"at": at})
        twice = connection.execute(sa.text(
            "SELECT stream FROM trail WHERE at = :at AND what = 'case:deadline:breached' "
            "GROUP BY stream, after HAVING count(*) > 1"), {"at": at}).all()
    engine.dispose()
    assert left == 0 and not twice, (left, twice)


def work(folder: Path, url: str, moment: datetime) -> None:
    app = application(folder, url)
    with app.app_context():
        DEADLINES.due(moment - 2 * LATER)  # connects; nothing was due then
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps(_swept(moment).as_dict()), flush=True)


def _swept(moment: datetime) -> Sweep:
    """Cases in an order of one's own, some at a time, so that several workers seldom come to the same one."""
    whole = Sweep()
    while cases := DEADLINES.due(moment):
        for case_id in random.sample(cases, min(AT_ONCE, len(cases))):
            found = sweep_case(case_id, moment)
            whole = Sweep(whole.due + found.due, whole.fired + found.fired, whole.parked + found.parked)
    return whole


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3]))
