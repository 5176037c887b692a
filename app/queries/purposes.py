"""What an officer reads another's register entries for: an open case, or an item of the application list in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.domain.actor import Actor
from app.domain.numbers import read_case_number
from app.errors import Invalid, NotAllowed, NotFound
from app.models import Case, Entry, Subject
from app.procedures import Register
from app.queries.archive import as_keys
from app.queries.shelf import registers
from app.queries.visible import visible_cases
from app.services.listed import in_force_on

MOST_ITEMS = 200
MATTER = 60  # characters


@dataclass(frozen=True)
class Purpose:
    """Whose entries it opens; `records` are those that the case is about; `noted` is what note_reading writes of it."""

    subject_id: int | None
    records: tuple[str, ...] = ()
    noted: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ListedUse:
    """An item of the application list that names an organ of the reader: what the desk offers."""

    id: str
    title: str
    content: str


def purpose_of(session: Session, actor: Actor, register: str, said: str | None, subject: str | None = None,
               matter: str | None = None) -> Purpose | None:
    """What the reader gives as purpose: the number of an open case that they work on, or the id of an item of the
    application list with the one `subject` searched (its id) and the `matter` for which the organ asks. None: nothing.

    Raises NotFound, NotAllowed for a post that may not read this register, Invalid for a purpose that will not do.
    """
    if not said:
        return None
    described = registers().get(register)
    if described is None:
        raise NotFound()
    if not actor.roles & set(described.readers):
        raise NotAllowed("您的岗位不能查阅这本台账。")
    if number := read_case_number(said):
        return _of_case(session, actor, number.plain)
    return _of_item(session, actor, described, said, subject or "", " ".join((matter or "").split()))


def listed_uses(session: Session, actor: Actor, register: Register) -> tuple[ListedUse, ...]:
    """The items in force that name an organ of the reader and open this register, by their numbers."""
    query = _items(actor, register).order_by(Entry.title).limit(MOST_ITEMS)
    found = (entry for entry in session.scalars(query) if _opens(entry, register))
    return tuple(ListedUse(entry.key, entry.title, str(entry.data.get("query_content", ""))) for entry in found)


def _of_case(session: Session, actor: Actor, number: str) -> Purpose:
    case = session.scalar(visible_cases(actor, sa.select(Case).where(Case.number == number)))
    if case is None or case.status == "closed" or actor.stands_for(case.subject_id):
        raise Invalid({"purpose": ["查阅目的要写您正在办理、尚未办结的事项的编号。"]})
    records = tuple(as_keys(case.answers.get("records")))
    return Purpose(case.subject_id, records, {"purpose": case.number, "number": case.number})


def _of_item(session: Session, actor: Actor, register: Register, item: str, subject: str, matter: str) -> Purpose:
    """条例19.2: by the list in force, what the item names, for one matter and one subject; nothing beyond (X22)."""
    entry = session.scalar(_items(actor, register).where(Entry.key == item))
    if entry is None:
        raise Invalid({"purpose": ["查阅目的要写您正在办理的事项的编号，或者现行政务应用清单上由本单位使用的一项；"
                                   "清单以外的查询不能办理（条例第十九条）。"]})
    if not _opens(entry, register):
        raise Invalid({"purpose": [f"应用清单的“{entry.title}”没有写明可以查《{register.title}》（条例第十九条）。"]})
    errors = {} if 2 <= len(matter) <= MATTER else {
        "matter": [f"请写明为办理哪一件事查询：编号或者名称，2到{MATTER}个字。"]}
    whose = session.scalar(sa.select(Subject).where(Subject.key == subject)) if subject else None
    if whose is None or actor.stands_for(whose.id):
        errors["subject"] = ["照应用清单查询，每次查一个信用主体，请先查到并选定是谁；不能查自己的。"]
    if errors or whose is None:
        raise Invalid(errors)
    told = f"{registers()[entry.register].title} {entry.title[:80]}（{entry.data.get('edition', '')}）：{matter}"
    organ = next(post.organisation_id for post in actor.posts if post.organisation == _organ(entry))
    return Purpose(whose.id, (), {"purpose": told, "subject": whose.key, "organ": organ})


def _items(actor: Actor, register: Register) -> sa.Select[Entry]:
    """Items in force today that name an organ in which the actor holds a post that reads this register."""
    organs = sorted({post.organisation for post in actor.posts if post.role in register.readers})
    of_list = (sa.and_(Entry.register == name, Entry.data[one.uses.organ].as_string().in_(organs))
               for name, one in registers().items() if one.uses)
    return sa.select(Entry).where(in_force_on(clock.today()), sa.or_(sa.false(), *of_list))


def _opens(item: Entry, register: Register) -> bool:
    uses = registers()[item.register].uses
    return uses is not None and register.name in (item.data.get(uses.opens) or ())


def _organ(item: Entry) -> str:
    uses = registers()[item.register].uses
    return str(item.data[uses.organ]) if uses else ""
