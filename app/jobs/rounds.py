"""What the clock does and how often, and which of it is done case by case, so that several workers can share it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.jobs.by_case import ByCase
from app.jobs.cycles import open_cycles
from app.jobs.deadlines import DEADLINES, sweep
from app.jobs.drafts import drop_old_drafts
from app.jobs.erasing import erase_what_is_over
from app.jobs.forgetting import forget_what_is_over
from app.jobs.indexing import INDEX, index_what_is_new
from app.jobs.late_lists import send_late_lists
from app.jobs.outbox import LETTERS, send_outbox
from app.jobs.recount import RECOUNT, recount_stale
from app.jobs.sealing import seal_what_is_new
from app.jobs.terms import end_terms, retry_terms
from app.jobs.watching import watch_for_idle

Job = Callable[[datetime], object]

# A job does all that is there at that moment; seconds from one round to the next.
JOBS: tuple[tuple[Job, float], ...] = (
    (sweep, 15.0), (send_outbox, 5.0), (recount_stale, 300.0), (seal_what_is_new, 300.0), (drop_old_drafts, 3600.0),
    (forget_what_is_over, 3600.0), (end_terms, 3600.0), (retry_terms, 15.0), (index_what_is_new, 20.0),
    (open_cycles, 3600.0), (watch_for_idle, 300.0), (send_late_lists, 300.0),
    (erase_what_is_over, 3600.0))

# Where workers share a round, each case is a job of its own.
SHARED: dict[Job, ByCase[Any]] = {sweep: DEADLINES, send_outbox: LETTERS, recount_stale: RECOUNT,
                                  index_what_is_new: INDEX}
