"""Laws of counting, at random: what holds of every period whatever its start, length, unit and pauses."""

from datetime import date, datetime, timedelta

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import built_in
from app.domain.deadlines import LONGEST, Span, add_months, due, explain, warn_points
from app.domain.moments import SHANGHAI

CALENDAR = built_in()

DAYS = st.dates(date(2023, 6, 1), date(2028, 6, 1))
UNITS = st.sampled_from(sorted(LONGEST))
LENGTHS = st.integers(1, 50)


@st.composite
def a_pause_after(draw, start):
    begin = start + timedelta(draw(st.integers(0, 90)))
    return Span(begin, begin + timedelta(draw(st.integers(0, 60))))


@st.composite
def a_period(draw):
    start = draw(DAYS)
    return start, draw(LENGTHS), draw(UNITS), draw(st.lists(a_pause_after(start), max_size=3))


@given(a_period())
def test_the_last_day_is_always_a_working_day_outside_every_pause(period):
    start, length, unit, pauses = period
    day = due(start, length, unit, CALENDAR, pauses).last_day
    assert day > start
    assert CALENDAR.is_workday(day)
    assert not any(span.covers(day) for span in pauses)


@given(a_period())
def test_the_last_number_of_the_explanation_is_the_length_and_its_last_line_the_last_day(period):
    start, length, unit, pauses = period
    lines = explain(start, length, unit, CALENDAR, pauses)
    assert [line.n for line in lines if line.counted][-1] == length
    assert lines[0].day == start
    assert lines[-1].day == due(start, length, unit, CALENDAR, pauses).last_day


@given(a_period())
def test_the_days_of_an_explanation_stand_in_order_and_once(period):
    start, length, unit, pauses = period
    days = [line.day for line in explain(start, length, unit, CALENDAR, pauses)]
    assert days == sorted(set(days))


@given(a_period(), st.integers(0, 30))
def test_an_earlier_resume_never_gives_a_later_date(period, sooner):
    start, length, unit, pauses = period
    earlier = [Span(s.start, max(s.start, s.end - timedelta(sooner))) for s in pauses]
    assert due(start, length, unit, CALENDAR, earlier).last_day <= due(start, length, unit, CALENDAR, pauses).last_day


@given(a_period(), st.integers(0, 40))
def test_a_longer_period_never_ends_earlier(period, more):
    start, length, unit, pauses = period
    longer = due(start, length + more, unit, CALENDAR, pauses).last_day
    assert due(start, length, unit, CALENDAR, pauses).last_day <= longer


@given(DAYS, LENGTHS, UNITS, st.integers(0, 40))
def test_a_later_start_never_ends_earlier(start, length, unit, later):
    after = due(start + timedelta(later), length, unit, CALENDAR).last_day
    assert due(start, length, unit, CALENDAR).last_day <= after


@given(st.dates(date(2023, 12, 31), date(2026, 10, 1)), st.integers(1, 40))
def test_working_days_agree_with_the_calendar_counted_by_another_package(start, length):
    end = due(start, length, "workdays", CALENDAR).last_day
    theirs = sum(chinese_calendar.is_workday(start + timedelta(k)) for k in range(1, (end - start).days + 1))
    assert theirs == length


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(1, 1200))
def test_months_end_on_the_same_number_or_on_the_last_day_of_the_month(start, months):
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(1)).day == 1)


@given(a_period(), st.integers(0, 23))
def test_warnings_come_in_order_after_the_start_and_before_the_end(period, hour):
    start, length, unit, pauses = period
    begun = datetime(start.year, start.month, start.day, hour, tzinfo=SHANGHAI)
    end = due(start, length, unit, CALENDAR, pauses)
    moments = [at for _, at in warn_points(begun, end, CALENDAR, pauses)]
    assert moments == sorted(moments)
    assert begun < moments[0]
    assert moments[-2] == end.due_at < moments[-1]
