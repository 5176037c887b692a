"""Stored bytes, addressed by their SHA-256; what may come in, by its content. Who may see one is not decided here."""

import hashlib
import io
import os
import re
import secrets
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

from app.errors import Invalid, NotFound

__all__ = ["MAX_BYTES", "MIME", "Damaged", "Store", "clean_name", "sniff"]

MAX_BYTES = 20 * 1024 * 1024
MIME = {"pdf": "application/pdf", "ofd": "application/ofd", "jpg": "image/jpeg", "png": "image/png"}

# An OFD is a zip: its contents must not swell without bounds in whatever opens it.
MAX_UNPACKED = 400 * 1024 * 1024
MAX_PARTS = 10_000
MAX_NAME = 100

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]')


class Damaged(Exception):
    """Stored bytes are not what their name says: somebody or something changed them."""


class Store:
    """A folder of files named by their digest, written once and never changed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Keep the bytes, safe on disk when this returns; gives their digest. The same bytes are kept once."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if not (path.is_file() and path.stat().st_size == len(content)):
            _write(path, content)
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes, compared with their digest. Raises NotFound and Damaged."""
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError:
            raise NotFound() from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise Damaged(digest)
        return content

    def exists(self, digest: str) -> bool:
        return bool(_DIGEST.match(digest)) and self.path(digest).is_file()

    def verify(self, digest: str) -> bool:
        """Whether the bytes are there and are the same as when they came."""
        try:
            self.read(digest)
        except (NotFound, Damaged):
            return False
        return True

    def remove(self, digest: str) -> None:
        """Forget the bytes; whether nothing names them any more is for the caller to know."""
        self.path(digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """All that is kept, in order, for a backup or a check."""
        for path in sorted(self.root.glob("??/??/*")):
            if _DIGEST.match(path.name):
                yield path.name

    def path(self, digest: str) -> Path:
        """Where the bytes lie or would lie. Raises NotFound for what is no digest (it could be a path)."""
        if not _DIGEST.match(digest):
            raise NotFound()
        return self.root / digest[:2] / digest[2:4] / digest


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with making.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
    # The names themselves must survive a power cut: the file's, and those of folders that may be new.
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sniff(content: bytes, name: str = "") -> str:
    """`pdf`, `ofd`, `jpg` or `png`, by content and never by name. Raises Invalid with a sentence for anything else."""
    shown = f"“{clean_name(name)}”" if name else "这个文件"
    if not content:
        raise _refused(f"{shown}是空的，请重新选择文件。")
    if len(content) > MAX_BYTES:
        raise _refused(f"{shown}超过 20 MB，请压缩或者分成几个文件上传。")
    for kind, (starts, whole) in _KINDS.items():
        if content.startswith(starts):
            if whole(content):
                return kind
            raise _refused(f"{shown}不完整或者已经损坏，请重新扫描或者导出后再上传。")
    raise _refused(f"{shown}的格式不能接收：只收 PDF、OFD、JPG、PNG 文件。")


def _refused(sentence: str) -> Invalid:
    return Invalid({"file": [sentence]}, sentence, code="file_refused")


def _whole_pdf(content: bytes) -> bool:
    return b"%%EOF" in content[-2048:]


def _whole_jpg(content: bytes) -> bool:
    # Cameras append data of their own behind the end mark, so it need not be last.
    return b"\xff\xd9" in content[2:]


def _whole_png(content: bytes) -> bool:
    return content[12:16] == b"IHDR" and b"IEND\xaeB`\x82" in content[-4096:]


def _whole_ofd(content: bytes) -> bool:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    small = len(parts) <= MAX_PARTS and sum(part.file_size for part in parts) <= MAX_UNPACKED
    return small and any(part.filename == "OFD.xml" for part in parts)


_KINDS = {
    "pdf": (b"%PDF-", _whole_pdf),
    "ofd": (b"PK\x03\x04", _whole_ofd),
    "jpg": (b"\xff\xd8\xff", _whole_jpg),
    "png": (b"\x89PNG\r\n\x1a\n", _whole_png),
}
_ENDINGS = {"pdf": {"pdf"}, "ofd": {"ofd"}, "jpg": {"jpg", "jpeg", "jpe", "jfif"}, "png": {"png"}}


def clean_name(name: str, kind: str = "") -> str:
    """A file's name fit to be shown and saved: no folders, no hidden characters, at most 100 characters.

    With a `kind` the ending says what the content is, so that a picture called x.exe is saved as x.exe.png.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    stem, dot, ending = _NOT_IN_NAMES.sub("", last).strip(" .").rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = f"{stem}{dot}{ending}", ""
    if kind and ending.lower() not in _ENDINGS[kind]:
        stem, ending = ".".join(filter(None, (stem, ending))), kind
    tail = f".{ending}" if ending else ""
    return (" ".join(stem.split())[: MAX_NAME - len(tail)].strip(" .") or "未命名") + tail
