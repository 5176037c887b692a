"""What queries give, as the contract's JSON: moments with the offset of Shanghai, days as days, bytes never."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import orjson

from app.clock import SHANGHAI
from app.queries.paging import Page, Total


def plain(value: Any) -> Any:
    """A value of a query as JSON knows it. A field `as_` is called `as`."""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Total):
        return value.count if value.exact else {"at_least": value.count}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        return [plain(one) for one in value]
    return value


def page(found: Page[Any], path: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A list of the contract: `next` is a path with everything in it, or null."""
    following = None
    if found.next:
        kept = {key: str(plain(value)).lower() if isinstance(value, bool) else plain(value)
                for key, value in arguments.items() if value is not None and key != "page"}
        following = f"{path}?{urlencode({**kept, 'page': found.next})}"
    return {"items": plain(found.items), "total": plain(found.total), "next": following}


def dump(value: Any) -> bytes:
    return orjson.dumps(plain(value))
