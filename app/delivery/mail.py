"""Mail by SMTP: smtp://user:password@host:587?from=…&starttls=1 or smtps://…:465."""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from app.clock import now
from app.delivery.failure import DeliveryFailed

__all__ = ["compose", "send"]

TIMEOUT = 15.0


def send(url: str, message: Mapping[str, object]) -> str:
    """Send it; gives the Message-ID, which is the same for a repeat. Raises DeliveryFailed."""
    address = urlsplit(url)
    letter = compose(message, _sender(address))
    try:
        with _open(address) as server:
            _introduce(server, address)
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise DeliveryFailed(f"the receiver was refused: {codes}", retry=all(code < 500 for code in codes)) from None
    except smtplib.SMTPAuthenticationError as error:
        # A wrong password is the operator's to mend, and the message is still good afterwards.
        raise DeliveryFailed(f"the mail server refused the sign-in: {error.smtp_code}", retry=True) from None
    except smtplib.SMTPResponseException as error:
        raise DeliveryFailed(f"the mail server answered {error.smtp_code}", retry=error.smtp_code < 500) from None
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryFailed(f"the mail server was not reached: {type(error).__name__}", retry=True) from None
    return str(letter["Message-ID"])


def compose(message: Mapping[str, object], sender: str) -> EmailMessage:
    """The mail. Raises DeliveryFailed where an address or a subject would break out of its header line."""
    letter = EmailMessage()
    try:
        letter["From"] = sender
        letter["To"] = str(message["to"])
        letter["Subject"] = str(message["subject"])
        alone = len(letter["To"].addresses) == 1
    except (ValueError, IndexError):  # a line break; an address that email cannot parse
        alone = False
    if not alone:
        raise DeliveryFailed("the address is not one address, or the subject is not one line", retry=False)
    # The receiver's own server drops a second mail with the same id.
    letter["Message-ID"] = f"<{sha256(str(message['key']).encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"
    letter["Date"] = format_datetime(now())
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(str(message["body"]))
    return letter


def _sender(address: SplitResult) -> str:
    return parse_qs(address.query).get("from", [f"no-reply@{address.hostname or 'localhost'}"])[0]


def _open(address: SplitResult) -> smtplib.SMTP:
    host = address.hostname or "localhost"
    if address.scheme == "smtps":
        return smtplib.SMTP_SSL(host, address.port or 465, timeout=TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(host, address.port or 25, timeout=TIMEOUT)


def _introduce(server: smtplib.SMTP, address: SplitResult) -> None:
    if address.scheme == "smtp" and parse_qs(address.query).get("starttls") == ["1"]:
        server.starttls(context=ssl.create_default_context())
    if address.username:
        server.login(unquote(address.username), unquote(address.password or ""))
