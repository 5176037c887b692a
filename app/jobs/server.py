"""Web and clock in one process: waitress serves, the clockwork ticks, a signal stops both cleanly."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from flask import Flask
from waitress.server import create_server

from app.jobs.clockwork import Clockwork
from app.services.house import House


def until_signal(stop: threading.Event) -> None:
    """Set `stop` at Ctrl-C or SIGTERM."""

    def heard(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, heard)
    signal.signal(signal.SIGTERM, heard)


def serve(app: Flask, threads: int = 4) -> None:
    """Serve until a signal; requests and rounds under way are finished first."""
    house: House = app.extensions["house"]
    settings, stop = house.settings, threading.Event()
    works = Clockwork(app)
    app.extensions["clockwork"] = works
    server = create_server(app, host=settings.host, port=settings.port, threads=threads, ident=None,
                           max_request_body_size=22 * 1024 * 1024, channel_timeout=60)
    until_signal(stop)
    works.start()
    worker = threading.Thread(target=server.run, name="waitress", daemon=True)
    worker.start()
    print(f"服务已启动：{settings.base_url}", flush=True)
    stop.wait()
    server.close()
    works.stop()
    print("服务已停止。", flush=True)
