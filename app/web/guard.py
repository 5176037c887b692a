"""What no page takes, refused before any handler sees it: characters that no text holds and no database keeps."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, request

from app.errors import Invalid, NotFound

NUL = "\0"
SENTENCE = "内容里有不能保存的字符，请删掉后再试。从别处粘贴来的，可以先粘到记事本里再复制。"


def refuse_nul() -> None:
    """PostgreSQL keeps no NUL; in an address it names nothing of ours. The API answers for itself."""
    if request.path.startswith("/api/"):
        return
    if NUL in request.path:
        raise NotFound()
    if any(NUL in text for text in sent()):
        raise Invalid(SENTENCE)


def sent() -> Iterator[str]:
    """Every text of the request: names and values of the address and of the form, names of files."""
    for values in (request.args, request.form):
        for name, value in values.items(multi=True):
            yield name
            yield value
    for name, file in request.files.items(multi=True):
        yield name
        yield file.filename or ""


def register_guard(app: Flask) -> None:
    app.before_request(refuse_nul)
