"""Who stands aside and who stands in: requests to step aside from a case (回避), absences with a substitute (代办)."""

from __future__ import annotations

from typing import Any

from app.api.bodies import AbsenceBody, AskRecusalBody, DecideRecusalBody, LoginQuery, Nobody, Paged
from app.api.door import Ask, call
from app.api.shapes import OBJECT, paged
from app.domain.numbers import read_case_number
from app.queries import absences, people, recusals
from app.queries.reading import reading
from app.services.ask_recusal import ask_recusal
from app.services.decide_recusal import decide_recusal
from app.services.end_absence import end_absence
from app.services.set_absence import set_absence

REFUSED = (403, 404, 409, 503)


@call("GET", "/recusals", paged(recusals.RecusalView), query=Paged)
def list_recusals(ask: Ask) -> Any:
    """等我决定的回避申请"""
    with reading() as session:
        return recusals.to_decide(session, ask.actor)


@call("GET", "/cases/{number}/recusals", paged(recusals.RecusalView), query=Paged)
def case_recusals(ask: Ask, number: str) -> Any:
    """一件事项的回避申请和决定"""
    with reading() as session:
        return recusals.recusals_of(session, ask.actor, number)


@call("POST", "/cases/{number}/recuse", OBJECT, body=AskRecusalBody, verb="ask_recusal", refusals=REFUSED)
def ask_to_step_aside(ask: Ask, number: str) -> Any:
    """当事人申请办理人员回避"""
    found = read_case_number(number)
    return ask.perform(ask_recusal, number=found.plain if found else number, **ask.body)


@call("POST", "/recusals/{id}/decide", OBJECT, body=DecideRecusalBody, verb="decide_recusal", refusals=REFUSED)
def decide(ask: Ask, id: int) -> Any:
    """单位负责人决定回避申请；同意当事人的申请时，person 写明是哪一位"""
    return ask.perform(decide_recusal, recusal_id=id, **ask.body)


@call("GET", "/absences", paged(absences.Substitution), query=LoginQuery, refusals=(404,))
def list_absences(ask: Ask) -> Any:
    """一个人的代办安排；不写 login 时，是我的（我不在岗的，和请我代办的）"""
    with reading() as session:
        login = ask.query.get("login")
        return (absences.absences_of(session, ask.actor, login).absences if login
                else absences.substitutions(session, ask.actor))


@call("POST", "/absences", OBJECT, status=201, body=AbsenceBody, verb="set_absence", refusals=REFUSED)
def set_away(ask: Ask) -> Any:
    """设置不在岗期间由谁代办；不写 login 时，是为自己"""
    login = ask.body.pop("login", None)
    if login is None:
        with reading() as session:
            login = people.me(session, ask.actor).login
    return ask.perform(set_absence, lambda made: {"id": made}, login=login, **ask.body)


@call("POST", "/absences/{id}/end", OBJECT, body=Nobody, verb="end_absence", refusals=REFUSED)
def end_away(ask: Ask, id: int) -> Any:
    """提前结束代办"""
    return ask.perform(end_absence, lambda _: {"id": id}, absence_id=id, **ask.body)
