"""A form described for programs: its examples are always taken, and nothing that is sent ever breaks it."""

from datetime import date
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.errors import Invalid
from app.procedures import Form, applicable, check_answers, describe, fill, from_html, warnings
from tests.procedures.forms import TODAY, Town, field, form, options
from tests.procedures.random_forms import answers, components

DESCRIBED = {
    "slug": "t",
    "rules": ["暂不受理乙类。"],
    "fields": [
        {
            "key": "reason",
            "type": "textarea",
            "label": "理由",
            "help": "写清楚。",
            "required": True,
            "min_length": 20,
            "max_length": 2000,
            "example": "理由：这是一段示例文字。这是一段示例文字。这是一段示例文字。这是一段示例文字。这",
        },
        {
            "key": "kind",
            "type": "radio",
            "label": "种类",
            "help": "",
            "required": False,
            "options": [{"value": "a", "label": "选项a"}, {"value": "b", "label": "选项b"}],
            "value": "b",
            "example": "a",
        },
        {
            "key": "record",
            "type": "record",
            "label": "记录",
            "help": "",
            "required": False,
            "options_url": "/api/v1/records",
            "example": "r1",
        },
        {
            "key": "day",
            "type": "date",
            "label": "日期",
            "help": "",
            "required": False,
            "min": "2026-10-23",
            "max": "2026-11-22",
            "example": "2026-11-22",
        },
        {
            "key": "fee",
            "type": "number",
            "label": "金额",
            "help": "",
            "required": False,
            "min": "0",
            "example": "0.00",
        },
        {
            "key": "proof",
            "type": "file",
            "label": "证据",
            "help": "",
            "required": False,
            "multiple": True,
            "accept": ".pdf",
            "example": ["u1"],
        },
        {"key": "hint", "type": "text", "label": "事项", "help": "请核对。", "required": False},
    ],
}

often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def driven(form: Form) -> dict[str, object]:
    """Answers as a program finds them that knows the contract alone: ask, take the examples, ask again."""
    found: dict[str, object] = {}
    for _ in range(12):
        asked: Any = describe(form, found, Town())["fields"]
        new = {f["key"]: f["example"] for f in asked if "example" in f and f["key"] not in found}
        if not new:
            return found
        found |= new
    raise AssertionError("the fields never settle")


@often
@given(components())
def test_the_examples_of_any_form_are_taken(parts):
    asked = form(*parts)

    check_answers(asked, driven(asked), Town())
    check_answers(asked, fill(asked, {}, Town()), Town())


@often
@given(components(), answers)
def test_whatever_is_sent_is_taken_or_refused_with_sentences(parts, sent):
    asked = form(*parts)

    try:
        kept = check_answers(asked, sent, Town())
    except Invalid as refused:
        assert all(sentences and all(s.endswith("。") for s in sentences) for sentences in refused.errors.values())
    else:
        assert check_answers(asked, kept, Town()) == kept
        orjson.dumps(kept)


@often
@given(components(), answers)
def test_a_form_can_be_described_whatever_was_answered(parts, sent):
    asked = form(*parts)

    described = describe(asked, sent, Town())

    shown: Any = described["fields"]
    assert [f["key"] for f in shown] == [f.key for f in applicable(asked, sent)]
    warnings(asked.fields, sent, TODAY)


@often
@given(components(depth=2))
def test_a_page_without_script_sends_what_a_program_sends(parts):
    asked = form(*parts)
    sent = driven(asked)

    read = from_html(asked, MultiDict(posted(sent)))

    assert check_answers(asked, read, Town()) == check_answers(asked, sent, Town())


def posted(value: object, name: str = "") -> list[tuple[str, str]]:
    """Answers as the controls of a page send them: an unticked box sends nothing."""
    if isinstance(value, dict):
        return [pair for key, inner in value.items() for pair in posted(inner, f"{name}.{key}" if name else key)]
    if isinstance(value, list):
        rows = [(f"{name}.{n}" if isinstance(inner, dict) else name, inner) for n, inner in enumerate(value)]
        return [pair for row, inner in rows for pair in posted(inner, row)]
    return [] if value is None or value is False else [(name, "true" if value is True else str(value))]


def test_a_description_says_what_the_contract_says():
    asked = form(
        field(
            "textarea", "reason", label="理由", description="写清楚。", required=True, min_length=20, max_length=2000
        ),
        field("radio", "kind", label="种类", values=options("a", "b")),
        field("textfield", "record", label="记录", source="register:records", **{"as": "record"}),
        field("datetime", "day", label="日期", subtype="date", min="today-30", max="today"),
        field("number", "fee", label="金额", money=True, min=0),
        field("filepicker", "proof", label="证据", accept=".pdf", multiple=True),
        field("text", "hint", text="请核对。"),
        rules=[{"must": "kind != 'b'", "field": "kind", "sentence": "暂不受理乙类。"}],
    )

    assert describe(asked, {"kind": "b"}, Town()) == DESCRIBED


def test_a_value_stands_there_before_anything_is_answered_where_the_form_names_its_source():
    (shown,) = described(form(field("textfield", prefill="actor.phone", format="mobile")))

    assert shown["value"] == "13800138000"


def test_a_code_that_fails_its_checksum_is_described_with_its_warning():
    asked = form(field("textfield", format="uscc"))

    (shown,) = described(asked, x="91350100M0001TGQXM")

    assert "校验位" in shown["warning"]
    assert warnings(asked.fields, {"x": "91350100M0001TGQXM"}, date(2026, 1, 1)) == {"x": shown["warning"]}


def test_a_list_with_a_row_a_record_is_described_with_as_many_rows():
    inner = [field("textfield", "record", **{"as": "record"}), field("checkbox", "wrong")]

    (shown,) = described(form(field("dynamiclist", "found", rows="records", components=inner)))

    assert (shown["min_rows"], shown["max_rows"]) == (2, 2)
    assert shown["example"] == [{"record": "r1", "wrong": False}, {"record": "r2", "wrong": False}]


def test_a_day_bound_to_an_earlier_one_has_an_example_that_fits_the_earlier_example():
    asked = form(
        field("datetime", "a", subtype="date", min="2027-05-01"), field("datetime", "b", subtype="date", min="a")
    )

    assert [shown["example"] for shown in described(asked)] == ["2027-05-01", "2027-05-01"]
    assert described(asked)[1]["min"] == "2027-05-01"
    assert described(asked, a="2028-01-01")[1]["example"] == "2028-01-01"


def test_filling_keeps_what_is_given():
    asked = form(field("radio", "a", values=options("x", "y")), field("textfield", "b", when="a == 'y'", required=True))

    assert fill(asked, {"a": "y"}, Town()) == {"a": "y", "b": "事项：这是一段示例文字。"}
    assert fill(asked, {}, Town()) == {"a": "x"}


def described(form: Form, **sent: object) -> Any:
    return describe(form, sent, Town())["fields"]


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40))
def test_any_text_posted_for_any_type_is_taken_or_refused(text):
    kinds = ("number", "checkbox", "textarea", "filepicker")
    asked = form(*(field(kind, f"f{n}") for n, kind in enumerate(kinds)), field("datetime", "d", subtype="date"))
    read = from_html(asked, MultiDict([(f"f{n}", text) for n in range(4)] + [("d:y", text), ("d:m", "3")]))

    try:
        check_answers(asked, read, Town())
    except Invalid as refused:
        assert set(refused.errors) <= {"f0", "f1", "f2", "f3", "d"}
