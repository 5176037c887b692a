"""Numbers of people stand masked before officers; to see them takes a reason, once, and the subject reads it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.demo.people import FIRST_SUBJECTS
from app.models import Reading
from app.queries.desk_page import case_page
from app.web.show.desk import answered
from tests.support.house import actor_of
from tests.support.staged import objection_at
from tests.web.test_kept import visiting
from tests.web.visiting import Visitor, filed

PHONE = "13800000001"  # as the visitor fills it in
CODE = FIRST_SUBJECTS[0].identifier  # the company's


@pytest.fixture()
def number(company: Visitor) -> str:
    return filed(company)[0]


def plain(page: str) -> str:
    return page.replace(" ", "").replace("\u2009", "").replace("&nbsp;", "")


def test_an_officer_reads_them_masked_until_a_reason_is_given_and_then_once(number: str, app: Flask, session: Any,
                                                                             company: Visitor) -> None:
    clerk = visiting(app, "clerk")
    path = f"/desk/cases/{number}"
    before = plain(clerk.get(path).text)
    assert PHONE not in before and CODE not in before and "138****0001" in before

    assert clerk.post(f"{path}/unmask", {"reason": " "}).status_code == 422
    assert session.scalar(sa.select(Reading.id).where(Reading.what == "identifier")) is None
    session.rollback()
    shown = clerk.post(f"{path}/unmask", {"reason": "电话通知补正材料"})

    assert shown.status_code == 200 and PHONE in shown.text and CODE in plain(shown.text)
    assert shown.headers["Cache-Control"] == "no-store"
    assert PHONE not in plain(clerk.get(path).text)
    row = session.scalars(sa.select(Reading).where(Reading.what == "identifier")).one()
    assert row.purpose == "电话通知补正材料" and row.person_id and row.case_id
    session.rollback()
    archive = company.get("/archive?kind=readings").text
    assert "显示证件号码和电话" in archive and "电话通知补正材料" in archive
    assert plain(company.get(f"/mine/{number}").text).count("显示证件号码") == 0


def test_who_only_looks_on_sees_them_never_and_who_audits_sees_that_they_were_shown(number: str, app: Flask) -> None:
    clerk = visiting(app, "clerk")
    clerk.post(f"/desk/cases/{number}/unmask", {"reason": "核对身份"})
    overseer = visiting(app, "oversight")
    assert "显示证件号码和电话" not in overseer.get(f"/desk/cases/{number}").text
    assert overseer.post(f"/desk/cases/{number}/unmask", {"reason": "看看"}).status_code == 403
    assert visiting(app, "handler2").post(f"/desk/cases/{number}/unmask", {"reason": "看看"}).status_code == 404

    stream = visiting(app, "auditadmin").get("/admin/readings?what=identifier")
    assert stream.status_code == 200 and "核对身份" in stream.text and CODE not in stream.text
    assert visiting(app, "admin").get("/admin/readings").status_code == 403


def test_the_file_of_a_case_holds_them_whole(app: Flask, session: Any) -> None:
    found = case_page(session, actor_of("clerk"), objection_at("register"))
    with app.test_request_context():
        kept = {text for one in answered(found, masked=False) for line in one.lines for text in line.values}
        shown = {text for one in answered(found) for line in one.lines for text in line.values}
    assert any(text.isdigit() and len(text) == 11 for text in kept)
    assert not any(text.isdigit() and len(text) == 11 for text in shown)
