"""Organisations, people, their posts, what they may act for, sessions and tokens."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.secret import SecretText


class Organisation(Base):
    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(18), unique=True)  # 统一社会信用代码
    name: Mapped[str] = mapped_column(sa.String(100))
    short: Mapped[str] = mapped_column(sa.String(20))  # 机关代字 of document numbers
    kind: Mapped[str] = mapped_column(sa.String(30))  # department, credit_center, credit_authority ...
    tag: Mapped[str | None] = mapped_column(sa.String(40), unique=True)  # the one that procedures name
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    address: Mapped[str] = mapped_column(sa.String(200), default="")


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    email: Mapped[str] = mapped_column(SecretText("person.email"), default="")
    mobile: Mapped[str] = mapped_column(SecretText("person.mobile"), default="")
    channel: Mapped[str] = mapped_column(sa.String(4), default="mail")  # how to be told: mail, sms, here
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    posts: Mapped[list[Post]] = relationship(back_populates="person", order_by="Post.id")


class Post(Base):
    """A role held in an organisation; access is the union of a person's posts."""

    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(40))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    ended_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(back_populates="posts")
    organisation: Mapped[Organisation | None] = relationship()
    __table_args__ = (sa.Index("ix_post_organisation_role", "organisation_id", "role"),)


class ContactProof(Base):
    """An address that waits for its code; one a person."""

    __tablename__ = "contact_proof"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(4))  # mail, sms
    address: Mapped[str] = mapped_column(SecretText("contact_proof.address"))
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    tries: Mapped[int]
    at: Mapped[datetime]


class SignIn(Base):
    """One signed-in browser; checked at each request, so that signing out ends it at once."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    pending: Mapped[bool] = mapped_column(default=False)  # the password was right, the second factor is awaited
    vouched: Mapped[bool] = mapped_column(default=False)  # the identity provider has asked for a second factor


class SecondFactor(Base):
    """What a person holds beside the password: an app that counts codes. In force once a code of it was confirmed."""

    __tablename__ = "second_factor"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(SecretText("second_factor.secret"))
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # a code is good once


class RecoveryCode(Base):
    """For the day when the telephone is gone; each is good once."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    used_at: Mapped[datetime | None]


class Token(Base):
    """A program's key to the API; only its digest is kept."""

    __tablename__ = "token"
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Throttle(Base):
    """Attempts counted by key within a window: sign-in, status look-up."""

    __tablename__ = "throttle"
    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    count: Mapped[int]
    window_ends: Mapped[datetime] = mapped_column(index=True)
