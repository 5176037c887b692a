"""Messages reach their receivers, a repeat is recognised, and a failure says whether to try again."""

import json
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from app.clock import frozen
from app.delivery import DeliveryFailed, deliver, web
from tests.delivery.servers import mail_server, receiver

MAIL = {
    "kind": "mail",
    "key": "k-1",
    "to": "zhang@example.org",
    "subject": "您有新的待办（YY〔2026〕000123）",
    "body": "您好。\n请登录。",
}
SMS = {"kind": "sms", "key": "k-2", "to": "13812345678", "body": "您的申请已经收到"}
PLATFORM = {"kind": "platform", "key": "k-3", "payload": {"case": "YY-2026-000123", "what": "repaired"}}


@dataclass
class Settings:
    instance_path: Path
    mail_url: str = ""
    sms_url: str = ""
    platform_url: str = ""


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path, f"file://{tmp_path}/spool/mail", f"file://{tmp_path}/spool/sms")


def failure(message, settings):
    with pytest.raises(DeliveryFailed) as caught:
        deliver(message, settings)
    return caught.value


def closed_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def test_a_mail_arrives_with_its_words_and_an_id_made_from_its_key(settings):
    with mail_server() as server:
        settings.mail_url = f"smtp://127.0.0.1:{server.port}?from=credit@example.org"
        first, again, other = (deliver(m, settings) for m in (MAIL, MAIL, {**MAIL, "key": "k-9"}))

    mail = message_from_bytes(server.mails[0], policy=policy.default)
    assert (mail["To"], mail["From"]) == ("zhang@example.org", "credit@example.org")
    assert mail["Subject"] == "您有新的待办（YY〔2026〕000123）"
    assert mail.get_content().splitlines() == ["您好。", "请登录。"]
    assert mail["Message-ID"] == first.reference == again.reference != other.reference
    assert (
        deliver({**MAIL, "key": "k-9"}, Settings(settings.instance_path, f"file://{settings.instance_path}")).key
        == "k-9"
    )


def test_the_mail_server_is_signed_in_to_when_the_address_says_so(settings):
    with mail_server() as server:
        settings.mail_url = f"smtp://user:p%40ss@127.0.0.1:{server.port}"
        deliver(MAIL, settings)

    assert any(command.startswith("AUTH PLAIN") for command in server.commands)
    assert len(server.mails) == 1


@pytest.mark.parametrize(
    ("answers", "retry"),
    [
        ({"RCPT": "550 no such box"}, False),
        ({"RCPT": "451 later"}, True),
        ({"MAIL": "554 not you"}, False),
        ({"MAIL": "421 busy"}, True),
        ({"END": "552 too large"}, False),
        ({"END": "452 full"}, True),
    ],
)
def test_a_mail_server_that_refuses_for_good_is_not_asked_again(settings, answers, retry):
    with mail_server(**answers) as server:
        settings.mail_url = f"smtp://127.0.0.1:{server.port}"
        error = failure(MAIL, settings)

    assert error.retry is retry
    assert "zhang" not in str(error)


def test_a_refused_sign_in_is_tried_again_once_the_operator_mended_it(settings):
    with mail_server(AUTH="535 wrong") as server:
        settings.mail_url = f"smtp://user:secret@127.0.0.1:{server.port}"
        error = failure(MAIL, settings)

    assert (error.retry, str(error)) == (True, "the mail server refused the sign-in: 535")


def test_a_server_that_is_away_is_tried_again(settings):
    port = closed_port()
    settings.mail_url, settings.sms_url = f"smtp://127.0.0.1:{port}", f"http://127.0.0.1:{port}/"
    settings.platform_url = f"http://127.0.0.1:{port}/"

    for message in (MAIL, SMS, PLATFORM):
        assert failure(message, settings).retry is True


@pytest.mark.parametrize(
    "change",
    [
        {"to": "a@example.org\nBcc: b@example.org"},
        {"subject": "甲\r\nBcc: b@example.org"},
        {"to": "a@example.org, b@example.org"},
    ],
)
def test_a_mail_goes_to_one_receiver_and_no_header_is_smuggled_in(settings, change):
    with mail_server() as server:
        settings.mail_url = f"smtp://127.0.0.1:{server.port}"
        error = failure({**MAIL, **change}, settings)

    assert error.retry is False
    assert server.mails == []


