"""Brings files in and prints the id of each that was taken, until it is killed: a process that test_killed.py runs.

    python -m tests.faults.uploading INSTANCE DATABASE_URL
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.clock import frozen
from app.services.execute import execute
from app.services.upload_file import upload_file
from tests.conftest import MONDAY, make_app
from tests.support.house import actor_of
from tests.support.walk import PNG


def main(instance: str, url: str) -> None:
    app = make_app(Path(instance), url)
    with app.app_context(), frozen(MONDAY):
        citizen = actor_of("citizen")
        while True:
            content = PNG[:-12] + os.urandom(200_000) + PNG[-12:]
            taken = execute(upload_file, actor=citizen, name="证据.png", content=content)
            print(taken["id"], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
