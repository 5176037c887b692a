"""What makes cases findable: pairs of signs. Made again from the cases at any time."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Gram(Base):
    """Two signs that stand beside each other in a case. `mark`: below zero it spells two signs of its title, number or
    name; else it stands for two of its texts under the field key, and who reads the table alone learns no text."""

    __tablename__ = "gram"
    mark: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True, autoincrement=False, index=True)
    __table_args__ = {"sqlite_with_rowid": False}


class Findable(Base):
    """How far a case has been made findable: its trail's length then, and the key of the marks."""

    __tablename__ = "findable"
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True, autoincrement=False)
    trail_n: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(16))
