"""Web and clock in one process: waitress serves, the clockwork ticks, a signal stops both cleanly."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Sequence
from types import FrameType

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from app.errors import Conflict
from app.jobs.clockwork import Clockwork
from app.services.house import House

BODY = 22 * 1024 * 1024
GRACE = 10  # seconds for requests under way when a signal comes


def bind(host: str, port: int) -> list[socket.socket]:
    """Takes the port before anything else is done. Raises Conflict where another process has it."""
    bound = []
    try:
        for family, kind, proto, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            bound.append(taken := socket.socket(family, kind, proto))
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(address)
            taken.listen(1)  # two may bind what nobody listens on
    except OSError as error:
        for taken in bound:
            taken.close()
        advice = "请先停下占用它的程序，或者用 PORT 换一个端口。"
        raise Conflict(f"不能在 {host}:{port} 上提供服务（{error.strerror}）：{advice}", code="port") from None
    return bound


def until_signal(stop: threading.Event) -> None:
    """Set `stop` at Ctrl-C or SIGTERM."""

    def heard(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, heard)
    signal.signal(signal.SIGTERM, heard)


def serve(app: Flask, sockets: Sequence[socket.socket], threads: int = 4) -> None:
    """Serve until a signal; requests and rounds under way are finished first."""
    house: House = app.extensions["house"]
    stop, channels = threading.Event(), dict[int, object]()
    works = app.extensions["clockwork"] = Clockwork(app)
    server = create_server(app, map=channels, sockets=list(sockets), threads=threads, ident=None,
                           max_request_body_size=BODY, channel_timeout=60)
    until_signal(stop)
    works.start()
    print(f"服务已启动：{house.settings.base_url}", flush=True)
    while not stop.is_set():
        wasyncore.loop(timeout=0.5, map=channels, count=1)
    server.task_dispatcher.shutdown(cancel_pending=False, timeout=GRACE)
    wasyncore.loop(timeout=0.1, map=channels, count=20)  # answers that are ready leave
    wasyncore.close_all(channels)
    works.stop()
    print("服务已停止。", flush=True)
