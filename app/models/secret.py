"""Column types for personal data: what a table holds is closed; what the code sees is the value. Keys: secrecy.py."""

from __future__ import annotations

from typing import Any

import orjson
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.engine import Dialect

from app.secrecy import Keyring


def keyring() -> Keyring:
    found: Keyring = current_app.extensions["keyring"]
    return found


class Closed(sa.TypeDecorator[Any]):
    """`purpose` is table.column. `search`: equal values are stored alike, so that `==` and UNIQUE work."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, purpose: str, search: bool = False) -> None:
        super().__init__()
        self.purpose, self.search = purpose, search

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring().close(self.spell(value), self.purpose, search=self.search)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.read(keyring().open(bytes(value), self.purpose))

    def coerce_compared_value(self, op: Any, value: Any) -> sa.types.TypeEngine[Any]:
        return self

    def spell(self, value: Any) -> bytes:
        raise NotImplementedError

    def read(self, content: bytes) -> Any:
        raise NotImplementedError


class SecretText(Closed):
    cache_ok = True

    def spell(self, value: str) -> bytes:
        return value.encode()

    def read(self, content: bytes) -> str:
        return content.decode()


class SecretJson(Closed):
    cache_ok = True

    def spell(self, value: Any) -> bytes:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)

    def read(self, content: bytes) -> Any:
        return orjson.loads(content)
