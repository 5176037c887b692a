"""One message to one receiver, by its kind and the address that the operator set. No tables, no retries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from app.delivery import mail, spool, web
from app.delivery.failure import DeliveryFailed

__all__ = ["Addresses", "Receipt", "deliver"]


class Addresses(Protocol):
    """The settings that are read here. `platform_url` may be missing: then platforms are told in the spool."""

    @property
    def mail_url(self) -> str: ...
    @property
    def sms_url(self) -> str: ...
    @property
    def instance_path(self) -> Path: ...


@dataclass(frozen=True)
class Receipt:
    """The receiver took it; `reference` is what it called the message, or the spool's file."""

    kind: str
    key: str
    reference: str


def deliver(message: Mapping[str, object], settings: Addresses) -> Receipt:
    """Hand over `{kind: mail|sms|platform, key, ...}`; `key` lets the receiver recognise a repeat.

    mail: to, subject, body. sms: to, body. platform: payload. Raises DeliveryFailed.
    """
    kind, key = str(message.get("kind")), str(message.get("key") or "")
    if kind not in _FIELDS or not key or any(not message.get(field) for field in _FIELDS[kind]):
        raise DeliveryFailed(f"a message of kind {kind!r} is not complete", retry=False)
    address = _address(kind, settings)
    send = _HANDS.get(urlsplit(address).scheme)
    if send is None:
        raise DeliveryFailed(f"no way to deliver {kind} is set", retry=False)
    return Receipt(kind, key, send(address, message))


def _address(kind: str, settings: Addresses) -> str:
    if kind == "mail":
        return settings.mail_url
    if kind == "sms":
        return settings.sms_url
    return str(getattr(settings, "platform_url", "")) or f"file://{settings.instance_path / 'spool' / 'platform'}"


_FIELDS = {"mail": ("to", "subject", "body"), "sms": ("to", "body"), "platform": ("payload",)}
_HANDS: dict[str, Callable[[str, Mapping[str, object]], str]] = {
    "smtp": mail.send,
    "smtps": mail.send,
    "http": web.send,
    "https": web.send,
    "file": spool.send,
}
