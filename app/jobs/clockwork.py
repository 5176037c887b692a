"""The metronome of an embedded house: APScheduler calls the jobs; which process may do so is settled by a lock."""

from __future__ import annotations

import logging
import threading

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from app import clock
from app.jobs.leadership import Leadership
from app.jobs.rounds import JOBS, Job

log = logging.getLogger("casework.clock")
DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}  # a late tick is done, not dropped


class Clockwork:
    """Starts and stops the ticking. `beat` is when the last round ended, for /readyz."""

    def __init__(self, app: Flask, jobs: tuple[tuple[Job, float], ...] = JOBS) -> None:
        self.app, self.leadership = app, Leadership(app)
        self.beat = clock.now()
        # A round that outlasts its pause is no news: the next tick finds what is left.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = BackgroundScheduler(job_defaults=DEFAULTS, timezone="Asia/Shanghai")
        for job, seconds in jobs:
            self._scheduler.add_job(self._round, "interval", args=[job], seconds=seconds, id=job.__name__,
                                    next_run_time=self.beat)  # what fell due while the house was closed waits no more

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Waits for a running round: each case's transaction ends whole. Then another process may lead."""
        self._scheduler.shutdown(wait=True)
        self.leadership.release()

    def _round(self, job: Job) -> None:
        try:
            if self.leadership.held():
                with self.app.app_context():
                    job(clock.now())
        except Exception:
            log.exception("round failed: %s", job.__name__)  # the next round tries again
        self.beat = clock.now()


def run_forever(app: Flask) -> None:
    """The clock without a web server, until a signal."""
    from app.jobs.server import until_signal

    works, stop = Clockwork(app), threading.Event()
    until_signal(stop)
    works.start()
    print("时钟已启动。", flush=True)
    stop.wait()
    works.stop()
    print("时钟已停止。", flush=True)
