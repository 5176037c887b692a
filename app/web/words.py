"""Jinja filters: days, moments, money, sizes and numbers as people write them. Words of the domain are in domain."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from flask import Flask

from app.clock import SHANGHAI, today
from app.domain import wording
from app.domain.numbers import formal

DIGITS = "零一二三四五六七八九"


def local(value: date | datetime | str) -> date | datetime:
    """The value in Shanghai; strings are ISO 8601, as the queries and the API write them."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    return value.astimezone(SHANGHAI) if isinstance(value, datetime) else value


def as_day(value: date | datetime | str) -> date:
    moment = local(value)
    return moment.date() if isinstance(moment, datetime) else moment


def full_day(value: date | datetime | str | None) -> str:
    """2026年10月22日"""
    if value is None:
        return "—"
    return wording.full_day(as_day(value))


def day(value: date | datetime | str | None) -> str:
    """10月22日; the year is written where it is not this one."""
    if value is None:
        return "—"
    that = as_day(value)
    return f"{that.month}月{that.day}日" if that.year == today().year else full_day(that)


def last_day(value: datetime | str) -> date:
    """The last day before an exclusive end (a clock's due_at)."""
    return as_day(local(value) - timedelta(seconds=1))


def weekday(value: date | datetime | str) -> str:
    """周四"""
    return wording.weekday(as_day(value))


def day_week(value: date | datetime | str | None) -> str:
    """10月22日（周四）"""
    return "—" if value is None else f"{day(value)}（{weekday(value)}）"


def moment(value: datetime | str | None) -> str:
    """10月13日 09:42"""
    if value is None:
        return "—"
    at = local(value)
    return f"{day(at)} {at:%H:%M}" if isinstance(at, datetime) else day(at)


def slash(value: date | datetime | str | None) -> str:
    """2026/10/22, the form of logs"""
    if value is None:
        return "—"
    that = as_day(value)
    return f"{that.year}/{that.month}/{that.day}"


def iso(value: date | datetime | str | None) -> str:
    return "" if value is None else local(value).isoformat()


def case_number(number: str) -> str:
    """YY-2026-000123 as YY〔2026〕000123"""
    return formal(number)


def money(value: Decimal | str | float | None) -> str:
    return "—" if value in (None, "") else f"{Decimal(str(value)):,.2f}"


def size(octets: int) -> str:
    """1.2 MB; files under a megabyte in KB"""
    return f"{octets / 1_048_576:.1f} MB" if octets >= 1_048_576 else f"{max(1, round(octets / 1024))} KB"


def unit(name: str) -> str:
    return wording.UNITS.get(name, name)


def period(length: int, name: str) -> str:
    """5 个工作日, set apart so that the figure can be read at a glance."""
    return f"{length} {unit(name)}"


def article(name: str) -> str:
    """条例32 as 条例第三十二条, 条例17.2 as 条例第十七条第二款; 案10 are items of the plan: 方案（十）."""
    found = re.fullmatch(r"(\D+)(\d+)(?:\.(\d+))?", name)
    if found is None:
        return name
    law, number, paragraph = found[1], in_words(int(found[2])), found[3]
    if law == "案":
        return f"方案（{number}）"
    return f"{law}第{number}条" + (f"第{in_words(int(paragraph))}款" if paragraph else "")


def in_words(number: int) -> str:
    """三十二, 一百零五, as articles are numbered."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


def spaced_code(code: str) -> str:
    """9133 0203 **** **** 7K: a credit code or card number in fours."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def flag(value: object) -> object:
    """True and false as people say them; anything else as it is."""
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value


FILTERS = (
    day, full_day, weekday, day_week, moment, slash, iso, case_number, money, size, unit, period, article, spaced_code,
    last_day, flag,
)


def register_words(app: Flask) -> None:
    for word in FILTERS:
        app.add_template_filter(word)
