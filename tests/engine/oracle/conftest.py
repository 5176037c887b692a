"""The engine that the oracle watches."""

import pytest

from app.engine import Engine, Seal


@pytest.fixture(scope="session")
def sealed_engine() -> Engine:
    return Engine(Seal({"test": b"k" * 32}, "test"))
