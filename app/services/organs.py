"""What never changes of an organisation, kept for the life of a process: its id, its kind, the tag procedures name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Organisation


@dataclass(frozen=True)
class Organ:
    id: int
    kind: str


class Organs:
    """Names, numbers and addresses are read from the row; only what no verb can change is remembered here."""

    def __init__(self) -> None:
        self._known: dict[int | str, Organ] = {}

    def named(self, session: Session, word: str, data: Mapping[str, object]) -> Organ:
        """`$name` reads the case's data (an organisation's id), anything else is an organisation's tag.

        Raises NotFound for one that this house does not have.
        """
        key = int(str(data[word[1:]])) if word.startswith("$") else word
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _read(session, key)
        return found


def _read(session: Session, key: int | str) -> Organ:
    column = Organisation.id if isinstance(key, int) else Organisation.tag
    query = sa.select(Organisation.id, Organisation.kind).where(column == key)
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound(f"没有标识为“{key}”的单位，请先由运维人员添加（flask organisations add）。")
    return Organ(*found)
