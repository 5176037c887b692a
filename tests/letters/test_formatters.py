"""How values are printed, and which are refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.letters.formatters import FORMATTERS, FormatFault, plain


@pytest.mark.parametrize(
    ("name", "value", "printed"),
    [
        ("date", date(2026, 11, 3), "2026年11月3日"),
        ("date", "2026-11-03", "2026年11月3日"),
        ("date", datetime(2026, 11, 3, 16, 0, tzinfo=UTC), "2026年11月4日"),
        ("date", "2026-11-03T16:00:00+00:00", "2026年11月4日"),
        ("datetime", "2026-11-03T07:04:00+00:00", "2026年11月3日15时04分"),
        ("money", "5000", "5,000.00元"),
        ("money_words", Decimal("5000.00"), "人民币伍仟元整"),
        ("money_words", "100000005.07", "人民币壹亿零伍元零柒分"),
        ("thousands", 12000, "12,000"),
        ("chinese", 0, "零"),
        ("chinese", 12, "十二"),
        ("chinese", 105, "一百零五"),
        ("chinese", 9999, "九千九百九十九"),
        ("masked_id", "11010519491231002X", "110***********002X"),
        ("masked_phone", "13812345678", "138****5678"),
        ("masked_name", "张三丰", "张**"),
        ("join", ["甲", "乙"], "甲、乙"),
        ("count", [1, 2, 3], "3"),
        ("count", [], "0"),
    ],
)
def test_a_value_is_printed_as_its_formatter_says(name, value, printed):
    assert FORMATTERS[name](value) == printed


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("date", "3 November", "不是日期"),
        ("date", datetime(2026, 11, 3), "时间没有时区"),
        ("datetime", "yesterday", "不是时间"),
        ("money", "-1", "不是可以写进文书的金额"),
        ("money", "NaN", "不是可以写进文书的金额"),
        ("money", "Infinity", "不是可以写进文书的金额"),
        ("money", True, "不是可以写进文书的金额"),
        ("money_words", "five", "不是可以写进文书的金额"),
        ("thousands", "12000", "不是数字"),
        ("chinese", 10000, "不是 0 到 9999 的整数"),
        ("join", "甲乙", "不是一列文字"),
        ("join", [{"a": 1}], "不是一段文字，不能直接写进文书"),
        ("count", {"a": 1}, "不是一列内容，数不出个数"),
    ],
)
def test_a_value_of_the_wrong_shape_is_refused_with_the_reason(name, value, why):
    with pytest.raises(FormatFault, match=why):
        FORMATTERS[name](value)


def test_without_a_formatter_a_date_is_chinese_and_a_mapping_a_list_or_a_boolean_is_refused():
    assert plain(date(2026, 1, 2)) == "2026年1月2日"
    for value in ({"name": "甲"}, ["甲"], True, None):
        with pytest.raises(FormatFault):
            plain(value)


def test_characters_that_hide_or_turn_text_around_never_reach_the_paper():
    assert plain("支付\u202e001\u202c元\u200b\x00\ud800\ufeff整") == "支付001元整"


def test_line_breaks_of_every_system_stay_line_breaks():
    assert plain("一\r\n二\r三\t四") == "一\n二\n三 四"
