"""What anybody may check without asking us: the signed checkpoints of the trail, and the proof of one letter."""

from __future__ import annotations

from pathlib import Path

import orjson
from flask import Blueprint, Response, abort, current_app

from app.queries.reading import reading
from app.queries.sealed import prove_document
from app.services.house import house
from app.web.pages import page

blueprint = Blueprint("evidence", __name__)


@blueprint.get("/checkpoints")
def checkpoints() -> Response:
    """Days with their files, the newest first; the public key; how to check."""
    found = house()
    last = found.checkpoints.last()
    return page("public/checkpoints.html", days=found.checkpoints.days()[:400], key=found.signer.public, last=last,
                section="public.registers")


@blueprint.get("/checkpoints/<day>.jsonl")
def day(day: str) -> Response:
    folder = house().checkpoints
    if day not in folder.days():
        abort(404)
    return _file(folder.file(day), "application/jsonl")


@blueprint.get("/checkpoints/verify_trail.py")
def program() -> Response:
    """The program that checks, to read and to run elsewhere."""
    return _file(Path(current_app.root_path) / "verify_trail.py", "text/x-python")


@blueprint.get("/verify/<key>/proof.json")
def proof(key: str) -> Response:
    """For whoever holds the letter: its key is 128 random bits."""
    with reading() as tables:
        found = prove_document(tables, key)
    return _attached(orjson.dumps(found, option=orjson.OPT_INDENT_2), "proof.json", "application/json")


def _file(path: Path, kind: str) -> Response:
    return _attached(path.read_bytes(), path.name, kind)


def _attached(content: bytes, name: str, kind: str) -> Response:
    return Response(content, mimetype=kind, headers={"Content-Disposition": f"attachment; filename={name}"})
