"""Holds the items of a list against the rules of their register: what none of them breaks may be published (X5, X20).

The rules are data (`list:` of bpmn/_registers/*.yaml): closed scopes, what each item must say, on what it must rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Entry, Organisation
from app.procedures.register_model import Law, Register, RegisterField
from app.services import shelf
from app.services.listed import in_force_on, listed
from app.services.registers import true_of

Row = Mapping[str, Any]
Faults = dict[str, list[str]]


def regulations(day: date) -> list[Law]:
    """本市地方性法规 in force on a day: what our own lists may rest on (条例11, 23)."""
    return [law for law in shelf.laws().values() if law.local and law.holds(day.isoformat())]


def faults(session: Session, register: Register, rows: Sequence[Row], day: date, part: str = "",
           whole: bool = False) -> Faults:
    """Sentences by `<row>.<field>`; empty where all rows may be published as from `day`.

    `whole`: every field that the register requires must be there; before that the form says what it asks.
    """
    found: Faults = {}
    above = _others(session, register, day, part)
    for n, row in enumerate(rows):
        facts = {**row, "today": day.isoformat(), **({str(listed(register).part): part} if part else {})}
        said = [*_fields(session, register, row, day, whole), *_rules(register, facts),
                *_doubles(register, row, rows[:n], above)]
        for field, sentence in said:
            found.setdefault(f"{n}.{field}", []).append(sentence)
    return found


Said = Iterator[tuple[str, str]]


def _rules(register: Register, facts: Row) -> Said:
    for rule in listed(register).rules:
        if not true_of(rule.must, facts):
            yield rule.field, rule.sentence


def _fields(session: Session, register: Register, row: Row, day: date, whole: bool) -> Said:
    of = listed(register)
    for field in register.fields:
        value = row.get(field.key)
        if value is None:
            if whole and field.required and field.key not in (of.part, "edition", "in_force_from", "publication"):
                yield field.key, f"{register.title}缺少“{field.title}”。"
        elif sentence := _READ.get(field.type, _anything)(session, field, value, day):
            yield field.key, sentence


def _anything(session: Session, field: RegisterField, value: Any, day: date) -> str:
    return ""


def _choice(session: Session, field: RegisterField, value: str, day: date) -> str:
    return "" if value in field.options else f"“{field.title}”里没有“{value}”这一项。"


def _regulation(session: Session, field: RegisterField, value: str, day: date) -> str:
    good = any(law.id == value for law in regulations(day))
    return "" if good else "只能依据施行之日现行有效的本市地方性法规。"


def _entry(session: Session, field: RegisterField, value: str, day: date) -> str:
    query = sa.select(Entry.id).where(Entry.key == value, Entry.register == field.of, in_force_on(day))
    title = shelf.registers()[field.of].title
    return "" if session.scalar(query) else f"只能对应施行之日在《{title}》里有效的一项。"


def _listed(session: Session, field: RegisterField, value: Any, day: date) -> str:
    strange = [str(one) for one in value if field.options and one not in field.options]
    return f"“{field.title}”里没有“{strange[0]}”这一项。" if strange else ""


def _organisation(session: Session, field: RegisterField, value: str, day: date) -> str:
    known = session.scalar(sa.select(Organisation.id).where(Organisation.name == value))
    return "" if known else f"平台上没有“{value}”这个单位，请照单位的全称填写，一项写一个单位。"


_READ: Mapping[str, Callable[[Session, RegisterField, Any, date], str]] = {
    "choice": _choice, "regulation": _regulation, "entry": _entry, "list": _listed, "organisation": _organisation}


def _others(session: Session, register: Register, day: date, part: str) -> list[Row]:
    """What is in force beside the part that is replaced: the layers above."""
    of = listed(register)
    if not of.part:
        return []
    query = sa.select(Entry.data).where(Entry.register == register.name, in_force_on(day),
                                        Entry.data[of.part].as_string() != part)
    return list(session.scalars(query))


def _doubles(register: Register, row: Row, earlier: Sequence[Row], above: Sequence[Row]) -> Said:
    of = listed(register)
    code = row.get(of.key)
    if code and (first := next((n for n, other in enumerate(earlier, 1) if other.get(of.key) == code), None)):
        by = "、".join(dict.fromkeys(str(one["by"]) for one in (earlier[first - 1], row) if one.get("by")))
        told = f"（{by}报送）" if by else ""
        yield of.key, f"编号“{code}”与第{first}项相同{told}：是同一项的只留一行，不是同一项的改编号。"
        return
    if code and any(other.get(of.key) == code for other in above):
        yield of.key, f"编号“{code}”上级清单已经用过，一项一个编号。"
    for key, sentence in of.unique.items():
        mine = plain(row.get(key))
        if mine and any(plain(other.get(key)) == mine for other in (*earlier, *above)):
            yield key, sentence


def plain(text: object) -> str:
    """Letters and digits alone: commas and blanks make no other item."""
    return "".join(c for c in str(text or "") if c.isalnum())
