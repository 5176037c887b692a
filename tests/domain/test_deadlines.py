"""Periods by the Civil Code: the vectors of the law reference, the edges by name."""

from datetime import UTC, date, datetime

import pytest

from app.domain.calendar import built_in
from app.domain.deadlines import LONGEST, Span, due, explain, warn_points
from app.domain.moments import SHANGHAI

CALENDAR = built_in()

WORKDAY_VECTORS = """
2026-09-18 5 2026-09-24
2026-09-29 5 2026-10-12
2026-02-12 2 2026-02-14
2026-02-13 5 2026-02-27
2026-02-14 2 2026-02-25
2026-02-27 2 2026-03-02
2026-04-30 2 2026-05-07
2026-04-30 5 2026-05-11
2026-05-08 2 2026-05-11
2026-06-17 2 2026-06-22
2026-10-09 2 2026-10-12
2026-09-18 20 2026-10-22
2026-02-10 10 2026-03-02
2026-04-03 3 2026-04-09
2025-09-26 5 2025-10-10
2025-01-24 2 2025-01-27
2026-03-02 7 2026-03-11
2026-01-01 5 2026-01-08
"""


def last_day(start, length, unit, pauses=()):
    return due(date.fromisoformat(start), length, unit, CALENDAR, pauses).last_day.isoformat()


@pytest.mark.parametrize("line", WORKDAY_VECTORS.strip().splitlines())
def test_working_days_of_the_law_reference(line):
    start, n, end = line.split()
    assert last_day(start, int(n), "workdays") == end


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-04-06", "2026-05-06"), ("2026-09-01", "2026-10-08"), ("2026-01-16", "2026-02-24")],
)
def test_thirty_days_that_end_on_a_day_off_end_on_the_next_working_day(start, end):
    assert last_day(start, 30, "days") == end


def test_a_month_from_the_31st_ends_on_the_last_day_of_a_shorter_month():
    assert last_day("2026-01-31", 1, "months") == "2026-02-28"  # a Saturday, and declared a working day


def test_a_year_from_29_february_ends_on_28_february():
    assert last_day("2024-02-29", 1, "years") == "2025-02-28"


def test_a_month_ends_on_the_day_of_the_same_number_not_on_the_day_before():
    assert last_day("2026-03-10", 1, "months") == "2026-04-10"


def test_three_years_that_end_on_a_sunday_end_on_monday():
    assert last_day("2024-03-14", 2, "years") == "2026-03-16"


def test_receipt_on_the_eve_of_a_holiday_counts_from_the_first_workday_after_it():
    first = next(line for line in explain(date(2026, 9, 30), 5, "workdays", CALENDAR) if line.counted)
    assert (first.day, first.n) == (date(2026, 10, 8), 1)


def test_an_event_on_a_holiday_counts_like_one_on_its_last_day():
    assert last_day("2026-10-01", 5, "workdays") == last_day("2026-10-07", 5, "workdays") == "2026-10-13"


def test_a_weekend_day_declared_working_counts_and_can_be_the_last_day():
    assert last_day("2026-10-09", 1, "workdays") == "2026-10-10"


def test_days_that_end_on_a_working_saturday_do_not_roll():
    assert last_day("2026-02-07", 7, "days") == "2026-02-14"


def test_the_last_day_lasts_until_midnight_in_shanghai():
    end = due(date(2026, 9, 18), 5, "workdays", CALENDAR).due_at
    assert end == datetime(2026, 9, 25, 0, 0, tzinfo=SHANGHAI) == datetime(2026, 9, 24, 16, 0, tzinfo=UTC)


def test_a_period_into_a_year_without_notice_is_provisional():
    assert due(date(2026, 12, 25), 10, "workdays", CALENDAR).provisional
    assert not due(date(2026, 12, 1), 10, "workdays", CALENDAR).provisional
    assert due(date(2026, 12, 1), 10, "workdays", CALENDAR).calendar_version == CALENDAR.version


def test_a_pause_adds_the_working_days_it_took():
    pause = Span(date(2026, 3, 3), date(2026, 3, 5))  # Wednesday and Thursday are not counted
    assert last_day("2026-03-02", 5, "workdays") == "2026-03-09"
    assert last_day("2026-03-02", 5, "workdays", [pause]) == "2026-03-11"


def test_a_pause_over_a_weekend_alone_costs_nothing_in_working_days():
    assert last_day("2026-03-02", 5, "workdays", [Span(date(2026, 3, 6), date(2026, 3, 8))]) == "2026-03-09"


def test_a_pause_ended_on_the_day_it_began_changes_nothing():
    pause = Span(date(2026, 3, 4), date(2026, 3, 4))
    for unit in LONGEST:
        assert last_day("2026-03-02", 3, unit, [pause]) == last_day("2026-03-02", 3, unit)


def test_two_pauses_over_the_same_days_count_once():
    pause, inside = Span(date(2026, 3, 3), date(2026, 3, 10)), Span(date(2026, 3, 5), date(2026, 3, 6))
    assert last_day("2026-03-02", 5, "workdays", [pause, inside]) == last_day("2026-03-02", 5, "workdays", [pause])


