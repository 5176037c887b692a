"""What a hostile or careless browser sends: a sentence and the right status, nothing changed, never a 500."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app.clock import frozen
from app.extensions import db
from app.models import Case, Comment, Task, TrailRow, Upload
from tests.conftest import MONDAY
from tests.queries.conftest import write
from tests.support.house import actor_of
from tests.support.staged import objection_at, task_id
from tests.support.walk import bring_file
from tests.web.visiting import FACTS, PDF, STEPS, Visitor, filed, filled

XSS = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
FORMULA = '=HYPERLINK("http://evil","x")'
HUGE = "99999999999999999999"


@pytest.fixture(autouse=True)
def its_own_day() -> Iterator[None]:
    with frozen(MONDAY):
        yield


@pytest.fixture
def clerk(visitor: Visitor, app: Flask) -> Visitor:
    one = Visitor(app)
    assert one.sign_in("clerk").status_code == 303
    return one


def rows(*tables: type) -> list[int]:
    """How many there are of each: what a refused request must leave as it was."""
    db.session.rollback()
    return [db.session().scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables]


ADDRESSES = ["/desk/tasks/{}", "/desk/tasks/{}/transfer", "/desk/tasks/{}/return", "/desk/tasks/{}/recall",
             "/desk/tasks/{}/letters", "/desk/tasks/{}/letters/{}.pdf", "/desk/cases/{}", "/desk/cases/{}/trail",
             "/desk/cases/{}/drawing", "/desk/cases/{}/drawing.bpmn", "/desk/cases/{}/markers.json",
             "/desk/tasks/{}/copy", "/desk/tasks/{}/remind", "/desk/tasks/{}/supervise", "/desk/tasks/{}/respond",
             "/desk/cases/{}/dossier.pdf", "/desk/cases/{}/here", "/desk/registers/{}", "/desk/registers/{}/{}",
             "/desk/cases/{}/letters/{}.pdf", "/desk/cases/{}/files/{}", "/desk/cases/{}/send/{}",
             "/desk/cases/{}/extend", "/desk/deadlines/{}", "/desk/counter/{}", "/desk/filed/{}", "/mine/{}/task/{}",
             "/supervisor/procedures/{}", "/supervisor/procedures/{}/counts.json", "/supervisor/clocks/{}",
             "/admin/people/{}", "/admin/incidents/{}", "/admin/releases/{}"]
LISTS = ["/desk/?page={}", "/desk/?q={}", "/desk/?at={}", "/desk/?sort={}", "/desk/?procedure={}", "/desk/?scope={}",
         "/desk/cases?page={}", "/desk/cases?q={}", "/desk/cases?at={}", "/desk/counter?q={}", "/admin/people?q={}",
         "/supervisor/?organisation={}", "/supervisor/?procedure={}", "/supervisor/?by={}", "/supervisor/tasks?role={}",
         "/supervisor/tasks?assignee={}", "/supervisor/tasks?page={}", "/supervisor/board.xlsx?procedure={}",
         "/admin/calendar?year={}", "/desk/cases/YY-2026-000001/trail?page={}",
         "/desk/letters?q={}", "/desk/letters?page={}", "/desk/search?q={}", "/desk/registers/credit-records?q={}",
         "/desk/registers/credit-records?page={}", "/desk/registers/credit-records?purpose={}"]
STRANGE = ["0", "-1", HUGE, "%00", "..%2F..%2Fetc%2Fpasswd", "%F0%9F%98%80", "x" * 3000, "%27%20OR%201=1", "%FF%FE",
           "%0d%0aSet-Cookie:%20x=1", "%25", "_", "2026-02-30", "WzFd", "%D9%A1"]


@pytest.mark.parametrize("login", ["clerk", "supervisor", "admin"])
@pytest.mark.parametrize("strange", STRANGE)
def test_no_address_makes_a_page_of_the_staff_fall(visitor: Visitor, login: str, strange: str) -> None:
    visitor.sign_in(login)
    for address in (*ADDRESSES, *LISTS):
        answer = visitor.get(address.format(strange, strange))
        assert answer.status_code < 500, (address, strange)
        assert "Set-Cookie: x" not in str(answer.headers), address


@pytest.mark.parametrize("value", ["0", "-1", HUGE, "9" * 5000, "\U0001f600", "' OR 1=1", "\0", "²", "nobody"])
def test_no_form_of_the_desk_falls_over_a_number_or_a_name(clerk: Visitor, value: str) -> None:
    number = objection_at("register")
    before = rows(Case, Task, TrailRow, Comment)
    names = ("task", "verb", "to", "reason", "back", "name", "post", "q", "procedure", "subject", "scope", "due")
    given: dict[str, object] = {**dict.fromkeys(names, value), "received_on:y": value, "received_on:m": value}
    mine = task_id(number, "register")
    for path in ("/desk/claim", "/desk/batch", "/desk/batch/done", "/desk/counter", "/post", f"/desk/tasks/{mine}",
                 f"/desk/tasks/{mine}/transfer", f"/desk/tasks/{mine}/return", f"/desk/tasks/{mine}/recall",
                 f"/desk/cases/{number}/pause", f"/desk/cases/{number}/extend", f"/desk/cases/{number}/send/withdraw"):
        assert clerk.post(path, given).status_code < 500, path
    assert rows(Case, Task, TrailRow, Comment) == before


@pytest.mark.parametrize("parts", [("2026", "02", "30"), ("99999", "1", "1"), ("0", "0", "0"), ("二〇二六", "一", "一"),
                                   ("2027", "1", "1"), ("-1", "1", "1"), ("9" * 400, "1", "1")], ids=str)
def test_a_day_that_is_none_is_told_at_its_field_at_the_counter(clerk: Visitor, parts: tuple[str, ...]) -> None:
    before = rows(Case)
    begun = clerk.post("/desk/counter", {"procedure": "objection", "subject": "subject-citizen-000001"})
    given: dict[str, object] = {f"received_on:{mark}": part for mark, part in zip("ymd", parts, strict=True)}
    answer = clerk.post(begun.headers["Location"], {**given, "channel": "counter", "_do": "send"})
    assert answer.status_code == 422
    assert rows(Case) == before


def test_without_its_token_no_form_is_taken(clerk: Visitor) -> None:
    number = objection_at("register")
    before = rows(Case, Task, TrailRow)
    for path in (f"/desk/tasks/{task_id(number, 'register')}", "/desk/claim", f"/desk/cases/{number}/comments",
                 "/apply/objection", "/sign-out", "/sign-in", "/status", "/desk/batch/done"):
        for given in ({}, {"csrf_token": "x"}, {"csrf_token": "x" * 5000}):
            answer = clerk.fresh().post(path, data=given)
            assert answer.status_code == 400, path
            assert "刷新后再提交" in answer.text
    assert rows(Case, Task, TrailRow) == before


@pytest.mark.parametrize("spoil", [lambda v: v[:-2], lambda v: v + "x", lambda v: "eyJzaWduX2luIjoiYSJ9." + v,
                                   lambda v: "", lambda v: v.swapcase(), lambda v: "\U0001f600", lambda v: "x" * 4000])
def test_a_cookie_that_was_tampered_with_is_nobodys(company: Visitor, spoil) -> None:  # type: ignore[no-untyped-def]
    kept = company.client.get_cookie("casework")
    assert kept
    company.client.delete_cookie("casework")
    company.client.set_cookie("casework", spoil(kept.value).encode().decode("latin-1"))
    assert company.get("/mine").status_code == 303


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)",
                                    "/\t/evil.example", "\\\\evil", "http:evil", "///evil", "/\r\nSet-Cookie: a=b",
                                    " //evil.example", "/%09/evil.example"])
def test_signing_in_never_leads_out_of_the_house(visitor: Visitor, wanted: str) -> None:
    for answer in (visitor.post("/sign-in", {"login": "company", "password": "a password for tests", "next": wanted}),
                   visitor.client.get("/sign-in", query_string={"next": wanted}),
                   visitor.client.get("/type-size", query_string={"large": "1", "back": wanted}),
                   visitor.post("/post", {"post": "1", "back": wanted})):
        target = answer.headers.get("Location", "/")
        assert target.startswith("/") and not re.match(r"/[/\\\s]", target), target


def test_a_method_that_is_not_allowed_says_which_are(company: Visitor) -> None:
    for path, allowed in (("/mine", "GET"), ("/sign-out", "POST"), ("/desk/claim", "POST")):
        answer = company.fresh().delete(path)
        assert answer.status_code in (400, 405)
        assert answer.status_code == 400 or allowed in answer.headers["Allow"]
    assert company.get("/sign-out").status_code == 405


@pytest.mark.parametrize(("content", "name"), [
    (b"", "空.pdf"), (b"MZ\x90" * 50, "决定书.pdf"), (b"%PDF-1.4 cut", "断.pdf"), (b"<script>", "x.png"),
    (b"MZ", "../../x.exe")],
    ids=["empty", "program", "cut", "page", "path"])
def test_a_file_that_is_not_what_it_says_is_told_at_its_field(company: Visitor, content: bytes, name: str) -> None:
    draft, before = company.begin(), rows(Upload)
    answer = company.post(f"{draft}/5", {"evidence:file": (BytesIO(content), name), "_do": "next"})
    assert answer.status_code == 422
    assert "“" + name in unescape(answer.text)
    assert rows(Upload) == before


def large(company: Visitor, path: str, name: str, content: bytes, file: str = "") -> TestResponse:
    """A form of which one part is large, as plain bytes: the test client's own way leaves a file open."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', company.get(path).text)
    assert token
    more = f'; filename="{file}"' if file else ""
    parts = [("csrf_token", token[1].encode(), ""), ("_do", b"next", ""), (name, content, more)]
    body = b"".join(f'--b\r\nContent-Disposition: form-data; name="{key}"{extra}\r\n\r\n'.encode() + value + b"\r\n"
                    for key, value, extra in parts) + b"--b--\r\n"
    return company.fresh().post(path, data=body, content_type="multipart/form-data; boundary=b")


