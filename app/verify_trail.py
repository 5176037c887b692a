"""Checks an exported trail or the proof of a letter, without the house and without its database.

    python verify_trail.py EXPORT.jsonl [--checkpoints DAY.jsonl ...] [--key HEX]
    python verify_trail.py --proof proof.json [--document letter.pdf] [--key HEX]

Prints one line; exits 0 where all is whole and 1 where something is not. EXPORT comes from `flask trail export CASE`,
checkpoints and the public key from the page /checkpoints. Written apart from the house on purpose (no imports from it):
a fault that both share would have to be made twice. Needs Python 3.11 and the package cryptography.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SM3, Hash


class Broken(Exception):  # noqa: N818
    """What is not whole, in one sentence."""


def sm3(data: bytes) -> bytes:
    state = Hash(SM3())
    state.update(data)
    return state.finalize()


def spelled(value: Any) -> bytes:
    """The one spelling of a JSON value: sorted keys, UTF-8, no spaces."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def check_row(row: dict[str, Any], before: str | None, stated: str) -> None:
    made = sm3((bytes.fromhex(before) if before else b"") + spelled(row)).hex()
    if made != stated:
        raise Broken(f"row {row['n']}: its hash is not that of its contents and of the row before it")


def check_signature(checkpoint: dict[str, Any], key: str | None) -> None:
    body = {k: v for k, v in checkpoint.items() if k != "signature"}
    if key is not None and checkpoint["key"] != key:
        raise Broken(f"checkpoint {checkpoint['n']}: signed by another key")
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint["key"]))
        public.verify(bytes.fromhex(checkpoint["signature"]), spelled(body))
    except (InvalidSignature, ValueError):
        raise Broken(f"checkpoint {checkpoint['n']}: the signature is not right") from None


def check_export(lines: list[dict[str, Any]], checkpoints: list[dict[str, Any]], key: str | None) -> str:
    """All rows of one stream in order, and every checkpoint that has a head of it."""
    before: str | None = None
    for expected, line in enumerate(lines, 1):
        if line["row"]["n"] != expected:
            raise Broken(f"row {expected}: missing")
        check_row(line["row"], before, line["hash"])
        before = line["hash"]
    compared = 0
    for checkpoint in checkpoints:
        check_signature(checkpoint, key)
        for stream, _, last, stated in checkpoint["heads"]:
            if lines and stream == lines[0]["row"]["stream"]:
                if last > len(lines) or lines[last - 1]["hash"] != stated:
                    raise Broken(f"row {min(last, len(lines) + 1)}: not as checkpoint {checkpoint['n']} has it")
                compared += 1
    return f"whole: {len(lines)} rows, {compared} checkpoints" + erased(lines)


def erased(lines: list[dict[str, Any]]) -> str:
    """What the trail itself says to be gone lawfully: values that it commits to and nobody can show any more."""
    rows = [line["row"] for line in lines if line["row"]["what"] == "case:erased"]
    return "".join(f"; contents erased {row['at']} (row {row['n']}), kept until {row['after']['kept_until']} by"
                   f" {row['after']['article']}" for row in rows)


def check_proof(proof: dict[str, Any], document: bytes | None, key: str | None) -> str:
    """A letter's row of the trail, the way from it to the signed root, and the letter itself."""
    row, checkpoint = proof["row"], proof["checkpoint"]
    check_row(row, proof["prev"], proof["hash"])
    found = sm3(b"\x00" + row["stream"].to_bytes(8) + row["n"].to_bytes(8) + bytes.fromhex(proof["hash"]))
    for side, neighbour in proof["path"]:
        other = bytes.fromhex(neighbour)
        found = sm3(b"\x01" + (other + found if side == "left" else found + other))
    if found.hex() != checkpoint["root"]:
        raise Broken("the row does not lead to the root of the checkpoint")
    check_signature(checkpoint, key)
    if document is not None and hashlib.sha256(document).hexdigest() != row["after"]["sha256"]:
        raise Broken("this file is not the letter that was issued")
    return f"whole: issued {row['at']}, sealed {checkpoint['at']} in checkpoint {checkpoint['n']}"


def read_lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line]


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check an exported trail or the proof of a letter.")
    parser.add_argument("export", nargs="?")
    parser.add_argument("--checkpoints", nargs="*", default=[])
    parser.add_argument("--proof")
    parser.add_argument("--document")
    parser.add_argument("--key", help="the public key, 64 hexadecimal digits, from a source that you trust")
    given = parser.parse_args(words)
    if bool(given.export) == bool(given.proof):
        parser.error("give an export, or --proof")
    try:
        if given.proof:
            document = Path(given.document).read_bytes() if given.document else None
            print(check_proof(json.loads(Path(given.proof).read_text(encoding="utf-8")), document, given.key))
        else:
            checkpoints = [line for path in given.checkpoints for line in read_lines(path)]
            print(check_export(read_lines(given.export), checkpoints, given.key))
    except Broken as broken:
        print(f"broken: {broken}", file=sys.stderr)
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
