"""What a form takes and refuses, field type by field type, with the sentences people read."""

import pytest

from app.errors import Invalid
from app.procedures import check_answers
from tests.procedures.forms import Town, clean, field, form, options, refused


def test_answers_come_back_trimmed_and_without_what_was_left_empty():
    asked = form(field("textfield", "name"), field("textarea", "note"), field("checklist", "tags", values=options("a")))

    assert clean(asked, name=" 张三 ", note="  ", tags=[]) == {"name": "张三"}


def test_an_unknown_field_is_refused_by_its_name():
    assert refused(form(field("textfield")), y="1", x="a") == {"y": ["表单里没有这一项，请删去。"]}


def test_a_thousand_unknown_fields_do_not_give_a_thousand_sentences():
    assert len(refused(form(field("textfield")), **{f"y{n}": 1 for n in range(1000)})) == 20


@pytest.mark.parametrize("answers", [None, [], "x", 3])
def test_answers_that_are_no_object_are_refused(answers):
    with pytest.raises(Invalid, match="键: 值"):
        check_answers(form(field("textfield")), answers, Town())


@pytest.mark.parametrize(
    "kind, sentence",
    [
        ("textfield", "请填写事项。"),
        ("textarea", "请填写事项。"),
        ("number", "请填写事项。"),
        ("radio", "请选择事项。"),
        ("checklist", "请至少选择一项：事项。"),
        ("checkbox", "请勾选“事项”。"),
        ("filepicker", "请上传事项。"),
    ],
)
@pytest.mark.parametrize("answers", [{}, {"x": None}, {"x": ""}, {"x": []}])
def test_what_is_required_says_what_to_do(kind, sentence, answers):
    more = {"values": options("a")} if kind in ("radio", "checklist") else {}

    assert refused(form(field(kind, required=True, **more)), **answers) == {"x": [sentence]}


def test_the_form_s_own_sentence_comes_first():
    asked = form(field("textfield", required=True, errors={"required": "写上姓名，便于联系您。"}))

    assert refused(asked) == {"x": ["写上姓名，便于联系您。"]}


def test_a_text_that_is_too_short_says_how_much_is_missing():
    assert refused(form(field("textarea", min_length=20)), x="一二三四五六七八九十一二三") == {
        "x": ["还差 7 个字，至少写 20 个字。"]
    }


def test_a_text_that_is_too_long_says_how_much_is_too_much():
    assert refused(form(field("textfield", max_length=3)), x="一二三四五") == {"x": ["多了 2 个字，最多写 3 个字。"]}


@pytest.mark.parametrize("kind, cap", [("textfield", 200), ("textarea", 5000)])
def test_a_text_has_an_end_where_the_form_names_none(kind, cap):
    asked = form(field(kind))

    assert clean(asked, x="字" * cap) == {"x": "字" * cap}
    assert refused(asked, x="字" * (cap + 1)) == {"x": [f"多了 1 个字，最多写 {cap} 个字。"]}


@pytest.mark.parametrize("text", ["a\x00b", "a\u2028b", "a\x1bb", "\ud800", "a\nb"])
def test_control_characters_are_refused(text):
    assert refused(form(field("textfield")), x=text) == {"x": ["含有不能使用的控制字符，请删去后重新填写。"]}


def test_a_long_text_keeps_its_lines():
    assert clean(form(field("textarea")), x="一\r\n二\r三") == {"x": "一\n二\n三"}


@pytest.mark.parametrize("value", [1, True, {}, ["a"], {"a": 1}])
def test_a_text_of_another_type_is_refused(value):
    assert refused(form(field("textfield", required=True)), x=value) == {"x": ["这里应当是一段文字。"]}


def test_a_pattern_refuses_with_its_own_sentence():
    asked = form(field("textfield", pattern="[A-Z]{2}", example="AB", errors={"pattern": "两个大写字母。"}))

    assert clean(asked, x="AB") == {"x": "AB"}
    assert refused(asked, x="ABC") == {"x": ["两个大写字母。"]}