def test_what_was_brought_in_leaves_as_an_attachment_of_its_own_type(clerk: Visitor) -> None:
    number = objection_at("register")
    file = bring_file(actor_of("citizen"))
    case_id = db.session().scalar(sa.select(Case.id).where(Case.number == number))
    write(sa.update(Upload).where(Upload.id == file).values(case_id=case_id, field="evidence"))
    answer = clerk.get(f"/desk/cases/{number}/files/{file}")
    assert answer.status_code == 200 and answer.mimetype == "image/png"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_too_large_is_refused_with_a_sentence(company: Visitor) -> None:
    draft, before = company.begin(), rows(Upload)
    over = large(company, f"{draft}/5", "evidence:file", PDF + b"x" * (20 * 1024 * 1024), "大.pdf")
    assert over.status_code == 422 and "超过 20 MB" in unescape(over.text)
    far_over = large(company, f"{draft}/5", "evidence:file", b"x" * (22 * 1024 * 1024), "大.pdf")
    assert far_over.status_code == 413 and "20 MB" in far_over.text
    assert rows(Upload) == before


@pytest.mark.parametrize("length", [100_000, 400_000, 1_000_000])
def test_a_very_long_answer_is_refused_with_a_sentence(company: Visitor, length: int) -> None:
    draft = company.begin()
    answer = large(company, f"{draft}/5", "facts", "长".encode() * (length // 3))
    assert answer.status_code in (413, 422)
    assert "要改" in answer.text or "MB" in answer.text


def test_a_task_done_already_says_so_and_changes_nothing(clerk: Visitor) -> None:
    number = objection_at("assess")
    done = next(t for t in db.session().scalars(sa.select(Task).where(Task.state == "done")) if t.case.number == number)
    before = rows(Task, TrailRow)
    for path, given in ((f"/desk/tasks/{done.id}", {"intake": "refuse", "_do": "send"}),
                        ("/desk/claim", {"task": done.id}), (f"/desk/tasks/{done.id}/release", {}),
                        (f"/desk/tasks/{done.id}/keep", {"note": "x"})):
        answer = clerk.post(path, given)
        assert answer.status_code in (403, 409), path
    assert rows(Task, TrailRow) == before


def test_another_organs_task_is_answered_as_one_that_does_not_exist(visitor: Visitor) -> None:
    number = objection_at("register")
    visitor.sign_in("handler2")
    mine, nowhere = str(task_id(number, "register")), "777777"

    def told(answer: TestResponse, number: str) -> tuple[int, str]:
        text = answer.text.replace(f"/tasks/{number}", "/tasks/N")
        text = re.sub(r'value="[^"]{60,}"|"X-CSRFToken": "[^"]*"', "", text)
        return answer.status_code, text

    for method, path in ((visitor.get, "/desk/tasks/{}"), (visitor.post, "/desk/tasks/{}"),
                         (visitor.post, "/desk/tasks/{}/release"), (visitor.get, "/desk/tasks/{}/transfer"),
                         (visitor.post, "/desk/tasks/{}/keep"), (visitor.get, "/desk/tasks/{}/letters")):
        foreign, missing = method(path.format(mine)), method(path.format(nowhere))
        assert foreign.status_code == 404 and told(foreign, mine) == told(missing, nowhere), path


def test_what_is_written_as_a_page_is_shown_as_words_everywhere(company: Visitor, clerk: Visitor, app: Flask) -> None:
    draft = company.begin()
    filled(draft, company)
    company.post(f"{draft}/5", {**STEPS[4], "facts": XSS + FACTS, "demand": XSS, "_do": "next"})
    sent = company.post(f"{draft}/send", {"truthful": "true"}, follow=True)
    number = re.findall(r"YY-2026-\d{6}", sent.text)[0]
    mine = task_id(number, "register")
    clerk.post(f"/desk/cases/{number}/comments", {"text": XSS, "task": str(mine)})
    clerk.post("/desk/filters", {"name": XSS[:40], "scope": "group"})
    pages = [company.get(f"{draft}/5"), company.get(f"/mine/{number}"), clerk.get(f"/desk/cases/{number}"),
             clerk.get(f"/desk/tasks/{mine}"), clerk.get(f"/desk/cases/{number}/trail"), clerk.get("/desk/"),
             clerk.get(f"/desk/?q={XSS}"), clerk.get(f"/desk/cases?q={XSS}"), clerk.get(f"/desk/counter?q={XSS}"),
             company.get(f"/registers/credit-records?q={XSS}"), company.get(f"/status?number={XSS}")]
    for page in pages:
        assert page.status_code in (200, 303, 422), page.request.path
        assert "<script>alert" not in page.text and "<img src=x" not in page.text, page.request.path
        assert "script-src" not in page.headers["Content-Security-Policy"]  # so 'self' binds scripts
        assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]


def test_no_cell_of_a_workbook_is_a_formula(visitor: Visitor, app: Flask) -> None:
    objection_at("register")
    for person in db.session().scalars(sa.select(Case)):
        person.title = FORMULA
    db.session.commit()
    visitor.sign_in("supervisor")
    answer = visitor.get("/supervisor/board.xlsx")
    with ZipFile(BytesIO(answer.data)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert sheets and not any("<f>" in sheet or "<f " in sheet for sheet in sheets)


@pytest.mark.parametrize("q", ["%", "_", "%_%", "\\", "'", "张%"])
def test_signs_of_the_database_are_plain_letters_in_a_search(clerk: Visitor, q: str) -> None:
    number = objection_at("register").replace("YY-2026-", "YY〔2026〕")
    for path in ("/desk/", "/desk/cases"):
        page = clerk.fresh().get(path, query_string={"q": q, "scope": "group"})
        assert page.status_code == 200
        assert number not in page.text, path
    assert "subject-" not in clerk.fresh().get("/desk/counter", query_string={"q": q}).text


def test_a_status_asked_too_often_says_when_to_come_again(company: Visitor, app: Flask) -> None:
    number, code = filed(company)
    anybody = Visitor(app)
    wrong = [anybody.post("/status", {"number": number, "code": "AAAA-AAAA-AAAA-AAAA"}).status_code for _ in range(7)]
    assert wrong[:5] == [404] * 5 and 429 in wrong
    assert "稍等" in anybody.post("/status", {"number": number, "code": code}).text
