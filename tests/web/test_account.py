"""One's own account at the pages: how to be told, who acts for one until when, a copy of one's data with its trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from app.clock import frozen
from app.domain.actor import CLOCK
from app.extensions import db
from app.models import Outbox, Person, TrailRow
from app.services.execute import execute
from app.services.outbox import claim_message
from tests.conftest import MONDAY
from tests.support.house import records_of, subject_of
from tests.support.staged import objection_at
from tests.web.test_desk import said
from tests.web.visiting import PDF, STEPS, Visitor, filed

UNTIL: dict[str, object] = {"until:y": "2026", "until:m": "11", "until:d": "30"}


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with frozen(MONDAY):
        yield


@pytest.fixture
def citizen(visitor: Visitor) -> Visitor:
    visitor.sign_in("citizen")
    return visitor


def as_another(visitor: Visitor, login: str) -> Visitor:
    other = Visitor(visitor.client.application)
    other.sign_in(login)
    return other


def house_acts() -> list[str]:
    db.session.rollback()
    return list(db.session().scalars(sa.select(TrailRow.what).where(TrailRow.stream == 0).order_by(TrailRow.n)))


def messages() -> list[Outbox]:
    db.session.rollback()
    return list(db.session().scalars(sa.select(Outbox).order_by(Outbox.id)))


def receivers(message: Outbox) -> list[tuple[str, str]]:
    claimed = execute(claim_message, actor=CLOCK, now=MONDAY + timedelta(seconds=1), outbox_id=message.id)
    return [(part["kind"], part["to"]) for part in claimed.parts]


def granted(citizen: Visitor, login: str = "citizen2", **more: object) -> Any:
    return citizen.post("/account/agents", {"subject": subject_of("citizen"), "login": login, **UNTIL, **more})


def test_an_agent_acts_in_one_s_name_and_both_names_are_shown(citizen: Visitor) -> None:
    assert granted(citizen).status_code == 303
    agent = as_another(citizen, "citizen2")
    draft = agent.begin(subject=subject_of("citizen"))
    assert records_of("citizen")[0] in agent.get(f"{draft}/4").text

    own = filed_for_citizen(citizen)
    assert "代为提出" not in said(agent.get(f"/mine/{own}"))
    number = filed_for_citizen(agent)
    assert "赵立春代为提出" in said(citizen.get(f"/mine/{number}"))
    clerk = as_another(citizen, "clerk")
    assert "赵立春" in said(clerk.get(f"/desk/cases/{number}"))


def filed_for_citizen(agent: Visitor) -> str:
    draft = agent.begin(subject=subject_of("citizen"))
    for n, answers in enumerate(STEPS):
        given = answers or {"records": records_of("citizen", "market_regulator")[:1]}
        agent.post(f"{draft}/{n + 1}", {**given, "_do": "next"})
    done = agent.post(f"{draft}/send", {"truthful": "true"}, follow=True)
    return re.findall(r"YY-2026-\d{6}", done.text)[0]


def test_an_authorisation_ends_with_its_last_day(citizen: Visitor) -> None:
    granted(citizen)
    address = f"/archive?subject={subject_of('citizen')}"
    with frozen(MONDAY.replace(day=30)):
        assert as_another(citizen, "citizen2").get(address).status_code == 200
    with frozen(MONDAY.replace(month=12, day=1)):
        assert as_another(citizen, "citizen2").get(address).status_code == 404


@pytest.mark.parametrize("by", ["citizen", "citizen2"])
def test_either_side_ends_it_at_once(citizen: Visitor, by: str) -> None:
    granted(citizen)
    agent, who = as_another(citizen, "citizen2"), as_another(citizen, by)
    assert agent.get(f"/archive?subject={subject_of('citizen')}").status_code == 200
    end = re.findall(r"/account/agents/\d+/end", who.get("/account").text)[0]
    assert who.post(end).status_code == 303
    assert agent.get(f"/archive?subject={subject_of('citizen')}").status_code == 404
    assert house_acts()[-2:] != [] and "subject:agent:ended" in house_acts()


def test_nobody_else_ends_it_and_an_agent_appoints_nobody(citizen: Visitor) -> None:
    granted(citizen)
    end = re.findall(r"/account/agents/\d+/end", citizen.get("/account").text)[0]
    assert as_another(citizen, "company").post(end).status_code == 404
    assert granted(as_another(citizen, "citizen2"), login="company").status_code == 404


@pytest.mark.parametrize(("more", "sentence"), [
    ({"login": "nobody"}, "没有这个办事账号"), ({"login": "clerk"}, "没有这个办事账号"),
    ({"until:y": "2025"}, "不能早于今天"), ({"until:m": "13"}, "年、月、日三个数字"),
    ({"until:y": "", "until:m": "", "until:d": ""}, "请写明授权到哪一天"),
])
def test_what_is_wrong_in_an_authorisation_is_said_and_nothing_is_granted(
    citizen: Visitor, more: dict[str, object], sentence: str
) -> None:
    answer = granted(citizen, **{"login": "citizen2", **more})
    assert answer.status_code == 422 and sentence in said(answer)
    assert "subject:agent:granted" not in house_acts()


def test_an_authorisation_in_writing_is_entered_at_the_counter_with_its_scan(visitor: Visitor) -> None:
    visitor.sign_in("clerk")
    address = f"/desk/agents/{subject_of('company')}"
    refused = visitor.post(address, {"login": "citizen", **UNTIL})
    assert refused.status_code == 422 and "请上传签名或者盖章的授权委托书" in said(refused)
    done = visitor.post(address, {"login": "citizen", **UNTIL, "proof:file": (BytesIO(PDF), "委托书.pdf")})
    assert done.status_code == 303
    assert "张小满" in said(visitor.get(address)) and "存有授权委托书" in said(visitor.get(address))
    assert as_another(visitor, "citizen").get(f"/archive?subject={subject_of('company')}").status_code == 200
    assert as_another(visitor, "handler").get(address).status_code == 404


def test_one_is_told_by_the_channel_one_chose(citizen: Visitor) -> None:
    objection_at("register", "citizen")
    assert {kind for m in messages() for kind, to in receivers(m) if to == "citizen@example.invalid"} == {"mail"}
    assert citizen.post("/account/channel", {"channel": "here"}).status_code == 303

    before = len(messages())
    objection_at("register", "citizen")
    told = [to for message in messages()[before:] for _, to in receivers(message)]
    assert told and "citizen@example.invalid" not in told


def test_a_number_is_used_once_it_was_proved(citizen: Visitor) -> None:
    refused = citizen.post("/account/channel", {"channel": "sms"})
    assert refused.status_code == 422 and "还没有验证过的手机号" in said(refused)
    assert citizen.post("/account/contact", {"kind": "sms", "address": "13800000077"}).status_code == 303
    message = messages()[-1]
    assert receivers(message) == [("sms", "13800000077")] and "13800000077" not in str(message.payload)

    wrong = citizen.post("/account/contact/code", {"code": "x"})
    assert wrong.status_code == 422 and "验证码不对" in said(wrong)
    assert citizen.post("/account/contact/code", {"code": message.payload["code"]}).status_code == 303
    person = db.session().scalars(sa.select(Person).where(Person.login == "citizen")).one()
    assert (person.mobile, person.channel) == ("13800000077", "sms")


def test_a_code_can_be_guessed_five_times_and_asked_for_once_a_minute(citizen: Visitor) -> None:
    citizen.post("/account/contact", {"kind": "mail", "address": "new@example.com"})
    code = messages()[-1].payload["code"]
    assert citizen.post("/account/contact", {"kind": "mail", "address": "new@example.com"}).status_code == 409
    for _ in range(5):
        citizen.post("/account/contact/code", {"code": "nonsense"})
    spent = citizen.post("/account/contact/code", {"code": code})
    assert spent.status_code == 422 and "验证码已经失效" in said(spent)


@pytest.mark.parametrize("form", ["json", "html"])
def test_a_copy_of_one_s_data_holds_all_of_it_and_nobody_else_s_and_leaves_a_trace(
    company: Visitor, form: str
) -> None:
    number, _ = filed(company)
    copy = company.post("/account/data", {"form": form})
    assert copy.status_code == 200 and "attachment" in copy.headers["Content-Disposition"]
    assert number in copy.text or number.replace("YY-2026-", "YY〔2026〕") in copy.text
    for told in ("宁波甬禾机电设备有限公司", "行政处罚 第1件", "请把处罚日期更正为2025年3月5日", "首次记入"):
        assert told in copy.text
    assert "张小满" not in copy.text
    if form == "json":
        assert [one["kind"] for one in orjson.loads(copy.data)["data"]] == ["账户", "信用档案", "事项"]
    assert house_acts()[-1] == "subject:exported"