def test_an_sms_is_posted_with_its_key_and_signed_in(settings):
    with receiver() as server:
        settings.sms_url = f"http://user:p%40ss@127.0.0.1:{server.port}/send?sign=credit"
        receipt = deliver(SMS, settings)

    post = server.posts[0]
    assert post["content"] == {"to": "13812345678", "text": "您的申请已经收到"}
    assert post["path"] == "/send?sign=credit"
    assert post["headers"]["Idempotency-Key"] == "k-2"
    assert post["headers"]["Authorization"] == "Basic dXNlcjpwQHNz"
    assert receipt.reference == "m-1"


def test_a_platform_gets_the_payload_and_nothing_else(settings):
    with receiver(body=b"thanks") as server:
        settings.platform_url = f"http://127.0.0.1:{server.port}/in"
        receipt = deliver(PLATFORM, settings)

    assert server.posts[0]["content"] == PLATFORM["payload"]
    assert receipt.reference == "200"


@pytest.mark.parametrize(
    ("status", "retry"),
    [
        (400, False),
        (401, False),
        (404, False),
        (422, False),
        (408, True),
        (409, True),
        (429, True),
        (500, True),
        (503, True),
    ],
)
def test_an_http_receiver_that_refuses_for_good_is_not_asked_again(settings, status, retry):
    with receiver(status) as server:
        settings.sms_url = f"http://127.0.0.1:{server.port}/"
        error = failure(SMS, settings)

    assert (error.retry, str(error)) == (retry, f"the receiver answered {status}")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(settings, status):
    with receiver() as stranger, receiver(status, location=f"http://127.0.0.1:{stranger.port}/") as server:
        settings.sms_url = f"http://127.0.0.1:{server.port}/"
        error = failure(SMS, settings)

    assert error.retry is False
    assert stranger.posts == []


def test_a_receiver_that_does_not_answer_in_time_is_tried_again(settings, monkeypatch):
    monkeypatch.setattr(web, "TIMEOUT", 0.2)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        settings.sms_url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"

        assert failure(SMS, settings).retry is True


def test_a_receiver_that_answers_nonsense_is_tried_again(settings):
    with mail_server() as server:
        settings.sms_url = f"http://127.0.0.1:{server.port}/"

        assert failure(SMS, settings).retry is True


def test_in_demo_messages_become_files(settings):
    with frozen(datetime(2026, 11, 22, 1, tzinfo=UTC)):
        references = [deliver(message, settings).reference for message in (MAIL, SMS, PLATFORM)]

    spool = settings.instance_path / "spool"
    assert references == ["k-1.eml", "k-2.json", "k-3.json"]
    mail = message_from_bytes((spool / "mail" / "k-1.eml").read_bytes(), policy=policy.default)
    assert mail["Subject"] == MAIL["subject"]
    assert json.loads((spool / "sms" / "k-2.json").read_text())["body"] == "您的申请已经收到"
    kept = json.loads((spool / "platform" / "k-3.json").read_text())
    assert (kept["payload"], kept["sent_at"]) == (PLATFORM["payload"], "2026-11-22T01:00:00+00:00")


def test_a_repeat_in_the_spool_is_one_file_and_the_first(settings):
    deliver(SMS, settings)
    deliver({**SMS, "body": "另一条"}, settings)

    (kept,) = (settings.instance_path / "spool" / "sms").iterdir()
    assert json.loads(kept.read_text())["body"] == SMS["body"]


def test_a_key_never_leads_out_of_the_spool(settings):
    deliver({**SMS, "key": "../../../../escaped"}, settings)

    assert [path.parent.name for path in settings.instance_path.rglob("*") if path.is_file()] == ["sms"]


def test_a_spool_that_cannot_be_written_is_tried_again(settings):
    (settings.instance_path / "spool").write_text("a file, not a folder")

    assert failure(SMS, settings).retry is True


@pytest.mark.parametrize(
    "message",
    [
        {},
        {**MAIL, "kind": "pigeon"},
        {**MAIL, "key": ""},
        {**MAIL, "to": None},
        {**SMS, "body": ""},
        {**PLATFORM, "payload": {}},
    ],
)
def test_half_a_message_is_never_tried_again(settings, message):
    assert failure(message, settings).retry is False


def test_an_address_of_another_kind_is_refused(settings):
    settings.sms_url = "ftp://example.org/"

    assert str(failure(SMS, settings)) == "no way to deliver sms is set"
