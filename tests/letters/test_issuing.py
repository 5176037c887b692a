"""The PDF: the same bytes for the same words, marked, verifiable, with pinned fonts, and no code in it runs."""

import io
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.errors import Invalid
from app.letters import preview, read, render
from app.letters.issuing import rare_characters
from app.letters.typeset import Press, press
from tests.letters.examples import SHARED, VERIFY, a_file, grey, some_data, text_of

LETTER = read(a_file(), SHARED)


def a_paragraph(text, **file):
    """The letter that says `text`, which comes in as data."""
    body = [{"paragraph": "{said}", "states": ["结果", "理由", "救济"]}]
    return render(read(a_file(body=body, **file), SHARED), some_data(data={"said": text}))


def test_a_letter_says_its_words_and_its_digest_is_that_of_its_bytes():
    letter = render(LETTER, some_data(), verify_url=VERIFY)
    text = text_of(letter.pdf)

    for words in (
        "异议处理结果告知书",
        "宁波市市场监督管理局",
        "甬信异告〔2026〕12号",
        "向宁波市发展和改革委员会申请复核",
    ):
        assert words in text
    assert letter.pages == len(PdfReader(io.BytesIO(letter.pdf)).pages) == 2
    assert len(letter.digest) == 64
    assert letter.blocks == letter.content.body


