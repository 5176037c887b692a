"""What a posted page becomes: names with points, boxes of a day, rows with gaps, wide digits."""

import pytest
from werkzeug.datastructures import MultiDict

from app.procedures import from_html
from tests.procedures.forms import field, form, options


def read(form, *pairs):
    return from_html(form, MultiDict(pairs))


def test_names_that_the_form_does_not_have_are_the_page_s_own():
    assert read(form(field("textfield")), ("x", "甲"), ("csrf_token", "1"), ("_do", "next")) == {"x": "甲"}


def test_a_box_that_was_not_ticked_is_false():
    assert read(form(field("checkbox"))) == {"x": False}
    assert read(form(field("checkbox")), ("x", "true")) == {"x": True}


def test_several_choices_and_files_are_lists():
    asked = form(field("checklist", "a", values=options("p", "q")), field("filepicker", "b", multiple=True))

    assert read(asked, ("a", "p"), ("a", "q"), ("b", ""), ("b", "u1")) == {"a": ["p", "q"], "b": ["u1"]}


@pytest.mark.parametrize(
    "typed, number", [("3", 3), ("-2.5", -2.5), ("1,000", 1000), ("１２", 12), ("三", "三"), ("1e9", "1e9")]
)
def test_a_number_is_read_and_what_is_none_stays_as_typed(typed, number):
    assert read(form(field("number")), ("x", typed)) == {"x": number}


def test_money_stays_text_without_its_commas():
    assert read(form(field("number", money=True)), ("x", "5,000.5")) == {"x": "5000.5"}


def test_a_day_comes_whole_or_in_three_boxes():
    asked = form(field("datetime", subtype="date"))

    assert read(asked, ("x", "2026-03-09")) == {"x": "2026-03-09"}
    assert read(asked, ("x:y", "2026"), ("x:m", "３"), ("x:d", "9")) == {"x": "2026-03-09"}
    assert read(asked, ("x:y", "2026"), ("x:m", ""), ("x:d", "九")) == {"x": "2026--九"}
    assert read(asked, ("x:y", ""), ("x:m", ""), ("x:d", "")) == {}


def test_a_browser_s_moment_is_shanghai_s():
    assert read(form(field("datetime", subtype="datetime")), ("x", "2026-03-09T14:30")) == {
        "x": "2026-03-09T14:30+08:00"
    }


def test_rows_keep_their_order_and_empty_ones_fall_away():
    inner = [field("textfield", "a"), field("checkbox", "b"), field("group", "g", components=[field("textfield", "c")])]
    asked = form(field("dynamiclist", "rows", components=inner))

    found = read(
        asked, ("rows.10.a", "后"), ("rows.2.a", "前"), ("rows.2.b", "true"), ("rows.3.a", ""), ("rows.4.g.c", "深")
    )

    assert found == {
        "rows": [
            {"a": "前", "b": True},
            {"b": False, "g": {"c": "深"}},
            {"a": "后", "b": False},
        ]
    }


def test_rows_without_end_are_cut_where_the_check_refuses_them():
    asked = form(field("dynamiclist", "rows", components=[field("textfield", "a")]))

    assert len(read(asked, *((f"rows.{n}.a", "x") for n in range(1000)))["rows"]) == 201
