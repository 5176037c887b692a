"""A house with one of everything that an address can name, and everybody at every route: who enters, who is refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from app.domain.actor import CLOCK, OPERATOR
from app.extensions import db
from app.models import Case, Deadline, Document, Edition, PublicDraft, Release, Upload
from app.models.base import WRITES
from app.services.ask_correction import ask_correction
from app.services.ask_recusal import ask_recusal
from app.services.claim_task import claim_task
from app.services.execute import execute
from app.services.grant_agency import grant_agency
from app.services.incidents import raise_incident
from app.services.issue_token import issue_token
from app.services.query_codes import reissue_code
from app.services.save_draft import begin_draft
from app.services.save_filter import save_filter
from app.services.seal_trail import seal_trail
from app.services.set_absence import set_absence
from app.services.shelf import laws
from app.services.sign_in import sign_in
from app.services.subscribe import subscribe
from app.web.session import SECRET
from tests.conftest import MONDAY
from tests.queries.conftest import write
from tests.services.test_lists import published
from tests.support.house import actor_of, records_of, subject_of
from tests.support.staged import objection_at, task_id
from tests.support.walk import PNG, bring_file, comment
from tests.support.yearly import ROW, compiled, publish

DAY = MONDAY.date()
FAR = "198.51.100.7"  # nobody is at the machine itself
REASON = {"reason": "走一遍权限"}
ANSWERS: dict[str, Any] = {"answers": {}}
RECUSAL = {**REASON, "ground": "other"}
AWAY = {**REASON, "substitute": "handler1b", "from_on": "2026-12-01", "until_on": "2026-12-02"}

# What the API is sent where an empty body would be refused before anybody asks who sends it.
BODIES: dict[str, dict[str, Any]] = {
    "file": {"procedure": "objection", **ANSWERS}, "start_form": ANSWERS, "task_form": ANSWERS, "save": ANSWERS,
    "complete": ANSWERS, "message": ANSWERS, "comment": {"text": "意见"}, "withdraw": REASON, "pause": REASON,
    "extend": REASON, "replace_letter": REASON, "transfer": {"to": "handler1b", **REASON},
    "return": {"to": "register", **REASON}, "delegate": {"to": "handler1b", **REASON},
    "add-signer": {"to": "legal", **REASON}, "drop-signer": {"signer": 1, **REASON}, "recuse": RECUSAL,
    "ask_to_step_aside": {"whom": "周启明", **RECUSAL}, "decide": {"granted": True, **REASON},
    "set_away": {**AWAY, "login": "handler"}, "remind": REASON, "supervise": {**REASON, "answer_by": "2026-11-20"},
    "respond": {"text": "在办"}, "copy": {"to": ["handler1b"], **REASON}, "find_subjects": {"q": "甬禾"},
    "hold": REASON, "lift": REASON, "unmask": REASON, "say": {"text": "意见"}, "release_or_withhold": {"shown": True},
    "status": {},
}
FORM = {**RECUSAL, **AWAY, "to": "handler1b", "text": "意见", "login": "citizen2", "granted": "yes", "kind": "mail",
        "address": "a@example.com", "verb": "transfer", "procedure": "objection"}
# By the beginning of an address: which of the things made a part of it means.
MEANT = {
    "login": {"/admin/": "login", "/away/<login>/": "away", "/away/": "login"},
    "slug": {"/admin/": "small", "/": "slug"},
    "number": {"/draft/": "step", "/": "number"},
    "name": {"/registers/": "list", "/api/v1/public/": "list", "/api/v1/registers/": "register",
             "/desk/registers/": "register", "/api/": "message", "/mine/": "message", "/desk/": "ask"},
    "key": {"/desk/cases/<number>/files/": "file", "/draft/": "draft", "/desk/counter/": "counter",
            "/drafts/": "public", "/editions/": "edition", "/receipts/": "receipt",
            "/desk/registers/": "record", "/api/v1/registers/": "record", "/api/v1/public/drafts/": "public",
            "/api/v1/public/editions/": "edition", "/api/v1/public/receipts/": "receipt",
            "/api/v1/comments/": "receipt", "/": "letter"},
    "id": {"/api/v1/deadlines/": "deadline_id", "/api/v1/recusals/": "recusal_id",
           "/api/v1/absences/": "absence_id", "/": "task_id"},
}


@dataclass(frozen=True)
class Place:
    """One thing that can be asked for: endpoint, and the word of an address that has words to choose from (or the parts
    of it, where an endpoint has several addresses)."""

    name: str
    method: str
    path: str


def furnish_all(into: Path) -> dict[str, Any]:
    """One of everything that an address can name, by what it is called in MEANT or in the address itself.

    The case is the citizen's, for whom the company acts, and stands with the market regulator, in handler's hands.
    """
    publish(into)
    published([ROW], 2026)  # lets a month pass, so it comes first
    receipt = comment(compiled([ROW], 2027), "请写得具体些。")
    number, other = objection_at("verify"), objection_at("verify", by="citizen2")
    citizen, handler, clerk, session = actor_of("citizen"), actor_of("handler"), actor_of("clerk"), db.session()
    task, subject = task_id(number, "verify"), subject_of("citizen")
    execute(claim_task, actor=handler, task_id=task)
    made = {
        "number": number, "task_id": task, "receipt": receipt, "subject": subject, "login": "handler",
        "away": "handler2", "step": 1, "list": "measures", "register": "credit-records", "message": "withdraw",
        "ask": "extend", "law": next(iter(laws())), "day": DAY.isoformat(), "n": 0, "kind": "pause",
        "filename": "css/base.css", "slug": "objection", "small": "expiry",
        "record": records_of("citizen", "market_regulator")[0], **kept_things(session, number),
        "draft": execute(begin_draft, actor=citizen, procedure="objection"),
        "counter": execute(begin_draft, actor=clerk, procedure="objection", subject=subject),
        "recusal_id": execute(ask_recusal, actor=actor_of("citizen2"), number=other, whom="周启明", **RECUSAL)["id"],
        "agency_id": execute(grant_agency, actor=citizen, subject=subject, login="company", until=DAY),
        "filter_id": execute(save_filter, actor=clerk, name="本周", query="due=week"),
        "absence_id": execute(set_absence, actor=actor_of("handler2"), login="handler2", substitute="handler2b",
                              from_on=DAY, until_on=DAY, reason="培训"),
        "post_id": handler.posts[0].id, "incident_id": 1,
        "code": execute(reissue_code, actor=citizen, number=number)["query_code"],
    }
    execute(raise_incident, actor=CLOCK, work="deadline", ref=made["deadline_id"], node="x", error="x: y")
    made["correction_id"] = execute(ask_correction, actor=actor_of("supervisor"), number=number, name="checker",
                                    value="center", **REASON)["id"]
    made["subscription_id"] = execute(subscribe, actor=actor_of("supervisor"), every="daily")
    execute(seal_trail, actor=OPERATOR)
    return made


def kept_things(session: Any, number: str) -> dict[str, Any]:
    """Rows of the case and of the house."""
    case_id, file = session.scalar(sa.select(Case.id).where(Case.number == number)), bring_file(actor_of("citizen"))
    write(sa.update(Upload).where(Upload.id == file).values(case_id=case_id, field="evidence"))
    wanted = {"letter": sa.select(Document.key).where(Document.case_id == case_id),
              "deadline_id": sa.select(Deadline.id).where(Deadline.case_id == case_id),
              "public": sa.select(PublicDraft.key).order_by(PublicDraft.id.desc()), "edition": sa.select(Edition.key),
              "release_id": sa.select(Release.id).where(Release.slug == "objection")}
    return {"file": file, **{name: session.scalars(query).first() for name, query in wanted.items()}}


def places(app: Flask, made: dict[str, Any]) -> Iterator[Place]:
    """Every route of the house, each method and each word of it once, with an address that names something real."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        chosen = [{name: word} for name, part in rule._converters.items() if isinstance(part, AnyConverter)
                  for word in sorted(part.items)]
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for words in chosen or [{}]:
                yield place(rule, method, made, words, several=len(list(app.url_map.iter_rules(rule.endpoint))) > 1)


