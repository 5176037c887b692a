"""The calendar of counted days: what each cell says."""

from __future__ import annotations

from datetime import date

from app.domain.calendar import built_in
from app.domain.deadlines import Span, explain
from app.web.show.day_grid import Cell, ranges, told, weeks

CALENDAR = built_in()
TODAY = date(2026, 10, 13)
DAYS = explain(date(2026, 9, 18), 20, "workdays", CALENDAR)


def cell(day: date, notes: dict[date, str] | None = None) -> Cell:
    return next(c for week in weeks(DAYS, TODAY, notes) for c in week if c.day == day)


def test_weeks_are_whole_and_begin_on_monday() -> None:
    grid = weeks(DAYS, TODAY)
    assert {len(week) for week in grid} == {7}
    assert {week[0].day.weekday() for week in grid} == {0}
    assert grid[-1][-1].day == date(2026, 10, 25)


def test_the_day_of_the_event_is_shown_as_not_counted() -> None:
    start = cell(date(2026, 9, 18), {date(2026, 9, 18): "受理"})
    assert (start.n, start.note, start.long_note) == (None, "受理", "·不计")


def test_a_worked_day_off_counts_and_is_marked() -> None:
    assert cell(date(2026, 9, 20)).kind == "in work"
    assert cell(date(2026, 9, 20)).n == 1


def test_a_holiday_says_its_name_and_does_not_count() -> None:
    assert cell(date(2026, 10, 1)) == Cell(date(2026, 10, 1), "off", n=None, note="国庆")


def test_today_and_the_last_day_are_marked() -> None:
    assert cell(TODAY).kind == "in now"
    assert cell(TODAY).note == "今天"
    assert cell(date(2026, 10, 22)).kind == "last"
    assert cell(date(2026, 10, 22)).n == 20


def test_days_of_the_case_before_the_clock_began_are_shown() -> None:
    assert cell(date(2026, 9, 14), {date(2026, 9, 14): "提交"}).note == "提交"


def test_a_pause_says_so_on_each_day() -> None:
    paused = explain(date(2026, 9, 18), 5, "workdays", CALENDAR, [Span(date(2026, 9, 21), date(2026, 9, 23))])
    grid = weeks(paused, TODAY)
    assert next(c for week in grid for c in week if c.day == date(2026, 9, 22)).note == "中止"


def test_five_years_are_not_drawn_day_by_day() -> None:
    assert weeks(explain(date(2026, 9, 18), 5, "years", CALENDAR), TODAY) == ()


def test_the_sentences_name_each_kind_of_day_that_did_not_count() -> None:
    said = told(DAYS)
    assert said[0] == "调休上班照常计数：9月20日（第 1 日）、10月10日（第 11 日）。"
    assert "国庆节：10月1日至7日，共 7 天不计。" in said


def test_runs_over_the_end_of_a_month_name_both_months() -> None:
    assert ranges([date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 4)]) == "9月30日至10月1日、10月4日"
