"""Where one does what one is asked, and by when."""

from __future__ import annotations

from datetime import date, timedelta

from flask import url_for

from app.queries.mine import Asked
from app.web import words


def asked_url(one: Asked) -> str:
    if one.task is not None:
        return url_for("citizen.task", number=one.number, task_id=one.task)
    if one.message is not None:
        return url_for("citizen.message", number=one.number, name=one.message)
    return url_for("citizen.letter", number=one.number, key=one.letter)


def last_day(one: Asked) -> date | None:
    """`until` is exclusive (midnight after the last day), as everywhere."""
    return words.as_day(one.until - timedelta(seconds=1)) if one.until else None
