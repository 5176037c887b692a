"""The seal on a snapshot: nothing is read back that was not written here. What a snapshot holds is not known here.

SpiffWorkflow's own reader ran code out of a saved state; a database that somebody wrote into must not reach that far.
"""

import hmac
from collections.abc import Mapping

from app.engine.values import StepFailed

VERSION = 1
MAC_BYTES = 32
MIN_KEY_BYTES = 16


class Seal:
    """HMAC-SHA256 over version, key id and content. Writes with the current key, reads with any key it holds."""

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        if current not in keys:
            raise ValueError(f"no key named {current!r} to seal with")
        for name, key in keys.items():
            if not 1 <= len(name.encode()) <= 255 or len(key) < MIN_KEY_BYTES:
                raise ValueError(f"key {name!r}: the name has 1 to 255 bytes, the key {MIN_KEY_BYTES} or more")
        self._keys = {name.encode(): bytes(key) for name, key in keys.items()}
        self._current = current.encode()

    def close(self, content: bytes) -> bytes:
        head = bytes((VERSION, len(self._current))) + self._current
        return head + hmac.digest(self._keys[self._current], head + content, "sha256") + content

    def current(self, sealed: bytes) -> bool:
        """Whether it was written under the key that is written with now."""
        return sealed[2 : 2 + sealed[1]] == self._current if len(sealed) > 1 else False

    def open(self, sealed: bytes) -> bytes:
        """The content. StepFailed when it was written by another version, under an unknown key, or changed since."""
        if len(sealed) < 2 or sealed[0] != VERSION:
            raise StepFailed("", "存档的版本不是本系统写的版本，不能读取。")
        end = 2 + sealed[1]
        head, mac, content = sealed[:end], sealed[end : end + MAC_BYTES], sealed[end + MAC_BYTES :]
        key = self._keys.get(head[2:])
        if key is None:
            raise StepFailed("", "存档是用本系统没有的密钥封存的，不能读取。")
        if not hmac.compare_digest(mac, hmac.digest(key, head + content, "sha256")):
            raise StepFailed("", "存档的封印不符：内容被改动过，不能读取。")
        return content
