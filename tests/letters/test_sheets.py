"""申请回执, and the cover and contents of a 卷宗."""

from datetime import date

from app.letters.sheets import Paper, dossier, receipt
from tests.letters.examples import VERIFY, text_of

DAY = date(2026, 11, 22)
ORGAN = "宁波市公共信用信息服务中心"


def a_receipt(**how):
    facts = [("事项编号", "YY〔2026〕000123"), ("最迟办结", "2026年11月29日")]
    return receipt(
        title="申请回执", organ=ORGAN, opening="申请已经收到。", facts=facts, steps=["受理。"], on=DAY, **how
    )


def test_a_receipt_fits_one_page_and_says_what_next():
    sheet = a_receipt(verify_url=VERIFY, demo=True)
    text = text_of(sheet.pdf)

    assert sheet.pages == 1
    for words in ("申请回执", "事项编号", "YY〔2026〕000123", "接下来", "1.受理。", ORGAN, "扫码核验", "演示"):
        assert words in text


def test_equal_receipts_are_equal_bytes():
    assert a_receipt().digest == a_receipt().digest
    assert a_receipt().digest != a_receipt(demo=True).digest


def test_the_contents_of_a_dossier_count_pages_from_the_first_paper():
    papers = [Paper("申请书", DAY, pages=2), Paper("告知书", DAY, "甬信异告〔2026〕12号", 3), Paper("送达回证", DAY)]
    text = text_of(dossier(organ=ORGAN, title="卷宗", facts=[("事项", "异议处理")], papers=papers, on=DAY).pdf)

    assert "卷内文件目录" in text
    assert "2026年11月22日1" in text
    assert "2026年11月22日3" in text
    assert "2026年11月22日6" in text
    assert "本卷共3件、6页。" in text


def test_a_dossier_of_two_hundred_papers_repeats_its_head_on_each_page():
    papers = [Paper(f"材料{n}", DAY) for n in range(200)]
    sheet = dossier(organ=ORGAN, title="卷宗", facts=[], papers=papers, on=DAY)

    assert sheet.pages > 5
    assert text_of(sheet.pdf).count("题名") == sheet.pages - 1


def test_a_dossier_without_papers_says_so():
    assert "本卷没有文件。" in text_of(dossier(organ=ORGAN, title="卷宗", facts=[], papers=[], on=DAY).pdf)
