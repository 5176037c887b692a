"""What tests of faults stand on: cases on their way, as the tests of queries build them."""

from tests.queries.conftest import objection

__all__ = ["objection"]
