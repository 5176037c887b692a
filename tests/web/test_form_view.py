"""Forms as pages show them: names, choices, follow-ups, mistakes, and the HTML that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from app.procedures.form_model import Field, Form, Option
from app.web.form_view import Card, FormView, KeptFile, Sources, form_view

KIND = Field("kind", "radio", "哪里不对", required=True, options=(Option("fact", "事实"), Option("expired", "超期")))
DAY = Field("deleted_on", "date", "应当哪天删除", required=True, when="kind == 'expired'", help="例如 2026年3月9日")
WHY = Field("why", "textarea", "事实与理由", required=True, min_length=20, max_length=2000)
PROOF = Field("proof", "file", "证明材料", multiple=True)
RECORD = Field("record", "record", "哪条记录", required=True, source="records")
PHONE = Field("phone", "textfield", "手机", required=True, format="mobile")
SERVICE = Field("service", "group", "送达", fields=(PHONE,))
ROWS = Field("items", "dynamiclist", "事项", fields=(Field("what", "textfield", "名称"),))
SOURCES = Sources(
    options=lambda field: [("r1", "行政处罚"), ("r2", "表彰")],
    cards=lambda field: {"r1": Card("甬市监处罚〔2026〕118号")},
    file=lambda upload: KeptFile(upload, "决定书.pdf", 1_258_291),
)


def view(
    *fields: Field, answers: Mapping[str, Any] | None = None, errors: Mapping[str, list[str]] | None = None
) -> FormView:
    return form_view(Form("start", "提出异议", fields), fields, answers or {}, SOURCES, errors)


def html(site: Flask, shown: FormView) -> str:
    source = '{% import "forms.html" as f %}{{ f.summary(form) }}{{ f.fields(form, "/again") }}'
    return site.jinja_env.from_string(source).render(form=shown)


def test_a_follow_up_stands_under_the_choice_that_calls_for_it() -> None:
    shown = view(KIND, DAY, answers={"kind": "expired"})
    assert [field.name for field in shown.fields] == ["kind"]
    assert [inner.name for inner in shown.fields[0].options[1].reveals] == ["deleted_on"]


def test_a_follow_up_of_two_choices_stands_after_the_question() -> None:
    both = Field("more", "textfield", "说明", when="kind in ['fact', 'expired']")
    assert [field.name for field in view(KIND, both).fields] == ["kind", "more"]


def test_names_of_groups_and_rows_are_joined_with_points() -> None:
    shown = view(SERVICE, ROWS, answers={"items": [{"what": "甲"}]})
    assert shown.fields[0].fields[0].name == "service.phone"
    assert [row.fields[0].name for row in shown.fields[1].rows] == ["items.0.what", "items.1.what"]


def test_a_list_offers_one_blank_row() -> None:
    assert [row.fields[0].value for row in view(ROWS, answers={"items": [{"what": "甲"}]}).fields[0].rows] == ["甲", ""]


def test_a_list_with_a_row_for_each_record_has_exactly_those() -> None:
    which, finding = Field("record", "record", "记录"), Field("finding", "textfield", "结论")
    fixed = Field("findings", "dynamiclist", "逐条结论", fields=(which, finding), rows="records")
    rows = view(fixed, answers={"findings": [{"record": "r2", "finding": "属实"}]}).fields[0].rows
    assert [(row.title, row.fixed) for row in rows] == [
        ("行政处罚", ("findings.0.record", "r1")), ("表彰", ("findings.1.record", "r2")),
    ]
    assert [row.fields[0].value for row in rows] == ["", "属实"]


def test_mistakes_are_listed_in_the_order_of_the_page_and_lead_to_a_control() -> None:
    shown = view(KIND, DAY, WHY, answers={"kind": "expired"}, errors={"why": ["太短"], "deleted_on": ["要早于今天"]})
    assert [one.target for one in shown.mistakes] == ["f-deleted_on-y", "f-why"]
    assert [one.sentence for one in shown.mistakes] == ["要早于今天", "太短"]


def test_a_mistake_of_no_field_leads_to_the_form() -> None:
    assert view(WHY, errors={"": ["已经提交过"]}).mistakes[0].target == "form"


def test_the_page_names_the_fields_it_showed() -> None:
    assert view(KIND, DAY, SERVICE).shown.split() == ["kind", "deleted_on", "service", "service.phone"]


def test_a_mistake_stands_at_the_top_with_a_link_and_beside_the_field(site: Flask) -> None:
    page = html(site, view(WHY, errors={"why": ["还差 7 个字，至少写 20 个字"]}))
    assert '<a href="#f-why">“事实与理由”还差 7 个字，至少写 20 个字</a>' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="f-why-m"' in page


def test_what_was_typed_is_kept_and_escaped(site: Flask) -> None:
    page = html(site, view(WHY, answers={"why": "<script>错</script>"}))
    assert "&lt;script&gt;错" in page
    assert "<script>" not in page


def test_a_half_filled_day_is_given_back_as_typed(site: Flask) -> None:
    page = html(site, view(KIND, DAY, answers={"kind": "expired", "deleted_on": "2027-03-"}))
    assert 'name="deleted_on:y" inputmode="numeric" maxlength="10" value="2027"' in page
    assert 'name="deleted_on:d" inputmode="numeric" maxlength="2" value=""' in page


def test_a_file_brought_in_stays_with_the_form(site: Flask) -> None:
    page = html(site, view(PROOF, answers={"proof": ["u1"]}))
    assert '<input type="hidden" name="proof" value="u1">' in page
    assert 'value="remove proof u1"' in page
    assert "1.2 MB" in page


def test_records_are_cards_with_one_control_each(site: Flask) -> None:
    page = html(site, view(RECORD, answers={"record": "r1"}))
    assert page.count("pick-card") == 2
    assert "甬市监处罚〔2026〕118号" in page
    assert 'value="r1" checked' in page


def test_questions_on_which_others_depend_ask_again_and_have_a_button_without_script(site: Flask) -> None:
    page = html(site, view(KIND, DAY))
    assert 'hx-post="/again"' in page
    assert 'value="refresh" formnovalidate' in page


def test_a_form_without_conditions_has_neither(site: Flask) -> None:
    page = html(site, view(WHY))
    assert "hx-post" not in page
    assert "refresh" not in page


def test_what_need_not_be_filled_in_says_so(site: Flask) -> None:
    assert "（选填）" in html(site, view(PROOF))
    assert "（选填）" not in html(site, view(WHY))


def test_a_long_list_folds_to_a_line_a_row_and_what_must_be_mended_stands_open(site: Flask) -> None:
    """Without script: details and summary. A half-filled row and one with a mistake are open, others are a line."""
    code = Field("code", "textfield", "编号", required=True)
    name = Field("name", "textfield", "名称", required=True)
    items = Field("items", "dynamiclist", "目录项", fields=(code, name), max_rows=50)
    rows = [{"code": f"C-{n}", "name": f"第{n}类信息"} for n in range(1, 12)]
    rows[3] = {"code": "C-4"}

    long = html(site, view(items, answers={"items": rows}, errors={"items.6.code": ["编号用过了。"]}))
    short = html(site, view(items, answers={"items": rows[:2]}))

    assert long.count("<details") == 12 and long.count(" open>") == 2 and "C-1 · 第1类信息" in long
    assert "data-rows=" in long and "新的一项" in long
    assert "<details" not in short and "data-rows=" not in short
