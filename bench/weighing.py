"""What things weigh: the bytes of a finished case, the memory of the web process, the seconds of a second start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep

from app.extensions import db
from bench.answers import ANSWERS
from bench.figure import Figure
from bench.house import House
from bench.size import Size
from bench.stage import NODES, stage

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 300  # seconds until a first start, with all its demo data, must be ready


def bytes_finished(size: Size, folder: Path) -> Iterator[Figure]:
    """All rows of a case and their indexes; the floor is the raw state that they replace, answers in it."""
    with stage(folder) as found:
        _finished(found.house)
        before = size_on_disk()
        for _ in range(size.finished):
            _finished(found.house)
        raw = found.raw.whole({node: ANSWERS[node] for node in NODES})
        yield Figure("bytes_finished", (size_on_disk() - before) / size.finished / 1000, "kB", raw / 1000)


def _finished(house: House) -> None:
    case_id = house.file_case()
    for _ in NODES:
        house.completing(case_id)()


def size_on_disk() -> int:
    """Bytes of the SQLite file of this application, vacuumed."""
    db.session.remove()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("VACUUM")
        pages, size = (raw.execute(f"PRAGMA {word}").fetchone()[0] for word in ("page_count", "page_size"))
    return int(pages * size)


def web_process(size: Size, folder: Path) -> Iterator[Figure]:
    """The house as `make serve` starts it, a second time: seconds until it is ready, then what it holds in memory."""
    with _started(folder):
        pass
    began = monotonic()
    with _started(folder) as (server, port):
        yield Figure("second_start", monotonic() - began, "s")
        for _ in range(size.rounds):
            _get(port, "/")
        yield Figure("web_memory", _resident(server.pid), "MB")


@contextmanager
def _started(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = _free_port()
    env = {**os.environ, "INSTANCE_PATH": str(folder), "PORT": str(port), "HOST": "127.0.0.1"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "web", "start"]
    server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, text=True)
    try:
        _until_ready(server, port)
        yield server, port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def _until_ready(server: subprocess.Popen[str], port: int) -> None:
    ends = monotonic() + PATIENCE
    while monotonic() < ends:
        assert server.poll() is None, f"it ended with {server.returncode}"
        try:
            if _get(port, "/readyz") == 200:
                return
        except (OSError, HTTPException):
            sleep(0.02)
    raise AssertionError("never ready")


def _get(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _resident(pid: int) -> float:
    text = Path(f"/proc/{pid}/status").read_text()
    kilobytes = next(line.split()[1] for line in text.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024
