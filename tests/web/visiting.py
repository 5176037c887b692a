"""A citizen at the pages without script: a browser that keeps its token, and the way through an application."""

from __future__ import annotations

import re
from html import unescape

from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.house import records_of

PASSWORD = "a password for tests"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FACTS = "处罚决定书记载的处罚日期为2025年3月5日，档案中误录为2023年3月5日，请核对原文书。"
STEPS: list[dict[str, object]] = [
    {"door": "filed_center"},
    {"applicant.phone": "13800000001"},
    {"identity": "verified", "filed_by": "self"},
    {},  # the records; filled in by the test
    {"grounds": ["fact"], "facts": FACTS, "demand": "请把处罚日期更正为2025年3月5日。"},
    {"service.method": "electronic", "service.electronic_confirmed": "true"},
]


class Visitor:
    """A browser without script that keeps its token."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def fresh(self) -> FlaskClient:
        """The house's context outlives a request here; in the running house each request has its own."""
        for name in list(g):
            g.pop(name)
        return self.client

    def get(self, path: str) -> TestResponse:
        return self.fresh().get(path)

    def post(self, path: str, data: dict[str, object] | None = None, follow: bool = False) -> TestResponse:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/sign-in?next=/x").text + self.get("/").text)
        assert token
        values = {"csrf_token": token[1], **(data or {})}
        form = "multipart/form-data"
        return self.fresh().post(path, data=values, follow_redirects=follow, content_type=form)

    def sign_in(self, login: str) -> TestResponse:
        return self.post("/sign-in", {"login": login, "password": PASSWORD})

    def begin(self, slug: str = "objection", **values: object) -> str:
        answer = self.post(f"/apply/{slug}", values)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"]).rsplit("/", 1)[0]


def filled(draft: str, company: Visitor) -> None:
    """Answers every step of the objection's form but the last page."""
    for n, answers in enumerate(STEPS):
        given = answers or {"records": records_of("company", "market_regulator")[:1]}
        answer = company.post(f"{draft}/{n + 1}", {**given, "_do": "next"})
        assert answer.status_code == 303, unescape(answer.text)
        assert answer.headers["Location"].endswith(f"/{n + 2}")


def filed(company: Visitor) -> tuple[str, str]:
    """An objection sent: its number and code."""
    draft = company.begin()
    filled(draft, company)
    done = company.post(f"{draft}/send", {"truthful": "true"}, follow=True)
    code = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", done.text)
    assert code, done.text
    return re.findall(r"YY-2026-\d{6}", done.text)[0], code[0]