@pytest.mark.parametrize("value, kept", [(0, 0), (3, 3), (3.0, 3), (36, 36)])
def test_numbers_are_taken(value, kept):
    found = clean(form(field("number", min=0, max=36)), x=value)["x"]

    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(
    "value, sentence",
    [
        ("3", "请填写数字。"),
        (True, "请填写数字。"),
        (float("nan"), "请填写数字。"),
        (float("inf"), "请填写数字。"),
        (10**30, "数字太大，请核对。"),
        (1e300, "数字太大，请核对。"),
        (1.5, "请填写整数。"),
        (-1, "不能小于 0。"),
        (37, "不能大于 36。"),
        ([1], "请填写数字。"),
    ],
)
def test_numbers_that_are_none_or_out_of_bounds_are_refused(value, sentence):
    assert refused(form(field("number", min=0, max=36)), x=value) == {"x": [sentence]}


def test_a_number_has_as_many_decimals_as_the_form_says():
    asked = form(field("number", decimalDigits=2))

    assert clean(asked, x=1.25) == {"x": 1.25}
    assert refused(asked, x=1.255) == {"x": ["最多保留 2 位小数。"]}


@pytest.mark.parametrize("text, kept", [("5000", "5000.00"), ("0.5", "0.50"), (" 12.34 ", "12.34"), ("-0", "0.00")])
def test_money_is_a_text_with_two_decimals(text, kept):
    assert clean(form(field("number", money=True)), x=text) == {"x": kept}


@pytest.mark.parametrize("value", [5000, 1.5, "1.234", "1e3", "１２", "五千", "0" * 40, "01", "nan", ".5"])
def test_money_of_another_shape_is_refused(value):
    assert refused(form(field("number", money=True)), x=value) == {
        "x": ["请填写金额，单位为元，最多两位小数，例如 5000.00。"]
    }


def test_money_keeps_its_bounds():
    assert refused(form(field("number", money=True, min=1, max=100)), x="100.01") == {"x": ["不能大于 100.00。"]}


@pytest.mark.parametrize(
    "value", ["2026-02-30", "2026-2-3", "20260203", "今天", 20260203, "2026-02-03T00:00:00", "٢٠٢٦-٠٢-٠٣"]
)
def test_a_day_that_does_not_exist_is_refused(value):
    assert refused(form(field("datetime", subtype="date")), x=value) == {
        "x": ["请填写真实存在的日期，年月日都要填，例如 2026-03-09。"]
    }


def test_a_day_keeps_bounds_that_move_with_today():
    asked = form(field("datetime", subtype="date", min="today-30", max="today"))

    assert clean(asked, x="2026-11-22") == {"x": "2026-11-22"}
    assert clean(asked, x="2026-10-23") == {"x": "2026-10-23"}
    assert refused(asked, x="2026-11-23") == {"x": ["不能晚于今天，即 2026-11-22。"]}
    assert refused(asked, x="2026-10-22") == {"x": ["不能早于 2026-10-23。"]}


def test_a_day_keeps_the_bound_of_an_earlier_answer():
    asked = form(field("datetime", "a", subtype="date"), field("datetime", "b", subtype="date", min="a"))

    assert clean(asked, a="2026-01-02", b="2026-01-02")
    assert clean(asked, b="1999-01-02")
    assert refused(asked, a="2026-01-02", b="2026-01-01") == {"b": ["不能早于 2026-01-02。"]}


def test_a_moment_needs_its_offset():
    asked = form(field("datetime", subtype="datetime", max="today"))

    assert clean(asked, x="2026-11-22T23:59:00+08:00") == {"x": "2026-11-22T23:59:00+08:00"}
    assert refused(asked, x="2026-11-22T16:00:00Z") == {"x": ["不能晚于今天，即 2026-11-22。"]}
    assert "带时区" in refused(asked, x="2026-11-22T14:30:00")["x"][0]


@pytest.mark.parametrize("kind, good, bad", [("radio", "a", "c"), ("select", "b", ["a"]), ("radio", "a", 1)])
def test_a_choice_is_one_of_its_options(kind, good, bad):
    asked = form(field(kind, values=options("a", "b")))

    assert clean(asked, x=good) == {"x": good}
    assert refused(asked, x=bad) == {"x": ["请从给出的选项中选择。"]}


def test_a_list_of_choices_has_none_twice_and_none_unknown():
    asked = form(field("checklist", values=options("a", "b")))

    assert clean(asked, x=["b", "a"]) == {"x": ["b", "a"]}
    assert refused(asked, x=["a", "a"]) == {"x": ["同一选项只能选一次。"]}
    assert refused(asked, x=["c"]) == {"x": ["请从给出的选项中选择。"]}
    assert refused(asked, x="a") == {"x": ["请从给出的选项中选择，可以选几项。"]}
    assert refused(asked, x=[["a"]]) == {"x": ["请从给出的选项中选择。"]}