def test_a_pause_moves_the_end_of_a_month_by_its_days():
    assert last_day("2026-03-10", 1, "months", [Span(date(2026, 3, 12), date(2026, 3, 17))]) == "2026-04-15"


def test_an_open_pause_gives_the_earliest_day_that_can_come_of_it():
    assert last_day("2026-03-02", 5, "workdays", [Span(date(2026, 3, 4), None)]) == "2026-03-09"


def test_the_explanation_of_an_open_pause_stops_there_and_says_so():
    lines = explain(date(2026, 3, 2), 5, "workdays", CALENDAR, [Span(date(2026, 3, 4), None)])
    assert [(line.day.day, line.counted, line.n) for line in lines] == [
        (2, False, None),
        (3, True, 1),
        (4, True, 2),
        (5, False, None),
    ]
    assert lines[-1].why == "期限中止中"


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="恢复的日期不能早于中止的日期"):
        Span(date(2026, 3, 5), date(2026, 3, 4))


def test_the_explanation_says_the_reason_of_each_day():
    lines = explain(date(2026, 9, 18), 3, "workdays", CALENDAR, [Span(date(2026, 9, 20), date(2026, 9, 21))])
    assert [(line.day.day, line.n, line.why) for line in lines] == [
        (18, None, "起算当日不计入（民法典第201条）"),
        (19, None, "周末"),
        (20, 1, "调休上班"),
        (21, None, "期限中止，不计入"),
        (22, 2, "工作日"),
        (23, 3, "工作日"),
    ]


def test_the_explanation_shows_how_the_last_day_rolled():
    lines = explain(date(2026, 9, 1), 30, "days", CALENDAR)[-8:]
    assert (lines[0].day, lines[0].n, lines[0].why) == (date(2026, 10, 1), 30, "国庆节")
    assert {line.why for line in lines[1:-1]} == {"国庆节；期限末日遇休息日，顺延（民法典第203条）"}
    assert (lines[-1].day, lines[-1].why) == (date(2026, 10, 8), "顺延至本日届满")


def test_five_years_are_explained_in_a_few_lines():
    assert len(explain(date(2026, 3, 2), 5, "years", CALENDAR)) < 6


def test_the_explanation_of_a_month_without_such_a_day_says_so():
    assert explain(date(2026, 1, 31), 1, "months", CALENDAR)[-1].why == (
        "期满月没有对应日，以月末日为最后一日（民法典第202条）"
    )


@pytest.mark.parametrize("unit", LONGEST)
def test_the_longest_period_is_counted_and_one_more_is_refused(unit):
    assert due(date(2026, 3, 2), LONGEST[unit], unit, CALENDAR).last_day > date(2035, 1, 1)
    with pytest.raises(ValueError, match="期限长度"):
        due(date(2026, 3, 2), LONGEST[unit] + 1, unit, CALENDAR)


@pytest.mark.parametrize("unit", LONGEST)
@pytest.mark.parametrize("length", [0, -1, 10**9])
def test_a_length_out_of_bounds_is_refused_with_a_sentence(unit, length):
    with pytest.raises(ValueError, match=r"^期限长度应在 1 到 \d+ 之间。$"):
        due(date(2026, 3, 2), length, unit, CALENDAR)


@pytest.mark.parametrize("start", [date(26, 3, 2), date(9999, 12, 31)])
def test_a_start_in_a_year_mistyped_is_refused_with_a_sentence(start):
    with pytest.raises(ValueError, match="^期限的起算日不是一个可信的日期，请核对年份。$"):
        due(start, 5, "workdays", CALENDAR)


def in_shanghai(points):
    return {name: at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") for name, at in points}


def test_five_working_days_warn_on_the_third_the_fourth_the_last_and_the_one_after():
    start = datetime(2026, 9, 18, 10, 0, tzinfo=SHANGHAI)
    points = warn_points(start, due(date(2026, 9, 18), 5, "workdays", CALENDAR), CALENDAR)
    assert in_shanghai(points) == {
        "50%": "09-22 09:00",
        "80%": "09-23 09:00",
        "due": "09-24 09:00",
        "expired": "09-25 00:00",
        "+1": "09-28 09:00",  # 25 to 27 September is the Mid-Autumn Festival
    }


def test_a_period_of_one_day_warns_once_before_its_end():
    start = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)
    points = warn_points(start, due(date(2026, 3, 2), 1, "workdays", CALENDAR), CALENDAR)
    assert [name for name, _ in points] == ["due", "expired", "+1"]


def test_an_event_late_in_the_evening_in_shanghai_begins_on_that_day_there():
    start = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)
    points = warn_points(start, due(date(2026, 3, 2), 4, "workdays", CALENDAR), CALENDAR)
    assert in_shanghai(points)["50%"] == "03-04 09:00"


def test_days_of_a_pause_do_not_bring_a_warning_nearer():
    start = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)
    pauses = [Span(date(2026, 3, 2), date(2026, 3, 9))]
    points = warn_points(start, due(date(2026, 3, 2), 4, "workdays", CALENDAR, pauses), CALENDAR, pauses)
    assert in_shanghai(points)["50%"] == "03-11 09:00"
