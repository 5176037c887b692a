"""The rows behind the built-in calendar: notices as they were published, and the moving feasts. Counting: calendar.py.

Notices: 国务院办公厅关于某年部分节假日安排的通知, one a year, published about November of the year before.
Feasts: the dates on which 《全国年节及纪念日放假办法》 (as amended by 国务院令第795号, in force 2025-01-01) gives
days off that move with the lunar calendar or the sun; computed by the `holidays` package, which a test reads again.
"""

from datetime import date

# year -> (notice number, days off as (name, first, last), weekend days declared 上班)
Notice = tuple[str, tuple[tuple[str, date, date], ...], tuple[date, ...]]


def _days(year: int, *pairs: str) -> tuple[date, ...]:
    return tuple(date(year, int(m), int(d)) for m, d in (pair.split("-") for pair in pairs))


def _off(year: int, text: str) -> tuple[tuple[str, date, date], ...]:
    return tuple(_row(year, *part.split(":")) for part in text.split())


def _row(year: int, name: str, span: str) -> tuple[str, date, date]:
    first, _, last = span.partition("~")
    begin, end = _days(year, first, last or first)
    return name, begin, end


NOTICES: dict[int, Notice] = {
    2024: (
        "国办发明电〔2023〕7号",
        _off(
            2024,
            "元旦:1-1 春节:2-10~2-17 清明节:4-4~4-6 劳动节:5-1~5-5 端午节:6-10 中秋节:9-15~9-17 国庆节:10-1~10-7",
        ),
        _days(2024, "2-4", "2-18", "4-7", "4-28", "5-11", "9-14", "9-29", "10-12"),
    ),
    2025: (
        "国办发明电〔2024〕12号",
        _off(2025, "元旦:1-1 春节:1-28~2-4 清明节:4-4~4-6 劳动节:5-1~5-5 端午节:5-31~6-2 国庆节、中秋节:10-1~10-8"),
        _days(2025, "1-26", "2-8", "4-27", "9-28", "10-11"),
    ),
    2026: (
        "国办发明电〔2025〕7号",
        _off(
            2026,
            "元旦:1-1~1-3 春节:2-15~2-23 清明节:4-4~4-6 劳动节:5-1~5-5 端午节:6-19~6-21 中秋节:9-25~9-27 "
            "国庆节:10-1~10-7",
        ),
        _days(2026, "1-4", "2-14", "2-28", "5-9", "9-20", "10-10"),
    ),
}

# year: 正月初一, 清明, 端午, 中秋
FEASTS: dict[int, tuple[date, ...]] = {
    year: _days(year, *text.split())
    for year, text in {
        2024: "2-10 4-4 6-10 9-17",
        2025: "1-29 4-4 5-31 10-6",
        2026: "2-17 4-5 6-19 9-25",
        2027: "2-6 4-5 6-9 9-15",
        2028: "1-26 4-4 5-28 10-3",
        2029: "2-13 4-4 6-16 9-22",
        2030: "2-3 4-5 6-5 9-12",
        2031: "1-23 4-5 6-24 10-1",
        2032: "2-11 4-4 6-12 9-19",
        2033: "1-31 4-4 6-1 9-8",
        2034: "2-19 4-5 6-20 9-27",
        2035: "2-8 4-5 6-10 9-16",
        2036: "1-28 4-4 5-30 10-4",
        2037: "2-15 4-4 6-18 9-24",
        2038: "2-4 4-5 6-7 9-13",
        2039: "1-24 4-5 5-27 10-2",
        2040: "2-12 4-4 6-14 9-20",
    }.items()
}
