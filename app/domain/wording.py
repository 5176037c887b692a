"""Days, periods and money as Chinese people write them. Sentences about a procedure are data in its texts.yaml."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from app.domain.moments import SHANGHAI

WEEKDAYS = "一二三四五六日"
UNITS = {"workdays": "个工作日", "days": "日", "months": "个月", "years": "年"}
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 12


def weekday(day: date) -> str:
    return "周" + WEEKDAYS[day.weekday()]


def short_day(day: date) -> str:
    """10月22日（周四）"""
    return f"{day.month}月{day.day}日（{weekday(day)}）"


def full_day(day: date) -> str:
    """2026年10月22日, as letters write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_near(day: date, today: date) -> str:
    """10月22日（周四）, with the year in front where it is not this year's."""
    return short_day(day) if day.year == today.year else f"{day.year}年{short_day(day)}"


def moment(at: datetime) -> str:
    """2026年10月22日 15:04, of an aware moment, in Shanghai."""
    local = at.astimezone(SHANGHAI)
    return f"{full_day(local.date())} {local:%H:%M}"


def period(length: int, unit: str) -> str:
    """5个工作日, 30日, 3个月, 1年"""
    return f"{length}{UNITS[unit]}"


def days_left(workdays: int) -> str:
    """How far a last day lies ahead, in working days; negative when it has passed."""
    if workdays == 0:
        return "今天到期"
    return f"还有{workdays}个工作日" if workdays > 0 else f"已超过{-workdays}个工作日"


def listed(items: Iterable[str]) -> str:
    """甲、乙和丙"""
    *front, last = [*items] or [""]
    return f"{'、'.join(front)}和{last}" if front else last


def money(amount: Decimal) -> str:
    """1,234.50元"""
    return f"{amount.quantize(CENT, ROUND_HALF_UP):,}元"


def money_in_words(amount: Decimal) -> str:
    """人民币大写: 壹仟贰佰叁拾肆元伍角整. ValueError for what is negative or too large to be written."""
    exact = amount.quantize(CENT, ROUND_HALF_UP) if amount.is_finite() and abs(amount) < LARGEST else LARGEST
    if not 0 <= exact < LARGEST:
        raise ValueError("金额应在零到一万亿元之间。")
    yuan, cents = divmod(int(exact * 100), 100)
    whole = f"{_whole(yuan)}元" if yuan else ""
    return (whole + _cents(cents, bool(yuan))) or "零元整"


def _cents(cents: int, after_yuan: bool) -> str:
    jiao, fen = divmod(cents, 10)
    if not cents:
        return "整" if after_yuan else ""
    text = f"{DIGITS[jiao]}角" if jiao else ("零" if after_yuan else "")
    return text + (f"{DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    """Groups of four digits; one 零 for any run of noughts between digits, none at the end."""
    text = ""
    for group in range(len(GROUPS) - 1, -1, -1):
        part = number // 10_000**group % 10_000
        if part:
            gap = text and (part < 1000 or number // 10_000 ** (group + 1) % 10 == 0)
            text += ("零" if gap else "") + _four(part) + GROUPS[group]
    return text


def _four(number: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + PLACES[place]
        gap = digit == 0
    return text
