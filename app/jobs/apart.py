"""Work in a process of its own: what a first start needs in memory is given back before the house opens."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import FrameType

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def apart(work: Callable[[], None]) -> None:
    """Do the work in a child and wait for it; its exit is ours where it failed. A signal stops both."""
    sys.stdout.flush()
    parent, child = os.getpid(), os.fork()
    if child == 0:
        die_with(parent)
        os._exit(exit_code(work))

    def stop(number: int, _frame: FrameType | None) -> None:
        os.kill(child, number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    _, status = os.waitpid(child, 0)
    for number, handler in before.items():
        signal.signal(number, handler)
    if status:
        raise SystemExit(max(os.waitstatus_to_exitcode(status), 1))


def die_with(parent: int) -> None:
    """Killed at once, a parent tells nobody: the kernel does, so that no orphan goes on writing."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def exit_code(work: Callable[[], None]) -> int:
    """Do the work in a child that was just made: signals mean again what they mean, a fault is told and is 1."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    try:
        work()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except Exception:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0
