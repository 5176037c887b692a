"""The fake hand of demo and tests: a message becomes a file in a folder, one a key. Nothing leaves the machine."""

import json
import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.clock import now
from app.delivery.failure import DeliveryFailed
from app.delivery.mail import compose

__all__ = ["send"]

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,80}\Z")


def send(url: str, message: Mapping[str, object]) -> str:
    """Write it; gives the file's name. A repeat finds its file and writes nothing. Raises DeliveryFailed."""
    folder = Path(unquote(urlsplit(url).path))
    key = str(message["key"])
    name = key if _PLAIN.match(key) else sha256(key.encode()).hexdigest()
    path = folder / (f"{name}.eml" if message["kind"] == "mail" else f"{name}.json")
    try:
        if not path.exists():
            _write(path, _content(message))
    except OSError as error:
        raise DeliveryFailed(f"the spool could not be written: {type(error).__name__}", retry=True) from None
    return path.name


def _content(message: Mapping[str, object]) -> bytes:
    if message["kind"] == "mail":
        return compose(message, "no-reply@localhost").as_bytes()
    kept = {**message, "sent_at": now().isoformat()}
    return json.dumps(kept, ensure_ascii=False, indent=1, default=str).encode()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    making = path.with_name(f".{secrets.token_hex(8)}")
    try:
        making.write_bytes(content)
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
