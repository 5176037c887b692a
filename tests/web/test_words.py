"""Days, moments and figures as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.web import words


def test_a_day_of_this_year_has_no_year() -> None:
    assert words.day(date(2026, 10, 22)) == "10月22日"
    assert words.day("2026-10-22") == "10月22日"


def test_a_day_of_another_year_names_it() -> None:
    assert words.day(date(2022, 3, 9)) == "2022年3月9日"


def test_a_moment_is_told_in_shanghai_and_not_in_utc() -> None:
    assert words.moment(datetime(2026, 10, 12, 16, 5, tzinfo=UTC)) == "10月13日 00:05"
    assert words.day("2026-10-12T16:05:00+00:00") == "10月13日"


def test_a_day_with_its_weekday() -> None:
    assert words.day_week(date(2026, 10, 22)) == "10月22日（周四）"


def test_logs_write_slashes() -> None:
    assert words.slash(date(2026, 3, 9)) == "2026/3/9"


def test_what_is_not_there_is_a_dash() -> None:
    assert {words.day(None), words.moment(None), words.slash(None), words.money(None)} == {"—"}


def test_case_numbers_get_their_brackets_and_other_texts_stay() -> None:
    assert words.case_number("YY-2026-000123") == "YY〔2026〕000123"
    assert words.case_number("关于一件事") == "关于一件事"


@pytest.mark.parametrize(("octets", "said"), [(500, "1 KB"), (4096, "4 KB"), (1_258_291, "1.2 MB")])
def test_sizes_of_files(octets: int, said: str) -> None:
    assert words.size(octets) == said


def test_codes_stand_in_fours() -> None:
    assert words.spaced_code("91330203********7K") == "9133 0203 **** **** 7K"
