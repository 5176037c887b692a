"""The bench's house over HTTP: waitress with one worker in a process of its own. `python -m bench.web FOLDER MODE`."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import cast

from bench.browser import Browser
from bench.house import House, Synchronous


@contextmanager
def serving(house: House, synchronous: Synchronous = "OFF") -> Iterator[Callable[[str], Browser]]:
    """While it serves: a browser signed in as somebody."""
    command = [sys.executable, "-m", "bench.web", str(house.folder), synchronous]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with ExitStack() as browsers:
        browsers.callback(server.communicate)
        browsers.callback(server.terminate)
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        assert port, "the server did not start"
        yield lambda login: browsers.enter_context(Browser(f"127.0.0.1:{port}")).sign_in(login)


def serve(folder: Path, synchronous: Synchronous) -> None:
    from waitress.server import create_server

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # one worker: a request may find it busy
    threading.Thread(target=end_with_starter, daemon=True).start()
    app = House(folder, synchronous).app
    server = create_server(app, host="127.0.0.1", port=0, threads=1, ident=None)
    print(server.effective_port, flush=True)
    server.run()


def end_with_starter() -> None:
    """Whatever ends the bench closes this pipe: no server outlives it."""
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), cast(Synchronous, sys.argv[2]))
