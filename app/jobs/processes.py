"""Several web processes on one port: gunicorn, with threads, and no clock in any of them."""

from __future__ import annotations

import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from app.extensions import db
from app.jobs.leadership import Leadership
from app.jobs.server import GRACE
from app.services.house import House

MEMORY = Path("/dev/shm")  # a sign of life of each process is written every second: not to a disk


class Steady(Arbiter):  # type: ignore[misc]
    """Ctrl-C lets requests under way end, as SIGTERM does."""

    handle_int = Arbiter.handle_term


class Processes(BaseApplication):  # type: ignore[misc]
    """The application is made once; each process takes connections of its own."""

    def __init__(self, app: Flask, sockets: Sequence[socket.socket], processes: int, threads: int) -> None:
        self._flask, self._house = app, app.extensions["house"]
        self._wanted = {
            "bind": [f"fd://{one.fileno()}" for one in sockets], "workers": processes, "threads": threads,
            "worker_class": "gthread", "preload_app": True, "graceful_timeout": GRACE, "keepalive": 5,
            "loglevel": "warning", "limit_request_line": 8190,
            "control_socket_disable": True, "forwarded_allow_ips": "",  # TRUSTED_PROXIES says it
            "worker_tmp_dir": str(MEMORY) if MEMORY.is_dir() else None,
            "when_ready": self._ready, "on_exit": self._over, "post_worker_init": self._begin}
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._wanted.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._flask

    def run(self) -> None:
        with self._flask.app_context():
            db.engine.dispose()  # a connection that two processes hold is a wreck
        Steady(self).run()

    def _ready(self, _arbiter: Any) -> None:
        house: House = self._house
        print(f"服务已启动：{house.settings.base_url}", flush=True)

    def _over(self, _arbiter: Any) -> None:
        print("服务已停止。", flush=True)

    def _begin(self, worker: Any) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it and lets us end
        worker.at_work = Leadership(self._flask, shared=True)
        worker.at_work.held()
