"""What leaves the house: once, in the end, and with its failures counted; on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.domain.actor import CLOCK
from app.extensions import db
from app.jobs.outbox import send_outbox
from app.models import Outbox, Person
from app.queries.due import due_outbox
from app.queries.incidents import open_incidents
from app.services.context import Context
from app.services.house import house
from app.services.incidents import retry_incident
from app.services.outbox import LEASE, PAUSES, claim_message
from tests.conftest import MONDAY
from tests.support.house import pick

SECOND = timedelta(seconds=1)


@pytest.fixture()
def spool(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """Mail goes into a folder of this test; whoever opens it as a file keeps mail from going anywhere."""
    before = house().settings
    house().settings = replace(before, mail_url=f"file://{tmp_path / 'mail'}", sms_url=f"file://{tmp_path / 'sms'}")
    yield tmp_path
    house().settings = before


@pytest.fixture()
def notice(run: Callable[..., Any], session: Any) -> Callable[..., int]:
    """notice(to="handler"): one message to these people in the outbox; returns its id."""

    def put(ctx: Context, to: str, what: str, kind: str) -> None:
        ctx.send(kind, {"what": what, "to": to, "title": "补正通知书", "role": "dept_handler"})
        ctx.trail.write("house:test")  # type: ignore[arg-type]  # a verb leaves a trace

    def build(to: str = "handler", what: str = "transferred", kind: str = "notice") -> int:
        run(put, to=to, what=what, kind=kind)
        return int(session.scalar(sa.select(sa.func.max(Outbox.id))))

    return build


def row(outbox_id: int) -> Outbox:
    db.session.rollback()
    db.session.expire_all()
    return db.session().get_one(Outbox, outbox_id)


def mails(folder: Path) -> list[str]:
    return [path.read_text("utf-8") for path in sorted((folder / "mail").glob("*.eml"))]


def close(spool: Path) -> Path:
    """The folder for mail is a file: nothing can be written into it."""
    path = spool / "mail"
    path.write_text("")
    return path


def test_a_message_leaves_once_and_is_marked_sent(notice: Callable[..., int], spool: Path) -> None:
    number = notice()

    first, second = send_outbox(MONDAY), send_outbox(MONDAY)

    assert (first.sent, first.failed, second.sent) == (1, 0, 0)
    assert (row(number).sent_at, row(number).next_at, row(number).error) == (MONDAY, None, "")
    assert len(mails(spool)) == 1 and "handler@example.invalid" in mails(spool)[0]


def test_a_message_to_a_platform_carries_what_it_is_about(notice: Callable[..., int], app: Flask, spool: Path) -> None:
    notice(to="recipients", what="synchronise", kind="platform")

    send_outbox(MONDAY)

    files = (house().settings.instance_path / "spool" / "platform").glob("*.json")
    assert "synchronise" in {json.loads(path.read_text())["payload"]["what"] for path in files}


def test_what_cannot_be_delivered_now_is_tried_again_after_growing_pauses(notice: Callable[..., int],
                                                                         spool: Path) -> None:
    number, moment, pauses = notice(), MONDAY, []
    close(spool)

    while (waits := row(number).next_at) is not None:
        assert send_outbox(waits - SECOND).failed == 0, "not before its time"
        moment = max(moment, waits)
        assert send_outbox(moment).failed == 1
        pauses.append((row(number).next_at or moment) - moment)

    assert tuple(pauses[:-1]) == PAUSES and sorted(pauses[:-1]) == pauses[:-1]
    assert row(number).sent_at is None
    assert row(number).error.startswith("the spool could not be written: ")


def test_a_message_that_failed_leaves_when_the_way_is_free_again(notice: Callable[..., int], spool: Path) -> None:
    number = notice()
    blocked = close(spool)
    send_outbox(MONDAY)
    blocked.unlink()

    assert send_outbox(MONDAY + PAUSES[0]).sent == 1

    assert row(number).error == "" and row(number).sent_at is not None
    assert len(mails(spool)) == 1


def test_what_no_repeat_can_mend_is_given_up_at_once(notice: Callable[..., int], spool: Path, session: Any) -> None:
    session.execute(sa.update(Person).where(Person.login == "handler").values(email="two@example.invalid, words"))
    session.commit()
    number = notice()

    assert send_outbox(MONDAY).failed == 1

    assert (row(number).next_at, row(number).sent_at, row(number).tries) == (None, None, 1)
    assert "not one address" in row(number).error


def test_what_was_given_up_is_an_incident_until_a_retry_gets_it_out(notice: Callable[..., int], spool: Path,
                                                                    session: Any, run: Callable[..., Any]) -> None:
    address = sa.update(Person).where(Person.login == "handler")
    session.execute(address.values(email="two@example.invalid, words"))
    session.commit()
    notice()
    send_outbox(MONDAY)
    (incident,) = open_incidents(db.session())
    assert (incident.work, incident.parked) == ("outbox", True)
    db.session().execute(address.values(email="handler@example.invalid"))
    db.session().commit()

    run(retry_incident, incident_id=incident.id)

    assert send_outbox(MONDAY).sent == 1
    assert open_incidents(db.session()) == []


def test_one_bad_address_does_not_keep_the_others_from_their_letters(notice: Callable[..., int], spool: Path,
                                                                    session: Any) -> None:
    session.execute(sa.update(Person).where(Person.login == "handler").values(email="two@example.invalid, words"))
    session.commit()
    notice(to="market_regulator", what="notice")

    send_outbox(MONDAY)

    receivers = {line for mail in mails(spool) for line in mail.splitlines() if line.startswith("To: ")}
    assert receivers == {f"To: {login}@example.invalid" for login in ("handler1b", "legal", "chief")}


def test_parts_that_went_out_are_not_sent_again(notice: Callable[..., int], spool: Path, session: Any) -> None:
    """The chief is told by text message, whose way is blocked; the others have their mail."""
    session.execute(sa.update(Person).where(Person.login == "chief").values(email="", mobile="13800000000"))
    session.commit()
    number = notice(to="market_regulator", what="notice")
    (spool / "sms").write_text("")
    send_outbox(MONDAY)
    assert len(mails(spool)) == 3 and row(number).sent_at is None
    for path in (spool / "mail").iterdir():
        path.unlink()
    (spool / "sms").unlink()

    send_outbox(MONDAY + PAUSES[0])

    assert mails(spool) == []
    assert len(list((spool / "sms").glob("*.json"))) == 1
    assert row(number).sent_at is not None


def test_a_claimed_message_is_nobody_elses_until_the_lease_ends(notice: Callable[..., int], spool: Path,
                                                               run: Callable[..., Any]) -> None:
    number = notice()
    assert run(claim_message, CLOCK, outbox_id=number, now=MONDAY) is not None

    assert send_outbox(MONDAY + LEASE - SECOND).sent == 0
    assert send_outbox(MONDAY + LEASE).sent == 1


def test_one_message_that_fails_does_not_stop_the_others(notice: Callable[..., int], spool: Path, session: Any) -> None:
    session.execute(sa.update(Person).where(Person.login == "handler").values(email="two@example.invalid, words"))
    session.commit()
    notice()
    good = notice(to="handler2")

    done = send_outbox(MONDAY)

    assert (done.sent, done.failed) == (1, 1)
    assert row(good).sent_at == MONDAY
    assert due_outbox(db.session(), MONDAY) == []


def test_whoever_was_let_go_gets_no_letters(notice: Callable[..., int], spool: Path, session: Any) -> None:
    gone = pick(list(session.scalars(sa.select(Person))), login="legal")
    gone.disabled_at = MONDAY
    session.commit()
    notice(to="market_regulator", what="notice")

    send_outbox(MONDAY)

    assert not any("legal@" in mail for mail in mails(spool))
