"""Lists of the desk beside the inbox: letters, registers and their entries, who else is here, kept filters counted."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

from app.clock import frozen, now
from app.extensions import db
from app.models import Phrase, Presence
from app.services.copy_task import copy_task
from tests.support.house import records_of
from tests.support.staged import objection_at, task_id
from tests.support.walk import open_case
from tests.web.test_desk import said


def test_letters_of_all_cases_are_one_list_and_found_by_number(app, visitor):
    number = objection_at("assess")
    visitor.sign_in("clerk")
    assert "1 份" in said(visitor.get("/desk/letters")) and number in visitor.get("/desk/letters").text
    assert "没有找到" in said(visitor.get("/desk/letters?q=不存在的"))
    assert number in visitor.get("/desk/letters?q=异受").text
    visitor.sign_in("handler2")
    assert number not in visitor.get("/desk/letters").text


def test_a_register_shows_what_ones_organ_supplied_and_with_a_case_those_of_its_subject(app, visitor):
    number = objection_at("verify")
    visitor.sign_in("clerk")
    assert "信用" in said(visitor.get("/desk/registers"))
    own = visitor.get("/desk/registers/credit-records")
    assert own.status_code in (200, 403) and "行政处罚 第1件" not in own.text
    theirs = visitor.get(f"/desk/registers/credit-records?purpose={number}")
    assert theirs.status_code == 200 and "行政处罚 第1件" in theirs.text
    key = records_of("citizen", "market_regulator")[0]
    entry = visitor.get(f"/desk/registers/credit-records/{key}?purpose={number}")
    assert "首次记入" in entry.text and number in entry.text
    wrong = visitor.get("/desk/registers/credit-records?purpose=YY-2026-999999")
    assert wrong.status_code == 422 and "正在办理" in wrong.text
    assert visitor.get("/desk/registers/no-such").status_code == 404
    assert visitor.get(f"/desk/registers/credit-records/{key}").status_code == 404


def test_a_query_by_the_application_list_asks_item_matter_and_whom_and_tells_the_subject(app, visitor):
    """条例19: the item in force that names the organ, one subject, for one matter; nothing personal in the address."""
    visitor.sign_in("handler2")
    assert "照应用清单查询" in visitor.get("/desk/registers/credit-records").text
    asking = visitor.get("/desk/registers/credit-records/use")
    item = re.findall(r'name="purpose"[^>]*value="([^"]+)"', asking.text)[0]
    asked = {"purpose": item, "matter": "专项资金〔2026〕7号", "q": "张小满"}
    wrong = visitor.post("/desk/registers/credit-records/use", data={**asked, "matter": ""})
    assert wrong.status_code == 422 and "为办理哪一件事" in wrong.text
    assert "没有找到" in visitor.post("/desk/registers/credit-records/use", data={**asked, "q": "没有此人"}).text

    sent = visitor.post("/desk/registers/credit-records/use", data=asked)
    found = visitor.get(sent.location)

    assert sent.status_code == 303 and "张小满" not in unquote(sent.location)
    assert "行政处罚 第1件" in found.text and "专项资金〔2026〕7号" in found.text
    assert visitor.get(sent.location.replace(item, "x" * 22)).status_code == 422
    visitor.sign_in("handler")
    assert visitor.get("/desk/registers/credit-records/use").status_code == 403
    visitor.sign_in("citizen")
    assert "Y-01 生态环境专项资金项目评审" in visitor.get("/archive?kind=readings").text


def test_who_else_has_a_case_open_is_told_until_they_leave(app, visitor):
    number = objection_at("verify")
    task = task_id(number, "verify")
    visitor.sign_in("clerk")
    assert "也开着" not in visitor.get(f"/desk/cases/{number}").text
    visitor.sign_in("handler")
    assert "陈思远也开着这件事项" in visitor.get(f"/desk/tasks/{task}").text
    assert "陈思远" in visitor.get(f"/desk/cases/{number}/here").text
    with frozen(now() + timedelta(minutes=2)):
        assert "也开着" not in visitor.get(f"/desk/cases/{number}/here").text
        assert db.session().query(Presence).count() == 1
    visitor.sign_in("handler2")
    assert visitor.get(f"/desk/cases/{number}/here").status_code == 404


def test_a_kept_filter_bears_its_count(app, visitor):
    objection_at("register")
    visitor.sign_in("clerk")
    visitor.post("/desk/filters", {"scope": "group", "procedure": "objection", "name": "新来的异议"})
    assert "新来的异议1" in "".join(said(visitor.get("/desk/")).split())


def test_another_open_case_about_the_same_record_is_marked(app, visitor):
    objection_at("register")
    named = {"records": records_of("citizen", "market_regulator")[:1]}
    twin = open_case("citizen", "objection", door="filed_center", named=named).number
    other = open_case("citizen", "objection", door="filed_center",
                      named={"records": records_of("citizen", "market_regulator")[1:2]}).number
    visitor.sign_in("clerk")
    assert "可能重复" in visitor.get(f"/desk/cases/{twin}").text
    assert "可能重复" not in visitor.get(f"/desk/cases/{other}").text


def test_a_common_phrase_is_ones_own_and_stands_at_every_task(app, visitor):
    number = objection_at("verify")
    task = task_id(number, "verify")
    visitor.sign_in("handler")
    for _ in range(2):
        visitor.post(f"/desk/tasks/{task}/phrases", {"text": "经核查，情况属实。"})
    assert visitor.get(f"/desk/tasks/{task}").text.count('data-phrase="经核查，情况属实。"') == 1
    assert visitor.post(f"/desk/tasks/{task}/phrases", {"text": " "}).status_code == 422
    key = db.session().query(Phrase.id).scalar()
    visitor.sign_in("handler1b")
    assert "data-phrase" not in visitor.get(f"/desk/tasks/{task}").text
    assert visitor.post(f"/desk/tasks/{task}/phrases", {"drop": str(key)}).status_code == 404
    visitor.sign_in("handler")
    visitor.post(f"/desk/tasks/{task}/phrases", {"drop": str(key)})
    assert "data-phrase" not in visitor.get(f"/desk/tasks/{task}").text


def test_the_trail_says_whom_a_case_was_copied_to(app, visitor, run):
    number = objection_at("verify")
    to = ["legal2", "credit_authority_chief@credit_authority"]
    run(copy_task, "handler", task_id=task_id(number, "verify"), to=to, reason="涉及贵局的处罚决定")
    visitor.sign_in("clerk")
    told = said(visitor.get(f"/desk/cases/{number}/trail"))
    assert "给 潘文博、宁波市发展和改革委员会的一个岗位" in told and "理由 涉及贵局的处罚决定" in told
