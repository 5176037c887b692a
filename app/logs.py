"""Log lines for operators: one JSON object each, errors as plain tracebacks. Values of variables never get in."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

# structlog's own default prints the local variables of each frame: names, identifiers, answers.
COMMON: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
)
# PostgreSQL tells the row: `DETAIL:  Key (identifier)=(3302...) already exists.`
TOLD_BY_THE_DATABASE = re.compile(r"^(DETAIL|CONTEXT|HINT|LINE \d+):.*$", re.MULTILINE)


def without_rows(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What a database says of the rows in its errors stays out."""
    if "exception" in event:
        event["exception"] = TOLD_BY_THE_DATABASE.sub(r"\1: (left out)", event["exception"])
    return event


ENDS: tuple[Processor, ...] = (
    structlog.processors.format_exc_info, without_rows, structlog.processors.JSONRenderer(ensure_ascii=False))


class ToStderr(logging.StreamHandler[TextIO]):
    """Lines of the standard library's loggers (the clock, the web server, packages), written the same way."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        keep = structlog.stdlib.ProcessorFormatter.remove_processors_meta
        self.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=COMMON, processors=[keep, *ENDS]))

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr  # whatever it is by then


def configure_logs() -> None:
    structlog.configure(processors=[*COMMON, *ENDS], cache_logger_on_first_use=True)
    root = logging.getLogger()
    if not any(isinstance(handler, ToStderr) for handler in root.handlers):
        root.addHandler(ToStderr())