def test_a_list_of_choices_may_want_several():
    asked = form(field("checklist", values=options("a", "b", "c"), min_rows=2))

    assert clean(asked, x=["a", "b"]) == {"x": ["a", "b"]}
    assert refused(asked, x=["a"]) == {"x": ["至少选 2 项，现在选了 1 项。"]}


def test_a_sourced_choice_is_asked_of_the_world():
    asked = form(field("select", source="organisations"))

    assert clean(asked, x="7") == {"x": "7"}
    assert refused(asked, x="9") == {"x": ["请从给出的选项中选择。"]}
    assert refused(asked, x="7; drop") == {"x": ["请从给出的选项中选择。"]}


def test_a_box_is_true_or_false_and_a_required_one_true():
    assert clean(form(field("checkbox")), x=False) == {"x": False}
    assert refused(form(field("checkbox")), x="true") == {"x": ["这里只能勾选或者不勾选（true 或 false）。"]}
    assert refused(form(field("checkbox", required=True)), x=False) == {"x": ["请勾选“事项”。"]}


def test_an_upload_is_one_that_the_world_knows():
    asked = form(field("filepicker", multiple=True))

    assert clean(asked, x=["u1", "u2"]) == {"x": ["u1", "u2"]}
    assert clean(asked, x="u1") == {"x": ["u1"]}
    assert refused(asked, x=["u3"]) == {"x": ["这个附件已经用过、过期或者不是您上传的，请重新上传。"]}
    assert refused(asked, x=["u1", "u1"]) == {"x": ["同一项只能选一次。"]}
    assert refused(asked, x=["../etc"]) == {"x": ["请重新上传。"]}


def test_one_upload_is_not_a_list():
    assert refused(form(field("filepicker")), x=["u1"]) == {"x": ["请重新上传。"]}


def test_records_and_subjects_are_those_that_the_world_knows():
    asked = form(field("textfield", "r", **{"as": "record"}), field("textfield", "s", **{"as": "subject"}))

    assert clean(asked, r="r1", s="s1") == {"r": "r1", "s": "s1"}
    assert refused(asked, r="r9", s="s9") == {
        "r": ["没有找到这条记录，或者您不能对它提出，请重新选择。"],
        "s": ["没有找到这个主体，请重新选择。"],
    }


def test_a_citizen_id_that_fails_its_checksum_is_refused():
    asked = form(field("textfield", format="citizen_id"))

    assert clean(asked, x="11010519491231002x") == {"x": "11010519491231002X"}
    assert "校验位" in refused(asked, x="110105194912310021")["x"][0]


def test_a_credit_code_that_fails_its_checksum_is_taken_where_no_evidence_is_asked():
    assert clean(form(field("textfield", format="uscc")), x="91350100M0001TGQXM") == {"x": "91350100M0001TGQXM"}


def test_a_credit_code_that_fails_its_checksum_asks_for_evidence():
    asked = form(field("textfield", format="uscc", evidence="proof"), field("filepicker", "proof", label="登记证照"))

    assert refused(asked, x="91350100M0001TGQXM") == {"proof": ["请上传登记证照。"]}
    assert clean(asked, x="91350100M0001TGQXM", proof="u1") == {"x": "91350100M0001TGQXM", "proof": "u1"}
    assert clean(asked, x="91350200776049653A", proof="u1") == {"x": "91350200776049653A"}


def test_a_rule_over_two_fields_stands_at_its_field():
    rule = {"must": "b != a", "field": "b", "sentence": "两人不能相同。"}
    asked = form(field("textfield", "a"), field("textfield", "b"), rules=[rule])

    assert refused(asked, a="甲", b="甲") == {"b": ["两人不能相同。"]}
    assert clean(asked, a="甲", b="乙")


def test_a_rule_that_cannot_be_asked_yet_is_kept():
    rule = {"must": "b > a", "field": "b", "sentence": "要大于。"}
    asked = form(field("number", "a"), field("number", "b"), rules=[rule])

    assert clean(asked, b=1) == {"b": 1}
    assert refused(asked, a=2, b=1) == {"b": ["要大于。"]}


def test_a_field_that_is_only_shown_has_the_world_s_value():
    asked = form(field("textfield", prefill="subject.name", readonly=True))

    assert clean(asked, x="李四") == {"x": "张三"}
    assert clean(asked) == {"x": "张三"}
