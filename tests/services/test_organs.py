"""Organs that procedures name by their tags."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import NotFound
from app.services.organs import Organs


def test_a_tag_that_no_organ_has_is_said_in_a_sentence(session: Any) -> None:
    with pytest.raises(NotFound, match="没有标识为“nowhere”的单位"):
        Organs().named(session, "nowhere", {})