def place(rule: Rule, method: str, made: dict[str, Any], words: dict[str, str], several: bool) -> Place:
    values = {part: made[meaning(rule.rule, part)] for part in rule.arguments - words.keys()} | words
    built = rule.build(values)
    assert built is not None, rule
    parts = sorted(rule.arguments) if several else ()
    return Place(":".join((rule.endpoint, *words.values(), *parts)), method, built[1])


def meaning(address: str, part: str) -> str:
    return next((name for begin, name in MEANT.get(part, {}).items() if address.startswith(begin)), part)


class Everybody:
    """A browser and a program for each login; None is nobody."""

    def __init__(self, app: Flask, made: dict[str, Any], logins: tuple[str | None, ...]) -> None:
        self.app, self.made = app, made
        self.browsers = {login: self._browser(login) for login in logins}
        self.tokens = {login: execute(issue_token, actor=OPERATOR, login=login).secret for login in logins if login}

    def _browser(self, login: str | None) -> FlaskClient:
        client = self.app.test_client()
        if login:
            with client.session_transaction() as kept:
                kept[SECRET] = execute(sign_in, actor=actor_of(login)).secret
        return client

    def enters(self, login: str | None, one: Place) -> bool:
        """Whether they are let in: neither sent to the sign-in, nor refused, nor told that there is nothing.

        What is wrong with what they send (422), or stands against it now (409), is told to who may enter.
        """
        for name in list(g):
            g.pop(name)  # the house's context outlives a request here
        program = one.name.startswith("api.") or one.name == "health.metrics"
        with (self._by_program if program else self._by_browser)(login, one) as answer:
            assert answer.status_code not in (400, 405, 500), (one, login, answer.text)
            sent_away = answer.status_code == 303 and str(answer.location).startswith("/sign-in?")
            return not sent_away and answer.status_code not in (401, 403, 404)

    def _by_browser(self, login: str | None, one: Place) -> Any:
        sent = {"data": {**FORM, **self._about(one)}} if one.method != "GET" else {}
        return self.browsers[login].open(one.path, method=one.method, headers={"HX-Request": "true"},
                                         environ_overrides={"REMOTE_ADDR": FAR}, **sent)

    def _about(self, one: Place) -> dict[str, Any]:
        made = self.made
        return {"task": made["task_id"], "subject": made["subject"], "number": made["number"],
                "code": made["code"] if one.name == "public.status_found" else "000000"}

    def _by_program(self, login: str | None, one: Place) -> Any:
        end = one.name.removeprefix("api.")
        sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {self.tokens[login]}"} if login else {}}
        asked = {key: self.made[key] for key in ("number", "code")}
        if end == "upload":
            sent["data"] = {"file": (io.BytesIO(PNG), "证据.png")}
        elif one.method != "GET":
            sent["json"] = asked if end == "status" else BODIES.get(end, {})
        else:
            sent["query_string"] = {"search_texts": {"q": "处罚"}, "status_by_address": asked}.get(end)
        return self.app.test_client().open(one.path, method=one.method, environ_overrides={"REMOTE_ADDR": FAR}, **sent)


@contextmanager
def nothing_is_written() -> Iterator[None]:
    """Acts are tried and none is done: the database itself refuses, after the verb has asked who acts."""

    def begun(connection: sa.Connection) -> None:
        if connection.get_execution_options().get(WRITES):
            connection.exec_driver_sql("PRAGMA query_only=1")

    def given_back(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA query_only=0")

    db.session.remove()
    sa.event.listen(db.engine, "begin", begun)
    sa.event.listen(db.engine, "checkin", given_back)
    try:
        yield
    finally:
        db.session.remove()
        sa.event.remove(db.engine, "begin", begun)
        sa.event.remove(db.engine, "checkin", given_back)
