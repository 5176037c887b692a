"""What makes texts findable: pairs of signs, closed like the texts themselves. Made again from them at any time."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Passage(Base):
    """A text of a case: `source` is start, message:NAME, task:ID or comment:ID."""

    __tablename__ = "passage"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    source: Mapped[str] = mapped_column(sa.String(60))


class Gram(Base):
    """`mark` stands for two signs under the field key: who reads the table alone learns no text from it."""

    __tablename__ = "gram"
    mark: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    passage_id: Mapped[int] = mapped_column(sa.ForeignKey("passage.id"), primary_key=True, autoincrement=False,
                                            index=True)


class Findable(Base):
    """How far a case has been made findable: its trail's length then, and the key of the marks."""

    __tablename__ = "findable"
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True, autoincrement=False)
    trail_n: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(16))
