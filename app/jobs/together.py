"""The whole house on one machine: each part a process of its own, and one that minds them until a signal."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from app.jobs.apart import die_with, exit_code

TOO_SOON = 10.0  # seconds: what ends so soon after its start would only end again


@dataclass
class Part:
    """What a process is called, and what it runs."""

    name: str
    work: Callable[[], None]
    began: float = field(default=0.0)


def together(parts: Sequence[Part], soon: float = TOO_SOON) -> int:
    """Run the parts until a signal. One that dies is started again; all end with us. Returns an exit code."""
    running, stopping, code = dict[int, Part](), False, 0

    def stop(_number: int = 0, _frame: FrameType | None = None) -> None:
        nonlocal stopping
        stopping = True
        for pid in running:
            os.kill(pid, signal.SIGTERM)

    def begin(part: Part) -> None:
        running[pid := _start(part)] = part
        if stopping:  # told in the meantime
            os.kill(pid, signal.SIGTERM)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    for part in parts:
        begin(part)
    while running:
        pid, status = os.wait()
        part = running.pop(pid)
        if stopping:
            continue
        if time.monotonic() - part.began < soon:
            code = max(os.waitstatus_to_exitcode(status), 1)
            stop()
        else:
            print(f"{part.name}（进程{pid}）中断，重新启动。", flush=True)
            begin(part)
    return code


def _start(part: Part) -> int:
    """In a session of its own: Ctrl-C reaches the one that minds them, and it alone tells the others."""
    sys.stdout.flush()
    part.began, parent, child = time.monotonic(), os.getpid(), os.fork()
    if child == 0:
        os.setsid()
        die_with(parent)
        os._exit(exit_code(part.work))
    return child
