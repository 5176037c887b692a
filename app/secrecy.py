"""Personal data at rest: closed with SM4-GCM under the field key before it reaches a table, opened on the way out.

A closed value is: version, id of its key, nonce, tag, ciphertext. The purpose (table and column) is authenticated with
it, so that a value moved to another column does not open. `search=True` draws the nonce from the value itself: equal
values close to equal bytes, so a whole identifier can be looked up and kept unique, and nothing else can be learnt.
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PLAIN, DEFLATED = 1, 2
ID, NONCE, TAG = 4, 12, 16
HEAD = 1 + ID
WORTH = 200  # bytes from which deflating saves anything


class Unreadable(Exception):  # noqa: N818
    """A closed value that does not open: another key, or changed since."""


def key_id(secret: str) -> str:
    """A short name of a key that tells nothing of it."""
    return HKDF(algorithm=SM3(), length=ID, salt=None, info=b"casework key id").derive(secret.encode()).hex()


class _Key:
    def __init__(self, secret: str) -> None:
        derived = HKDF(algorithm=SM3(), length=52, salt=None, info=b"casework field").derive(secret.encode())
        self.id, self.cipher, self._draw = derived[:ID], algorithms.SM4(derived[ID : ID + 16]), derived[ID + 16 :]

    def nonce_of(self, purpose: bytes, value: bytes) -> bytes:
        mac = HMAC(self._draw, SM3())
        mac.update(purpose + b"\0" + value)
        return mac.finalize()[:NONCE]


class Keyring:
    """Closes with the first key, opens with any. `secrets`: 32 characters or more each, the current one first."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = [_Key(secret) for secret in secrets]
        self._by_id = {key.id: key for key in self._keys}

    def close(self, value: bytes, purpose: str, *, search: bool = False) -> bytes:
        key, about = self._keys[0], purpose.encode()
        version, content = PLAIN, value
        if len(value) >= WORTH:
            version, content = DEFLATED, zlib.compress(value, 1)
        head = bytes((version,)) + key.id
        nonce = key.nonce_of(about, value) if search else secrets.token_bytes(NONCE)
        encryptor = Cipher(key.cipher, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(head + about)
        closed = encryptor.update(content) + encryptor.finalize()
        return head + nonce + encryptor.tag + closed

    @property
    def name(self) -> str:
        """Of the current key."""
        return self._keys[0].id.hex()

    def mark(self, value: bytes, purpose: str) -> int:
        """Stands for a value under the current key: equal values have equal marks (63 bits)."""
        return int.from_bytes(self._keys[0].nonce_of(purpose.encode(), value)[:8]) >> 1

    def open(self, closed: bytes, purpose: str) -> bytes:
        """Raises Unreadable."""
        key = self._by_id.get(closed[1:HEAD])
        if key is None or len(closed) < HEAD + NONCE + TAG or closed[0] not in (PLAIN, DEFLATED):
            raise Unreadable(purpose)
        nonce, tag = closed[HEAD : HEAD + NONCE], closed[HEAD + NONCE : HEAD + NONCE + TAG]
        decryptor = Cipher(key.cipher, modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(closed[:HEAD] + purpose.encode())
        try:
            content = decryptor.update(closed[HEAD + NONCE + TAG :]) + decryptor.finalize()
        except InvalidTag:
            raise Unreadable(purpose) from None
        return zlib.decompress(content) if closed[0] == DEFLATED else content

    def current(self, closed: bytes) -> bool:
        """Whether it is closed with the key that is closed with now."""
        return closed[1:HEAD] == self._keys[0].id
