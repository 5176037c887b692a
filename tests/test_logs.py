"""What an operator's log may hold: where it failed, never whose data it was."""

import json
import logging

import pytest
import structlog

from app.logs import configure_logs

IDENTIFIER = "330203199003073329"
REFUSED = f"""(psycopg.errors.UniqueViolation) duplicate key value violates unique constraint "uq_subject_identifier"
DETAIL:  Key (identifier)=({IDENTIFIER}) already exists.
[SQL: INSERT INTO subject (identifier) VALUES (%(identifier)s)]"""


def test_an_error_is_logged_without_the_values_of_variables(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    identifier = IDENTIFIER

    try:
        raise RuntimeError("the press is on fire")
    except RuntimeError:
        structlog.get_logger().exception("request failed", path="/mine")

    said = capsys.readouterr().out
    assert "the press is on fire" in said
    assert identifier not in said


@pytest.mark.parametrize("of", ["structlog", "the standard library"])
def test_what_the_database_tells_of_a_row_is_left_out(capsys: pytest.CaptureFixture[str], of: str) -> None:
    configure_logs()
    log = structlog.get_logger() if of == "structlog" else logging.getLogger("casework.clock")

    try:
        raise RuntimeError(REFUSED)
    except RuntimeError:
        log.exception("round failed")

    out, err = capsys.readouterr()
    line = json.loads((out or err).strip().splitlines()[-1])
    assert (line["event"], line["level"]) == ("round failed", "error")
    assert "uq_subject_identifier" in line["exception"] and IDENTIFIER not in line["exception"]
