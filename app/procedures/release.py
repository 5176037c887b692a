"""Freezes a procedure with all it needs under one hash, and thaws it without the folder. The table row is not here."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import orjson

from app.procedures.articles import articles_of
from app.procedures.files import Files, below, slugs
from app.procedures.model import Procedure
from app.procedures.read import Library
from app.procedures.read_procedure import read_procedure
from app.procedures.read_words import LETTER_WORDS
from app.procedures.register_model import Article
from app.procedures.sheet import Faults, Unreadable

HEAD = b"casework release 1\n"
ARTICLES = "bpmn/_law.json"
LARGEST = 32_000_000
_INCLUDE = re.compile(rb'"include"\s*:\s*"([a-z0-9_]+)"')


class Damaged(Exception):
    """These bytes are not a whole release."""


@dataclass(frozen=True)
class Release:
    """What a case runs for life: flow, forms, letters, words and the articles it names, under one content hash."""

    hash: str
    procedure: Procedure
    files: Files = field(repr=False)
    articles: Mapping[str, Article] = field(repr=False, default_factory=dict)

    @property
    def slug(self) -> str:
        return self.procedure.slug

    @property
    def diagrams(self) -> Mapping[str, bytes]:
        """The files that app.engine.parse takes."""
        return self.procedure.drawings

    def pack(self) -> bytes:
        """The compressed bytes that thaw() takes."""
        return zlib.compress(_container(self.files), 9)


def freeze(library: Library, slug: str) -> Release:
    """The release of a procedure as the folder says it now. Scenarios are tests, not part of it."""
    procedure = library.procedures[slug]
    files = dict(_needed(library.files, procedure))
    files[ARTICLES] = _articles(library, procedure)
    return _release(files)


def thaw(content: bytes) -> Release:
    """The release of packed bytes. Raises Damaged."""
    try:
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(content, LARGEST)
        if not unpacking.eof or unpacking.unused_data:
            raise Damaged("不是完整的版本文件。")
        return _release(dict(_parts(plain)))
    except (zlib.error, ValueError, Unreadable) as error:
        raise Damaged(f"不是完整的版本文件：{error}") from None


def _release(files: dict[str, bytes]) -> Release:
    faults = Faults()
    procedure = read_procedure(faults, files, slugs(files)[0] if slugs(files) else "")
    findings = faults.close()
    if findings:
        raise Unreadable(findings)
    known = orjson.loads(files.get(ARTICLES, b"{}"))
    articles = {name: Article(**article) for name, article in known.items()}
    return Release(hashlib.sha256(_container(files)).hexdigest(), procedure, files, articles)


def _container(files: Files) -> bytes:
    """One byte string of a set of files, whatever their order: length of name, length of content, name, content."""
    parts = [HEAD]
    for name in sorted(files):
        key = name.encode()
        parts += [b"%d %d\n" % (len(key), len(files[name])), key, files[name]]
    return b"".join(parts)


def _parts(plain: bytes) -> Iterator[tuple[str, bytes]]:
    if not plain.startswith(HEAD):
        raise Damaged("不是版本文件。")
    place = len(HEAD)
    while place < len(plain):
        line = plain.index(b"\n", place)
        name, length = map(int, plain[place:line].split())
        start = line + 1 + name
        if start + length > len(plain):
            raise Damaged("版本文件缺少一段。")
        yield plain[line + 1 : start].decode(), plain[start : start + length]
        place = start + length


def _needed(files: Files, procedure: Procedure) -> Iterator[tuple[str, bytes]]:
    """The procedure's own files but its scenarios, and of the shared ones those that it uses."""
    own = (f"bpmn/{procedure.slug}/", f"forms/{procedure.slug}/")
    for name in files:
        if name.startswith(own) and "/scenarios/" not in name:
            yield name, files[name]
    for name in sorted({*_shared_flow(procedure), *_shared_words(procedure), *_shared_forms(files, procedure)}):
        if name in files:
            yield name, files[name]


def _shared_flow(procedure: Procedure) -> Iterator[str]:
    for name in procedure.drawings:
        if name.startswith("_shared/"):
            yield f"bpmn/{name}"
            yield f"bpmn/{name.removesuffix('.bpmn')}.yaml"


def _shared_words(procedure: Procedure) -> Iterator[str]:
    yield from (f"bpmn/_shared/{name}.yaml" for name in ("texts", *LETTER_WORDS))
    yield from (f"bpmn/_shared/documents/{letter}.yaml" for letter in procedure.letters)


def _shared_forms(files: Files, procedure: Procedure) -> set[str]:
    """Shared forms of tasks, and the groups that forms include, and those that these include."""
    shared = {f"forms/_shared/{name}.form": c for name, c in below(files, "forms/_shared", ".form").items()}
    own = below(files, f"forms/{procedure.slug}", ".form")
    found = {f"forms/_shared/{name}.form" for name in procedure.forms if name not in own} & set(shared)
    todo = [*own.values(), *(shared[name] for name in found)]
    while todo:
        names = {f"forms/_shared/{n.decode()}.form" for n in _INCLUDE.findall(todo.pop())} & set(shared) - found
        found |= names
        todo += [shared[name] for name in names]
    return found


def _articles(library: Library, procedure: Procedure) -> bytes:
    names = {named.article for named in articles_of(procedure)}
    found = {name: library.article(name) for name in names}
    known = {name: article for name, article in found.items() if article}
    return orjson.dumps(known, option=orjson.OPT_SORT_KEYS)
