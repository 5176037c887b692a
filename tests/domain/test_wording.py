"""Days, periods and money in the words that people and letters use."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import wording


def test_a_day_with_its_weekday():
    assert wording.short_day(date(2026, 10, 22)) == "10月22日（周四）"
    assert wording.short_day(date(2026, 10, 25)) == "10月25日（周日）"


def test_a_day_in_a_letter():
    assert wording.full_day(date(2026, 1, 5)) == "2026年1月5日"


def test_a_day_of_another_year_names_the_year():
    today = date(2026, 12, 30)
    assert wording.day_near(date(2026, 12, 31), today) == "12月31日（周四）"
    assert wording.day_near(date(2027, 1, 4), today) == "2027年1月4日（周一）"


def test_a_moment_is_told_in_shanghai():
    assert wording.moment(datetime(2026, 10, 22, 16, 5, tzinfo=UTC)) == "2026年10月23日 00:05"


@pytest.mark.parametrize(
    ("length", "unit", "text"),
    [(5, "workdays", "5个工作日"), (30, "days", "30日"), (3, "months", "3个月"), (1, "years", "1年")],
)
def test_a_period(length, unit, text):
    assert wording.period(length, unit) == text


def test_how_far_a_last_day_lies():
    assert wording.days_left(3) == "还有3个工作日"
    assert wording.days_left(0) == "今天到期"
    assert wording.days_left(-2) == "已超过2个工作日"


def test_things_in_a_row():
    assert wording.listed(["甲", "乙", "丙"]) == "甲、乙和丙"
    assert wording.listed(["甲"]) == "甲"
    assert wording.listed([]) == ""


def test_money_in_figures():
    assert wording.money(Decimal("1234.5")) == "1,234.50元"
    assert wording.money(Decimal("0.005")) == "0.01元"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角整"),
        ("10", "壹拾元整"),
        ("1234.5", "壹仟贰佰叁拾肆元伍角整"),
        ("1004.05", "壹仟零肆元零伍分"),
        ("100001", "壹拾万零壹元整"),
        ("10010001", "壹仟零壹万零壹元整"),
        ("160000", "壹拾陆万元整"),
        ("100000000", "壹亿元整"),
        ("20003000400", "贰佰亿零叁佰万零肆佰元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_money_in_words(amount, words):
    assert wording.money_in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-1", "1000000000000", "999999999999.999", "NaN", "Infinity"])
def test_money_that_cannot_be_written_in_words_is_refused(amount):
    with pytest.raises(ValueError, match="金额应在零到一万亿元之间"):
        wording.money_in_words(Decimal(amount))


def read_words(text):
    """The number again, by the grammar of the words and not by the code that writes them."""
    total = group = digit = 0
    for char in text.partition("元")[0]:
        if char in wording.DIGITS:
            digit = wording.DIGITS.index(char)
        elif char in "拾佰仟":
            group += digit * 10 ** ("拾佰仟".index(char) + 1)
            digit = 0
        else:
            total += (group + digit) * {"万": 10**4, "亿": 10**8}[char]
            group = digit = 0
    return total + group + digit


@given(st.integers(1, 10**12 - 1))
def test_words_are_read_back_as_the_same_number(number):
    words = wording.money_in_words(Decimal(number))
    assert read_words(words) == number
    assert "零零" not in words
    assert not words.partition("元")[0].endswith("零")
