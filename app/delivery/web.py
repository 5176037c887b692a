"""SMS gateways and platforms by HTTP: one JSON POST with an Idempotency-Key. Redirects are not followed."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from app.delivery.failure import DeliveryFailed

__all__ = ["send"]

TIMEOUT = 15.0
MAX_ANSWER = 64 * 1024
# 408 and 425: too slow, too early; 409: the same key is still being worked on; 429: too many.
LATER = frozenset({408, 409, 425, 429})


def send(url: str, message: Mapping[str, object]) -> str:
    """POST it; gives the receiver's `id` of it, or its status. Raises DeliveryFailed."""
    request = _request(url, message)
    try:
        with _OPENER.open(request, timeout=TIMEOUT) as answer:
            return _reference(answer.status, answer.read(MAX_ANSWER))
    except urllib.error.HTTPError as error:
        error.close()
        again = error.code >= 500 or error.code in LATER
        raise DeliveryFailed(f"the receiver answered {error.code}", retry=again) from None
    except (OSError, HTTPException) as error:
        raise DeliveryFailed(f"the receiver was not reached: {type(error).__name__}", retry=True) from None


def _request(url: str, message: Mapping[str, object]) -> urllib.request.Request:
    body = message["payload"] if message["kind"] == "platform" else {"to": message["to"], "text": message["body"]}
    address = urlsplit(url)
    bare = urlunsplit(address._replace(netloc=address.netloc.rpartition("@")[2]))
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": str(message["key"])}
    if address.username:
        pair = f"{unquote(address.username)}:{unquote(address.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    data = json.dumps(body, ensure_ascii=False, default=str).encode()
    return urllib.request.Request(bare, data=data, headers=headers, method="POST")  # noqa: S310 (http and https only)


def _reference(status: int, body: bytes) -> str:
    try:
        answer = json.loads(body)
    except ValueError:
        return str(status)
    return str(answer.get("id", status))[:100] if isinstance(answer, dict) else str(status)


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirected POST would arrive as an empty GET, and perhaps at a stranger's."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


# No proxy from the environment: where messages go is what the operator set and nothing else.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)
