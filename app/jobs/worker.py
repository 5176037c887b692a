"""A worker: takes jobs from the queue until a signal comes, and survives the database being started again."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException

from app import clock
from app.jobs.by_case import ByCase
from app.jobs.leadership import Leadership
from app.jobs.queue import hand_out
from app.jobs.queue_tables import SCHEMA
from app.jobs.rounds import JOBS, SHARED, Job

log = logging.getLogger("casework.clock")
LEASE = 15  # seconds without a sign of life after which a worker's jobs are another's
AGAIN = RetryStrategy(max_attempts=4, exponential_wait=4)  # of what could not even be noted as an incident
FIRST = 10  # priority of rounds: they are short and let others work
OUT_OF_REACH = (ConnectorException, psycopg.Error, sa.exc.DBAPIError, OSError)


class Worker:
    """Works off the queue of one database, `at_once` jobs together. Rounds are put in by whichever worker is first."""

    def __init__(self, app: Flask, *, lease: int = LEASE, at_once: int = 2) -> None:
        self._app, self._lease, self._at_once = app, lease, at_once
        self._stop = asyncio.Event()
        self._at_work = Leadership(app, shared=True)
        url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"]).set(drivername="postgresql")
        self._jobs = App(periodic_defaults={"max_delay": 3600.0 + 60}, connector=PsycopgConnector(
            conninfo=url.render_as_string(hide_password=False), min_size=1, max_size=at_once + 2,
            kwargs={"options": f"-c search_path={SCHEMA} -c synchronous_commit=off"}))  # a lost waking is no loss
        for work in SHARED.values():
            self._jobs.task(name=work.name, retry=AGAIN)(self._of_a_case(work))
        for job, seconds in JOBS:
            self._periodic(job.__name__, cron(seconds), self._round(job))
        free = self._jobs.task(name="free_stalled", priority=FIRST)(self._free)
        self._jobs.periodic(cron=cron(max(1, lease // 3)))(free)

    def run(self, title: str) -> None:
        """Until a signal; jobs under way are finished first."""
        asyncio.run(self._until_signal(title))
        self._at_work.release()
        print(f"{title}已停止（进程{os.getpid()}）。", flush=True)

    async def _until_signal(self, title: str) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        print(f"{title}已启动（进程{os.getpid()}）。", flush=True)  # from here on a signal is heard
        while not self._stop.is_set():
            try:
                await self._work()
            except OUT_OF_REACH as error:
                log.warning("the database is out of reach: %s", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), timeout=1)

    async def _work(self) -> None:
        """Until it is told to stop, or the connection is lost."""
        if not await asyncio.to_thread(self._at_work.held):
            return  # keys are being changed, or the database is out of reach
        async with self._jobs.open_async():
            working = asyncio.create_task(self._jobs.run_worker_async(
                concurrency=self._at_once, install_signal_handlers=False, delete_jobs="always",
                update_heartbeat_interval=self._lease / 3, stalled_worker_timeout=self._lease))
            stopped = asyncio.create_task(self._stop.wait())
            await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            working.cancel()
            await asyncio.gather(working, stopped, return_exceptions=True)
            if not working.cancelled() and (wrong := working.exception()):
                raise wrong

    def _of_a_case(self, work: ByCase[Any]) -> Callable[[int], None]:
        def one(case_id: int) -> None:
            with self._app.app_context():
                work.do(case_id, clock.now())

        return one

    def _round(self, job: Job) -> Callable[[int], None]:
        def one(timestamp: int) -> None:
            with self._app.app_context():
                hand_out(SHARED[job], clock.now()) if job in SHARED else job(clock.now())

        return one

    def _periodic(self, name: str, when: str, work: Callable[[int], None]) -> None:
        """Never two of a name at once, and never two waiting."""
        name = f"round:{name}"
        task = self._jobs.task(name=name, lock=name, queueing_lock=name, priority=FIRST)(work)
        self._jobs.periodic(cron=when)(task)

    async def _free(self, timestamp: int) -> None:
        """Jobs of a worker that was killed are taken back; what it had committed is found done."""
        for job in await self._jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._lease):
            await self._jobs.job_manager.retry_job(job)


def cron(seconds: float) -> str:
    """Every so many seconds, minutes or hours."""
    minutes = int(seconds) // 60
    if not minutes:
        return f"* * * * * */{int(seconds)}"
    return f"*/{minutes} * * * *" if minutes < 60 else f"0 */{minutes // 60} * * *"
