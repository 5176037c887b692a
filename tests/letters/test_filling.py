"""Letter and data become words; a letter in which something is missing cannot be issued."""

from datetime import UTC, date, datetime

import pytest

from app.errors import Invalid
from app.letters import Paragraph, Table, read
from app.letters.filling import fill
from tests.letters.examples import DATA, SHARED, a_file, some_data


def filled(file=None, data=None, **how):
    return fill(read(file or a_file(), SHARED), data or some_data(), **how)


def refusal(file=None, data=None):
    with pytest.raises(Invalid) as caught:
        filled(file, data)
    return caught.value


def only(block, **data):
    """The printed body of a letter with that one block."""
    file = a_file(body=[block], must_state=[], recipient=None, attachments=[])
    return filled(file, some_data(**data)).body


def test_a_letter_says_what_its_file_and_the_data_say():
    content = filled()

    assert (content.title, content.organ, content.number) == (
        "异议处理结果告知书",
        "宁波市市场监督管理局",
        "甬信异告〔2026〕12号",
    )
    assert content.recipient == "宁波赟玥商贸有限公司"
    assert content.day == "2026年11月22日"
    assert content.body[0] == Paragraph(
        "你单位于2026年11月3日提出的异议（编号：YY〔2026〕000123），现将处理结果告知如下："
    )
    assert content.body[1] == Paragraph("一、处理结果", level=1)
    assert content.attachments == ("异议材料清单",)


@pytest.mark.parametrize("day", [date(2026, 11, 22), "2026-11-22", datetime(2026, 11, 21, 16, tzinfo=UTC)])
def test_the_day_of_a_letter_may_come_as_text_or_moment(day):
    assert filled(data=some_data(issued_on=day)).day == "2026年11月22日"


def test_a_table_prints_one_line_a_row_in_the_official_wording():
    table = next(part for part in filled().body if isinstance(part, Table))

    assert table.rows == (("行政处罚决定书", "异议成立"), ("欠税公告", "异议不成立"))
    assert (table.widths, table.aligns) == ((3, None), ("left", "center"))


def test_a_reason_of_two_lines_becomes_two_paragraphs():
    texts = [part.text for part in filled().body if isinstance(part, Paragraph)]

    assert texts[2:4] == ["该决定已被判决撤销。", "第二项信息与决定书一致。"]


def test_a_list_is_numbered_and_knows_its_row_and_everything_else():
    block = {"list": "answers.decide.findings", "item": "{row.title}（{case.number}）"}

    assert [part.text for part in only(block)] == [
        "1. 行政处罚决定书（YY〔2026〕000123）",
        "2. 欠税公告（YY〔2026〕000123）",
    ]


def test_engine_data_stand_at_the_top_but_never_over_a_fixed_name():
    data = {"outcome": "upheld", "subject": {"name": "别人"}}

    assert only({"paragraph": "{outcome}，{subject.name}"}, data=data) == (Paragraph("upheld，宁波赟玥商贸有限公司"),)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{case.accepted_on|date|or:尚未受理}", "尚未受理"),
        ("甲{agent.name|optional}乙", "甲乙"),
        ("{{原文}}", "{原文}"),
        ("{case.received_on|date|or:无}", "2026年11月3日"),
    ],
)
def test_a_placeholder_may_say_what_stands_where_there_is_nothing(text, printed):
    assert only({"paragraph": text}) == (Paragraph(printed),)


@pytest.mark.parametrize(
    ("when", "printed"),
    [
        ("answers['extend']['days'] == 20", False),
        ("not answers['extend']['deep']['deeper']", True),
        ("count(answers['decide']['findings']) == 2", True),
        ("count(nowhere) == 0", True),
        ("subject['name'] == '宁波赟玥商贸有限公司'", True),
    ],
)
def test_a_block_is_printed_only_when_its_condition_holds(when, printed):
    blocks = [{"paragraph": "总在"}, {"paragraph": "有时在", "when": when}]
    file = a_file(body=blocks, must_state=[])

    assert (Paragraph("有时在") in filled(file).body) is printed


def test_a_decision_without_its_remedies_cannot_be_issued():
    file = a_file()
    file["body"] = [{**b, "when": "1 == 2"} if "remedies" in b else b for b in file["body"]]

    error = refusal(file)

    assert error.errors == {"result_notice": ["《异议处理结果告知书》必须写明“救济”，现在不能出具。"]}
    assert error.code == "letter_incomplete"


def test_a_result_of_no_rows_is_no_result():
    data = some_data(answers={"decide": {"findings": [], "reason": "理由。"}})

    assert refusal(data=data).errors["result_notice"] == ["《异议处理结果告知书》必须写明“结果”，现在不能出具。"]


def test_a_reason_of_blanks_is_no_reason_and_is_called_by_its_name():
    answers = {"decide": {**DATA["answers"]["decide"], "reason": " \u200b\n "}}

    assert refusal(data=some_data(answers=answers)).errors["result_notice"] == [
        "《异议处理结果告知书》必须写明“理由”，现在不能出具。",
        "《异议处理结果告知书》缺少“处理理由”，现在不能出具。",
    ]


def test_everything_that_is_missing_is_said_at_once():
    error = refusal(data=some_data(subject={}, organ={}, issued_on=None, number=None))

    assert error.message == "".join(error.errors["result_notice"])
    for name in ("信用主体名称", "发文机关名称", "成文日期", "文号", "联系人"):
        assert f"《异议处理结果告知书》缺少“{name}”，现在不能出具。" in error.errors["result_notice"]


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        ({"paragraph": "{subject}"}, "《异议处理结果告知书》里“subject”不是一段文字，不能直接写进文书，现在不能出具。"),
        ({"paragraph": "{case.number|date}"}, "《异议处理结果告知书》里“事项编号”不是日期，现在不能出具。"),
        (
            {"paragraph": "{subject.name|words:finding}"},
            "《异议处理结果告知书》里“信用主体名称”没有与“宁波赟玥商贸有限公司”对应的规范用语，现在不能出具。",
        ),
        (
            {"list": "subject.name", "item": "{row}"},
            "《异议处理结果告知书》里“信用主体名称”不是一列内容，现在不能出具。",
        ),
        (
            {"paragraph": "甲", "when": "subject['name'] > 3"},
            "《异议处理结果告知书》的条件“subject['name'] > 3”算不出来（文字和数字之间不能用“>”比较），现在不能出具。",
        ),
        ({"paragraph": "甲", "when": "1 == 2"}, "《异议处理结果告知书》正文是空的，现在不能出具。"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_the_reason(block, sentence):
    assert sentence in refusal(a_file(body=[block], must_state=[])).errors["result_notice"]


def test_a_title_with_placeholders_is_called_by_its_kind_in_a_refusal():
    error = refusal(a_file(title="关于{subject.name}的告知书"), some_data(subject={}))

    assert "《告知书》缺少“信用主体名称”，现在不能出具。" in error.errors["result_notice"]
