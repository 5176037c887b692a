"""Codes of organisations and people: really issued ones pass, typing faults are told apart, nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from app.domain.identifiers import (
    FORMATS,
    USCC_ALPHABET,
    age_on,
    birth_of,
    check,
    check_citizen_id,
    check_email,
    check_mobile,
    check_url,
    check_uscc,
    id_check_digit,
    mask,
    uscc_check_digit,
)

TODAY = date(2026, 9, 18)


def an_id(first17):
    return first17 + id_check_digit(first17)


@pytest.mark.parametrize("code", ["91350200776049653A", "91350500798359476R", "91440101MA5CJQ4N59"])
def test_a_valid_code_passes_without_a_word(code):
    assert check_uscc(code) == check_uscc(f" {code.lower()} ")
    assert (check_uscc(code).value, check_uscc(code).warning, check_uscc(code).error) == (code, None, None)


@pytest.mark.parametrize("code", ["91350100M0001TGQXM", "91350211M0000XUF46"])
def test_a_really_issued_code_that_fails_its_checksum_warns_and_does_not_block(code):
    result = check_uscc(code)
    assert result.ok
    assert result.warning == "统一社会信用代码的校验位不符，请核对；确为登记机关所发的，请附登记证照。"


def test_the_letter_o_is_named_and_never_read_as_nought():
    result = check_uscc("9135O200776049653A")
    assert not result.ok
    assert result.value == "9135O200776049653A"
    assert result.error == "统一社会信用代码第5位不能是“O”（不使用字母I、O、S、V、Z），请核对是否为0。"


@pytest.mark.parametrize("char", "IOSVZ")
def test_letters_that_the_standard_leaves_out_are_refused(char):
    assert not check_uscc(f"9135020077604965{char}A").ok


def test_a_code_of_17_characters_says_how_many_there_are():
    assert check_uscc("91350200776049653").error == "统一社会信用代码应为18位，您填写了17位。"


def test_full_width_characters_are_read_as_what_they_show():
    assert check_uscc("９１３５０２００７７６０４９６５３Ａ").value == "91350200776049653A"


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17))
def test_the_check_digit_is_that_of_python_stdnum(first17):
    assert uscc_check_digit(first17) == uscc.calc_check_digit(first17)


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(USCC_ALPHABET))
def test_one_wrong_character_is_always_noticed(first17, place, char):
    code = first17 + uscc_check_digit(first17)
    wrong = code[:place] + char + code[place + 1 :]
    assert (check_uscc(wrong).warning is None) == (wrong == code)


def test_the_example_of_the_standard_passes_with_a_small_x_too():
    assert check_citizen_id("11010519491231002x", TODAY).value == "11010519491231002X"
    assert check_citizen_id("11010519491231002x", TODAY).ok


def test_a_birth_in_a_district_founded_later_passes():
    for first17 in ("33011319850304001", "33021319850304001"):  # 临平区 of 2021, 奉化区 of 2016
        result = check_citizen_id(an_id(first17), TODAY)
        assert (result.ok, result.warning) == (True, None)


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_a_residence_permit_for_hong_kong_macao_or_taiwan_passes(region):
    result = check_citizen_id(an_id(region + "19900101001"), TODAY)
    assert (result.ok, result.warning) == (True, None)


def test_the_card_of_a_foreign_permanent_resident_passes():
    assert check_citizen_id(an_id("93384019900101001"), TODAY).ok


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("1101051949123100", "公民身份号码应为18位，您填写了16位。"),
        ("110105491231002", "公民身份号码应为18位，您填写了15位。"),
        ("11010519491231O02X", "公民身份号码前17位应为数字，最后一位为数字或X。"),
        ("X10105194912310021", "公民身份号码前17位应为数字，最后一位为数字或X。"),
        (an_id("11010519490231002"), "公民身份号码第7至14位不是有效的出生日期，请核对。"),
        (an_id("11010520260919002"), "公民身份号码第7至14位不是有效的出生日期，请核对。"),
        (an_id("11010500000000002"), "公民身份号码第7至14位不是有效的出生日期，请核对。"),
        ("110105194912310021", "公民身份号码的校验位不符，请逐位核对。"),
        ("¹1010519491231002X", "公民身份号码前17位应为数字，最后一位为数字或X。"),
    ],
)
def test_a_wrong_number_is_refused_with_what_is_wrong(text, error):
    assert check_citizen_id(text, TODAY).error == error


def test_a_child_born_today_has_a_number():
    assert check_citizen_id(an_id("33020320260918001"), TODAY).ok


def test_an_unknown_area_only_warns():
    result = check_citizen_id(an_id("00010519491231002"), TODAY)
    assert (result.ok, result.warning) == (True, "公民身份号码的地区码不常见，请核对。")


@given(st.from_regex(r"\A[1-6][0-9]{16}\Z"))
def test_the_check_digit_of_an_id_is_that_of_python_stdnum(first17):
    assert id_check_digit(first17) == ric.calc_check_digit(first17 + "0")


@given(st.sampled_from(FORMATS), st.text(max_size=30))
def test_no_text_breaks_a_check(format, text):
    result = check(format, text, TODAY)
    assert result.ok == (result.error is None)


@given(st.from_regex(r"\A[0-9]{17}[0-9xX]\Z"))
def test_no_18_digits_break_the_check_of_a_citizen_id(text):
    assert isinstance(check_citizen_id(text, TODAY).ok, bool)


def test_a_birthday_and_the_years_since():
    assert birth_of("11010519491231002X") == date(1949, 12, 31)
    assert birth_of("110105194902310021") is None
    assert age_on(date(2008, 9, 19), TODAY) == 17
    assert age_on(date(2008, 9, 18), TODAY) == 18
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("13812345678", True),
        ("+86 138-1234-5678", False),
        ("+86 138 1234 5678", True),
        ("23812345678", False),
        ("1", False),
    ],
)
def test_a_mobile_number_has_eleven_digits_and_begins_with_1(text, ok):
    assert check_mobile(text).ok == ok


@pytest.mark.parametrize(
    ("text", "ok"), [("li.si@example.com", True), ("李四@example.com", False), ("a@b", False), ("a b@c.cn", False)]
)
def test_an_address_for_mail(text, ok):
    assert check_email(text).ok == ok


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("https://credit.ningbo.gov.cn/a?b=1", True),
        ("javascript:alert(1)", False),
        ("http://[::1", False),
        ("//example.com", False),
        ("https://a b.cn", False),
    ],
)
def test_an_address_on_the_web_is_http_or_https(text, ok):
    assert check_url(text).ok == ok


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("uscc", "91350200776049653A", "9135**********653A"),
        ("citizen_id", "11010519491231002X", "110***********002X"),
        ("mobile", "13812345678", "138****5678"),
        ("name", "王小明", "王**"),
        ("name", "张三", "张*"),
        ("name", "", ""),
        ("email", "li.si@example.com", "l***@example.com"),
        ("citizen_id", "1234567", "*******"),
        ("passport", "E12345678", "E*******8"),
    ],
)
def test_what_a_mask_leaves_to_see(kind, text, shown):
    assert mask(kind, text) == shown


@given(st.sampled_from(["uscc", "citizen_id", "mobile", "other"]), st.text(min_size=1, max_size=20))
def test_a_mask_always_hides_something(kind, text):
    assert "*" in mask(kind, text)
