"""Log lines for operators: one JSON object each, errors as plain tracebacks. Values of variables never get in."""

import structlog

# structlog's own default prints the local variables of each frame: names, identifiers, answers.
PROCESSORS = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
    structlog.processors.JSONRenderer(ensure_ascii=False),
)


def configure_logs() -> None:
    structlog.configure(processors=list(PROCESSORS), cache_logger_on_first_use=True)
