"""Case numbers in both their forms, document numbers in their brackets, and names that files can bear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.numbers import (
    CaseNumber,
    case_number,
    check_document_number,
    document_number,
    file_name,
    formal,
    read_case_number,
)


def test_a_case_number_in_addresses_and_in_chinese_text():
    number = case_number("YY", 2026, 123)
    assert (number.plain, number.formal) == ("YY-2026-000123", "YY〔2026〕000123")


def test_the_serial_grows_beyond_six_digits():
    assert case_number("XF", 2026, 1_234_567).plain == "XF-2026-1234567"


@pytest.mark.parametrize(
    "text", ["YY-2026-000123", "yy-2026-000123", " YY〔2026〕000123 ", "YY[2026]000123", "YY（2026）000123号"]
)
def test_people_type_a_case_number_in_many_ways(text):
    assert read_case_number(text) == CaseNumber("YY", 2026, 123)


@pytest.mark.parametrize(
    "text", ["", "YY-2026-123", "2026-000123", "YY-26-000123", "YY-2026-000123x", "YY-２０２６-000123"]
)
def test_what_is_no_case_number(text):
    assert read_case_number(text) is None


@given(st.from_regex(r"\A[A-Z]{2}\Z"), st.integers(2000, 2999), st.integers(1, 10**9))
def test_both_forms_are_read_back(prefix, year, serial):
    number = CaseNumber(prefix, year, serial)
    assert read_case_number(number.plain) == read_case_number(number.formal) == number


def test_the_formal_form_of_something_else_is_itself():
    assert formal("YY-2026-000123") == "YY〔2026〕000123"
    assert formal("尚未编号") == "尚未编号"


def test_a_document_number_has_six_cornered_brackets_and_no_noughts_in_front():
    assert document_number("甬信异告", 2026, 12) == "甬信异告〔2026〕12号"
    assert check_document_number("甬信异告〔2026〕12号") is None


@pytest.mark.parametrize("text", ["甬信[2026]12号", "甬信【2026】12号", "甬信（2026）12号"])
def test_other_brackets_are_answered_with_the_right_ones(text):
    assert check_document_number(text) == "文号的年份应使用六角括号：甬信〔2026〕12号"


@pytest.mark.parametrize("text", ["", "〔2026〕12号", "甬信〔26〕12号", "甬信〔2026〕12", "甬信〔2026〕号"])
def test_what_is_no_document_number(text):
    assert check_document_number(text) == "文号的格式应为“机关代字〔年份〕序号号”，例如 甬信〔2026〕12号。"


def test_a_file_name_keeps_chinese_and_loses_what_could_leave_the_folder():
    assert file_name("异议处理 结果告知书", ".pdf") == "异议处理 结果告知书.pdf"
    assert file_name("../../etc/passwd", ".pdf") == "_.._etc_passwd.pdf"
    assert file_name("...", ".pdf") == "文件.pdf"


@given(st.text(max_size=300))
def test_a_file_name_is_short_and_safe_whatever_the_text(text):
    name = file_name(text, ".pdf")
    assert len(name.encode()) <= 200
    assert name.endswith(".pdf")
    assert not set(name) & set('/\\:*?"<>|\0\n\r')
    assert not name.startswith(".")
