"""What an operator's log may hold: where it failed, never whose data it was."""

import pytest
import structlog

from app.logs import configure_logs


def test_an_error_is_logged_without_the_values_of_variables(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    identifier = "330203199003073329"

    try:
        raise RuntimeError("the press is on fire")
    except RuntimeError:
        structlog.get_logger().exception("request failed", path="/mine")

    said = capsys.readouterr().out
    assert "the press is on fire" in said
    assert identifier not in said
