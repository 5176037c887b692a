"""Forgets drafts past their thirty days. What is forgotten is services/forget_drafts.py."""

from __future__ import annotations

from datetime import datetime

from app.domain.actor import CLOCK
from app.services.execute import execute
from app.services.forget_drafts import forget_drafts


def drop_old_drafts(now: datetime) -> int:
    return execute(forget_drafts, actor=CLOCK, now=now)
