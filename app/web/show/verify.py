"""What the page behind a letter's QR code says: kind, number, organ, date, state and digest; no subject, no text."""

from __future__ import annotations

from app.queries.documents import Verified

SAID = {
    "valid": ("有效", "done", "有效，没有被代替或者撤销"),
    "replaced": ("已被代替", "near", "已由新的文书代替，以新的为准"),
    "withdrawn": ("已撤销", "late", "已经撤销，不再有效"),
}


def verify_values(found: Verified) -> dict[str, object]:
    said, kind, sentence = SAID[found.state]
    groups = [found.sha256[n : n + 8] for n in range(0, len(found.sha256), 8)]
    return {
        "title": found.title, "number": found.number, "organ": found.organisation, "issued_at": found.issued_on,
        "state_said": said, "state_kind": kind, "sentence": sentence, "digest": found.sha256,
        "digest_spaced": " ".join(groups), "replaced_by": None,
    }
