"""How a value is printed in a letter: the closed list of formatters. Finding the value is placeholders.py."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from app.domain.identifiers import mask
from app.domain.moments import SHANGHAI, day_of
from app.domain.wording import full_day, money, money_in_words

__all__ = ["BARE", "FORMATTERS", "NEEDS_ARGUMENT", "FormatFault", "as_day", "chinese_day", "chinese_number", "plain"]


class FormatFault(Exception):
    """A value that the formatter cannot print; the message says why, in Chinese."""


Formatter = Callable[[object], str]

_SMALL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
# What may turn printed text around or hide in it: direction marks, zero-width and control characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\uffff]"
)


def plain(value: object) -> str:
    """The text of a value that is printed as it stands."""
    if isinstance(value, datetime | date):
        return chinese_day(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise FormatFault("不是一段文字，不能直接写进文书")
    return clean(str(value))


def clean(text: str) -> str:
    """Without control and direction characters; line breaks stay, tabs and lone returns become spaces and breaks."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).strip()


def chinese_day(value: object) -> str:
    return full_day(as_day(value))


def as_day(value: object) -> date:
    """A day, a moment or the ISO text of either as the day in Shanghai. Raises FormatFault."""
    if isinstance(value, datetime):
        return day_of(_aware(value))
    if isinstance(value, date):
        return value
    try:
        text = str(value)
        return date.fromisoformat(text) if len(text) == 10 else day_of(_aware(datetime.fromisoformat(text)))
    except ValueError:
        raise FormatFault("不是日期") from None


def _moment(value: object) -> datetime:
    try:
        return _aware(value if isinstance(value, datetime) else datetime.fromisoformat(str(value)))
    except ValueError:
        raise FormatFault("不是时间") from None


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise FormatFault("时间没有时区")
    return moment


def _datetime(value: object) -> str:
    moment = _moment(value).astimezone(SHANGHAI)
    return f"{moment.year}年{moment.month}月{moment.day}日{moment.hour}时{moment.minute:02d}分"


def _amount(value: object) -> Decimal:
    try:
        amount = Decimal(str(value)).quantize(Decimal("0.01"))
        fit = 0 <= amount < 10**12
    except InvalidOperation:  # no number, or NaN compared
        fit, amount = False, Decimal()
    if not fit or isinstance(value, bool):
        raise FormatFault("不是可以写进文书的金额")
    return amount


def _money(value: object) -> str:
    return money(_amount(value))


def _money_words(value: object) -> str:
    return f"人民币{money_in_words(_amount(value))}"


def _thousands(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise FormatFault("不是数字")
    return f"{value:,}"


def chinese_number(value: object) -> str:
    """0 to 9999 in Chinese: 12 is 十二, 105 is 一百零五."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 9999:
        raise FormatFault("不是 0 到 9999 的整数")
    # The capitals of money are the same words in another hand.
    words = money_in_words(Decimal(value)).removesuffix("元整").translate(_SMALL) if value else "零"
    return words.removeprefix("一") if 10 <= value < 20 else words


def _masked(kind: str) -> Formatter:
    return lambda value: mask(kind, plain(value))


def _join(value: object) -> str:
    if isinstance(value, str | Mapping) or not isinstance(value, list | tuple):
        raise FormatFault("不是一列文字")
    return "、".join(plain(part) for part in value)


def _count(value: object) -> str:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise FormatFault("不是一列内容，数不出个数")
    return str(len(value))


FORMATTERS: Mapping[str, Formatter] = {
    "date": chinese_day,
    "datetime": _datetime,
    "money": _money,
    "money_words": _money_words,
    "thousands": _thousands,
    "chinese": chinese_number,
    "masked_id": _masked("citizen_id"),
    "masked_phone": _masked("mobile"),
    "masked_name": _masked("name"),
    "join": _join,
    "count": _count,
}
# These three are not about a value's shape, so placeholders.py does them.
NEEDS_ARGUMENT = frozenset({"words", "or"})
BARE = frozenset({"optional"})
