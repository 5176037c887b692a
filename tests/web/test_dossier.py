"""A whole case as one PDF (卷宗): cover, contents, papers, pictures; taking it out is noted."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from app.services.execute import execute
from app.services.upload_file import upload_file
from tests.api.program import PNG
from tests.services.conftest import trail_of
from tests.support.house import actor_of, records_of
from tests.support.staged import objection_at
from tests.support.walk import do, open_case


def text_of(page):
    return "".join(page.extract_text().split())


def test_a_case_is_one_file_with_cover_contents_and_every_paper(app, visitor):
    evidence = execute(upload_file, actor=actor_of("citizen"), name="判决书.png", content=PNG)
    named = {"records": records_of("citizen", "market_regulator")[:1], "evidence": [evidence["id"]]}
    number = open_case("citizen", "objection", door="filed_center", named=named).number
    do(number, "register", {"intake": "accept"})
    visitor.sign_in("clerk")

    answer = visitor.get(f"/desk/cases/{number}/dossier.pdf")

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    book = PdfReader(BytesIO(answer.data))
    titles = [one["/Title"] for one in book.outline]
    assert titles[0] == "封面和目录" and {"申请内容", "判决书.png"} <= set(titles)
    told = "".join(text_of(page) for page in book.pages)
    assert "卷内文件目录" in told and number.replace("-", "") [:2] in told
    assert len(book.pages) >= len(titles)
    assert trail_of(number)[-1] == "case:exported"


def test_who_only_reads_a_case_does_not_take_it_out(app, visitor):
    number = objection_at("assess")
    visitor.sign_in("handler2")
    assert visitor.get(f"/desk/cases/{number}/dossier.pdf").status_code == 404
