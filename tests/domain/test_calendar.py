"""The calendar against the notices, and against two packages that keep it for the world."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import Calendar, DayRule, built_in, built_in_rules, statutory_days
from app.domain.holidays_table import FEASTS, NOTICES

CALENDAR = built_in()
NAMES = ("Chinese New Year (Spring Festival)", "Tomb-Sweeping Day", "Dragon Boat Festival", "Mid-Autumn Festival")


def days_of(*years):
    return [date(year, 1, 1) + timedelta(k) for year in years for k in range(365 + (year % 4 == 0))]


def test_every_day_of_the_announced_years_agrees_with_chinesecalendar():
    wrong = [day for day in days_of(2024, 2025, 2026) if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)]
    assert wrong == []


def test_every_day_of_the_announced_years_agrees_with_holidays():
    theirs = holidays.country_holidays("CN", years=(2024, 2025, 2026))
    wrong = [day for day in days_of(2024, 2025, 2026) if CALENDAR.is_workday(day) != theirs.is_working_day(day)]
    assert wrong == []


def test_the_moving_feasts_are_those_of_the_holidays_package():
    theirs = holidays.country_holidays("CN", years=FEASTS)
    for year, feasts in FEASTS.items():
        for name, feast in zip(NAMES, feasts, strict=True):
            first = min(day for day in theirs if day.year == year and name in theirs[day].split("; "))
            assert (year, name, feast) == (year, name, first)


def test_each_rule_names_the_notice_it_comes_from():
    assert {rule.day.year: rule.notice for rule in built_in_rules()} == {
        2024: "国办发明电〔2023〕7号",
        2025: "国办发明电〔2024〕12号",
        2026: "国办发明电〔2025〕7号",
    }
    assert CALENDAR.rule(date(2026, 2, 14)).notice == "国办发明电〔2025〕7号"


def test_no_day_stands_in_a_notice_twice():
    days = [rule.day for rule in built_in_rules()]
    assert len(days) == len(set(days))


def test_days_declared_working_are_weekend_days():
    assert all(day.weekday() >= 5 for _, _, work in NOTICES.values() for day in work)


@pytest.mark.parametrize(
    ("day", "workday", "why"),
    [
        (date(2026, 9, 18), True, "工作日"),
        (date(2026, 9, 19), False, "周末"),
        (date(2026, 9, 20), True, "调休上班"),
        (date(2026, 10, 4), False, "国庆节"),
        (date(2025, 10, 6), False, "国庆节、中秋节"),
        (date(2027, 2, 8), False, "春节"),
        (date(2027, 2, 9), True, "工作日"),
        (date(2027, 5, 2), False, "劳动节"),
    ],
)
def test_a_day_says_why_it_is_off_or_not(day, workday, why):
    assert (CALENDAR.is_workday(day), CALENDAR.why(day)) == (workday, why)


def test_a_day_moved_beside_a_festival_is_off_but_not_statutory():
    assert not CALENDAR.is_workday(date(2026, 10, 7))
    assert not CALENDAR.is_statutory_holiday(date(2026, 10, 7))
    assert CALENDAR.is_statutory_holiday(date(2026, 10, 1))


def test_thirteen_days_are_off_for_all_since_2025_and_eleven_before():
    assert len(statutory_days(2024)) == 11
    assert len(statutory_days(2025)) == len(statutory_days(2026)) == len(statutory_days(2027)) == 13


def test_every_statutory_day_of_an_announced_year_is_off_by_its_notice():
    assert all(not CALENDAR.is_workday(day) for year in NOTICES for day in statutory_days(year))


def test_an_unannounced_year_is_monday_to_friday_less_the_thirteen_days():
    off = [day for day in days_of(2027) if day.weekday() < 5 and not CALENDAR.is_workday(day)]
    expected = [(1, 1), (2, 5), (2, 8), (4, 5), (6, 9), (9, 15), (10, 1)]
    assert off == [date(2027, month, day) for month, day in expected]
    assert not any(CALENDAR.is_workday(day) for day in days_of(2027) if day.weekday() >= 5)


def test_a_year_beyond_the_table_still_knows_the_fixed_days():
    assert not CALENDAR.is_workday(date(2099, 10, 1))
    assert CALENDAR.is_workday(date(2099, 10, 8))


def test_a_span_is_provisional_as_soon_as_it_touches_a_year_without_notice():
    assert not CALENDAR.provisional(date(2026, 1, 1), date(2026, 12, 31))
    assert CALENDAR.provisional(date(2026, 12, 31), date(2027, 1, 4))


def test_the_notice_of_a_year_takes_the_place_of_the_provisional_days():
    off = [DayRule(date(2027, 2, 11), "off", "春节", "国办发明电〔2026〕1号")]
    work = [DayRule(date(2027, 2, 14), "work", "调休上班", "国办发明电〔2026〕1号")]
    later = Calendar([*CALENDAR.rules, *off, *work], [*CALENDAR.announced_years, 2027], "2027")
    assert not later.is_workday(date(2027, 2, 11))
    assert later.is_workday(date(2027, 2, 14))
    assert later.announced(2027)
    assert later.why(date(2027, 2, 8)) == "工作日"  # this notice, made up, gives no other day


def test_adding_no_workday_stays_and_adding_fewer_goes_back():
    assert CALENDAR.add_workdays(date(2026, 9, 19), 0) == date(2026, 9, 19)
    assert CALENDAR.add_workdays(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert CALENDAR.add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_no_workday_lies_between_a_day_and_itself():
    assert CALENDAR.workdays_between(date(2026, 9, 18), date(2026, 9, 18)) == 0


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(1, 90))
def test_workdays_between_undoes_adding_them(start, n):
    end = CALENDAR.add_workdays(start, n)
    assert CALENDAR.workdays_between(start, end) == n
    assert CALENDAR.workdays_between(end, start) == -n


def test_a_workday_is_its_own_first_workday_and_a_holiday_waits_for_the_next():
    assert CALENDAR.on_or_after(date(2026, 9, 30)) == date(2026, 9, 30)
    assert CALENDAR.on_or_after(date(2026, 10, 1)) == date(2026, 10, 8)
