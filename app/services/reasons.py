"""A reason that an act must be given: one sentence of refusal, one length."""

from __future__ import annotations

from app.errors import Invalid

LONGEST = 500


def written(reason: object, missing: str, key: str = "reason") -> str:
    """The reason without blanks at its ends. Raises Invalid at `key` with `missing` for none, and for a long one."""
    if not isinstance(reason, str) or not reason.strip():
        raise Invalid({key: [missing]})
    if len(reason.strip()) > LONGEST:
        raise Invalid({key: [f"最多{LONGEST}个字，现在有{len(reason.strip())}个。"]})
    return reason.strip()
