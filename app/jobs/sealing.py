"""Seals the trail every few minutes: what is older than the last checkpoint cannot be rewritten unnoticed."""

from __future__ import annotations

from datetime import datetime

from app.domain.actor import CLOCK
from app.services.execute import execute
from app.services.seal_trail import SealedNow, seal_trail


def seal_what_is_new(now: datetime) -> list[SealedNow]:
    """As many checkpoints as it takes."""
    made = []
    while (found := execute(seal_trail, actor=CLOCK, now=now)) is not None:
        made.append(found)
        if not found.more:
            break
    return made
