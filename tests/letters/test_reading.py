"""A letter's file: what is taken, and the exact sentence for each thing that is wrong."""

import pytest

from app.letters import LetterFault, check, read
from tests.letters.examples import SHARED, a_file


def test_the_example_is_read_whole():
    letter = read(a_file(), SHARED)

    assert check(a_file(), SHARED) == ()
    assert (letter.id, letter.kind, letter.organ, letter.counter) == (
        "result_notice",
        "告知书",
        "$acceptor",
        "objection-result",
    )
    assert letter.number_text(2026, 7) == "甬信异告〔2026〕7号"
    by_organ = read(a_file(number={"pattern": "{organ}异告〔{year}〕{n}号", "counter": "c"}), SHARED)
    assert by_organ.number_text(2026, 7, organ="甬市监") == "甬市监异告〔2026〕7号"
    assert [block.kind for block in letter.body].count("paragraph") == 3


def test_remedies_state_the_remedy_without_being_told():
    remedies = next(block for block in read(a_file(), SHARED).body if block.kind == "remedies")

    assert remedies.states == ("救济",)


def test_a_shared_wording_can_be_used_and_the_letters_own_takes_its_place():
    body = [{"paragraph": "{x|words:yes_no}", "states": ["结果", "理由", "救济"]}]
    own = read(a_file(body=body, words={"yes_no": {"yes": "同意"}}), SHARED)

    assert read(a_file(body=body), SHARED).words["yes_no"]["yes"] == "是"
    assert own.words["yes_no"]["yes"] == "同意"


STATED = ["结果", "理由", "救济"]


def body(**block):
    return a_file(body=[{"states": STATED, **block}])


WRONG = [
    (["no mapping"], "文书文件要写成“名称: 内容”的形式。"),
    (a_file(colour="red"), "文书里不认识“colour”。"),
    (a_file(id=None), "文书缺少 id。"),
    (a_file(title=None), "标题（title）：缺少文字。"),
    (a_file(kind=""), "文书缺少 kind。"),
    (a_file(format="fax"), "format 只能是 letter、document、plain。"),
    (a_file(organ="市信用中心"), "发文机关（organ）要写成机构标签，或 $ 加数据名称。"),
    (
        a_file(number={"pattern": "2026-{n}", "counter": "c"}),
        "文号（number.pattern）要写成“甬信异告〔{year}〕{n}号”的样子。",
    ),
    (a_file(number={"pattern": "甬〔{year}〕{n}号"}), "文号要写明用哪个计数器（number.counter）。"),
    (a_file(number="甬〔2026〕1号"), "文号要写明用哪个计数器（number.counter）。"),
    (a_file(must_state=["结果", "理由", "救济", "依据"]), "必须写明“依据”，正文却没有一段标明 states: 依据。"),
    (a_file(must_state=[3]), "must_state要写成文字，或一列文字。"),
    (a_file(names=["a"]), "names要写成“值: 文字”的形式。"),
    (a_file(body=[]), "文书没有正文（body）。"),
    (a_file(body="text"), "文书的 body 要写成一列。"),
    (a_file(attachments=[{"text": "甲", "if": "x"}]), "附件里不认识“if”。"),
    (a_file(qr="yes"), "qr 只能是 true 或 false。"),
    (body(picture="x"), "正文第 1 段要写成 paragraph、heading、list、table、sentence、remedies 中的一种。"),
    (
        body(paragraph="x", heading="y"),
        "正文第 1 段要写成 paragraph、heading、list、table、sentence、remedies 中的一种。",
    ),
    (body(paragraph="x", item="y"), "正文第 1 段里不认识“item”。"),
    (body(paragraph=""), "正文第 1 段：缺少文字。"),
    (body(paragraph="{a"), "正文第 1 段：花括号没有成对。"),
    (body(paragraph="{a b}"), "正文第 1 段：占位符“{a b}”的名称不对。"),
    (body(paragraph="{a|upper}"), "正文第 1 段：没有“upper”这种格式。"),
    (body(paragraph="{a|date:short}"), "正文第 1 段：没有“date:short”这种格式。"),
    (body(paragraph="{a|words:tone}"), "正文第 1 段：没有叫“tone”的规范用语（words）。"),
    (body(paragraph="{row.a}"), "正文第 1 段：“{row.a}”只能用在 list 的 item 和 table 的 value 里。"),
    (body(paragraph="x", when="import os"), "正文第 1 段的 when：看不懂这个表达式：import os"),
    (body(paragraph="x", when="due('a') == 1"), "正文第 1 段的 when 只能用函数 count。"),
    (body(heading="x", level=3), "正文第 1 段的 level 只能是 1、2。"),
    (body(list="a b", item="x"), "正文第 1 段要写明用哪一列数据，例如 answers.decide.findings。"),
    (body(list="a"), "正文第 1 段的 item：缺少文字。"),
    (body(table="a"), "正文第 1 段的表格没有列（columns）。"),
    (body(table="a", columns=["x"]), "正文第 1 段的每一列要写 title 和 value。"),
    (body(table="a", columns=[{"title": "t", "value": "v", "width": 0}]), "正文第 1 段的列宽（width）要是大于零的数。"),
    (
        body(table="a", columns=[{"title": "t", "value": "v", "align": "up"}]),
        "正文第 1 段的 align 只能是 left、center、right。",
    ),
    (body(sentence="bye"), "正文第 1 段：bpmn/_shared/sentences.yaml 里没有“bye”。"),
    (body(remedies=["prayer"]), "正文第 1 段：bpmn/_shared/remedies.yaml 里没有“prayer”。"),
]


@pytest.mark.parametrize(("file", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_a_wrong_file_is_refused_with_a_sentence(file, sentence):
    assert sentence in check(file, SHARED)


def test_all_faults_of_a_file_come_at_once():
    with pytest.raises(LetterFault) as caught:
        read(a_file(id=None, kind=None), SHARED)

    assert caught.value.faults == ("文书缺少 id。", "文书缺少 kind。")