def test_equal_letters_are_equal_bytes_in_another_process_too():
    program = (
        "from tests.letters.examples import *; from app.letters import read, render;"
        "print(render(read(a_file(), SHARED), some_data(), verify_url=VERIFY, demo=True).digest)"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert render(LETTER, some_data(), verify_url=VERIFY, demo=True).digest == other.stdout.strip()


def test_another_word_is_another_digest():
    other = some_data(subject={"name": "宁波甲商贸有限公司"})

    assert render(LETTER, some_data()).digest != render(LETTER, other).digest


def test_the_file_says_its_title_its_organ_and_the_day_of_the_letter():
    about = PdfReader(io.BytesIO(render(LETTER, some_data()).pdf)).metadata

    assert (about.title, about.author) == ("异议处理结果告知书", "宁波市市场监督管理局")
    assert about.creation_date.date().isoformat() == "2026-11-22"


def test_the_file_is_a_tagged_archive_format_in_chinese():
    reader = PdfReader(io.BytesIO(render(LETTER, some_data(), verify_url=VERIFY).pdf))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF boolean, not Python's)
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


def test_a_preview_is_marked_and_has_neither_number_nor_code():
    data = some_data()
    del data["number"]
    text = text_of(preview(LETTER, data).pdf)

    assert "预览" in text
    assert "预览稿，尚未签发" in text
    assert "（文号待编）" in text
    assert "扫码核验" not in text


def test_a_preview_shows_no_number_even_if_there_is_one():
    assert "12号" not in text_of(preview(LETTER, some_data()).pdf)


def test_a_preview_refuses_what_issuing_refuses():
    with pytest.raises(Invalid, match="处理理由"):
        preview(LETTER, some_data(answers={}))


def test_a_demo_letter_says_that_it_has_no_force_and_a_real_one_does_not():
    assert "演示文书，不具有法律效力" in text_of(render(LETTER, some_data(), demo=True).pdf)
    assert "演示" not in text_of(render(LETTER, some_data()).pdf)


def test_a_code_stands_on_the_letter_only_where_the_letter_wants_one_and_an_address_is_known():
    without = read(a_file(qr=False), SHARED)

    assert "扫码核验" in text_of(render(LETTER, some_data(), verify_url=VERIFY).pdf)
    assert "扫码核验" not in text_of(render(LETTER, some_data()).pdf)
    assert "扫码核验" not in text_of(render(without, some_data(), verify_url=VERIFY).pdf)


@pytest.mark.parametrize(
    "code", ['#read("/etc/passwd")', "*粗* _斜_ $x^2$", '"]; #panic()', "= 标题 \\ <label> @ref //注释"]
)
def test_what_people_write_is_printed_and_never_run(code):
    assert "".join(code.split()) in text_of(a_paragraph(code).pdf)


@pytest.mark.parametrize("shape", ["letter", "document", "plain"])
def test_every_shape_prints_a_long_letter_over_several_numbered_pages(shape):
    letter = a_paragraph("根据《宁波市社会信用条例》第三十二条的规定予以处理。\n" * 60, format=shape)
    text = text_of(letter.pdf)

    assert letter.pages >= 3
    assert "—2—" in text
    assert ("—1—" in text) is (shape != "letter")  # 信函格式首页不显示页码


def test_only_a_document_is_called_a_document_in_its_red_head():
    assert "宁波市市场监督管理局文件" in text_of(a_paragraph("甲", format="document").pdf)
    assert "宁波市市场监督管理局文件" not in text_of(a_paragraph("甲", format="letter").pdf)


def test_copies_stand_on_the_last_page_with_the_day_of_printing():
    text = text_of(a_paragraph("甲", format="document", copies=["宁波市公共信用信息服务中心"]).pdf)

    assert "抄送：宁波市公共信用信息服务中心。" in text
    assert "2026年11月22日印发" in text


def test_the_signature_never_stands_alone_on_a_page():
    for characters in range(400, 700, 14):
        letter = a_paragraph("正" * characters + "末", format="plain", attachments=None)
        last = "".join(PdfReader(io.BytesIO(letter.pdf)).pages[-1].extract_text().split())
        assert "正末" in last, characters


def test_a_long_paragraph_fills_the_first_page():
    first = PdfReader(io.BytesIO(a_paragraph("正" * 3000, attachments=None).pdf)).pages[0].extract_text()

    assert first.count("正") > 300


def test_a_page_of_a_plain_letter_holds_twenty_two_lines_of_twenty_eight_characters():
    page = PdfReader(io.BytesIO(a_paragraph("信" * 2000, format="plain").pdf)).pages[1]
    lines = [line for line in page.extract_text().splitlines() if "信" in line]

    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_only_pinned_fonts_are_in_the_file_and_each_is_embedded():
    reader = PdfReader(io.BytesIO(render(LETTER, some_data(), verify_url=VERIFY, demo=True).pdf))
    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile3", "/FontFile2"} & set(inner["/FontDescriptor"].get_object())
            names.add(inner["/BaseFont"].split("+")[1].split("-")[0])

    assert names <= {"FandolFang", "FandolHei", "FandolKai", "NotoSerifSC"}


def picture(text):
    """The page that says `text`, as pixels; the text is one sign in the middle of an otherwise equal page."""
    content = {"title": "甲", "organ": "乙", "opening": text, "facts": [], "next": [], "code": None, "mark": None}
    content |= {"notice": None, "date": "丙", "day": [2026, 1, 1], "rare": rare_characters(text)}
    return grey(press().pictures("receipt", content, ppi=60)[0])


def test_the_yen_sign_of_a_fine_is_not_drawn_as_a_dollar():
    assert picture("￥") != picture("＄")
    assert picture("￥") == picture("￥")


def test_names_with_characters_outside_gb2312_are_drawn():
    names = "昇喆堃玥珺赟镕湉翀頔䶮㛃犇垚翾飏"

    assert names in text_of(a_paragraph(names).pdf)
    assert rare_characters("王珺赟") == "珺赟"
    assert rare_characters("宁波市ABC，。1") == ""


def test_a_name_that_no_font_can_draw_is_refused_by_its_character():
    with pytest.raises(Invalid, match="文书里的“\U00030000”在字体中没有"):
        a_paragraph("张\U00030000")


def test_a_sign_that_no_font_can_draw_is_printed_as_the_geta_mark():
    assert "你们好〓！" in text_of(a_paragraph("你们好😀！").pdf)


def test_foreign_names_are_drawn():
    assert "Ŵåÿ·Ђорђе·Ωα" in text_of(a_paragraph("Ŵåÿ·Ђорђе·Ωα").pdf)


def test_an_organs_own_fonts_take_the_first_place(tmp_path):
    # A licensed family is not ours to ship; a pinned file under another folder shows that the folder is read.
    own = tmp_path / "own"
    own.mkdir()
    font = Path("app/letters/fonts/fandol/FandolKai-Regular.otf").resolve()
    (own / font.name).symlink_to(font)

    assert render(LETTER, some_data(), on=Press(extra_fonts=own)).pages == 2


def test_four_threads_print_at_once_and_get_the_same_bytes():
    expected = render(LETTER, some_data()).digest
    got: list[str] = []

    def print_three():
        got.extend(render(LETTER, some_data()).digest for _ in range(3))

    threads = [threading.Thread(target=print_three) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert got == [expected] * 12
