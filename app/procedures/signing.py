"""会签 as a drawing asks for it: who signs, in which manner, and under which name the flow reads what came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MODES = ("all", "any", "sequence")
OPINION, DISAGREE = "opinion", "disagree"  # the field of a signer's form, and its one answer that is no consent
AGREED, DISSENT = "agreed", "dissent"  # what the flow reads
RESULTS = (AGREED, DISSENT)
FORM = "signature"  # forms/_shared: what somebody fills in who was asked to sign by a colleague
_SIGNER = re.compile(r"([a-z][a-z_]*)(?:@(\$?[a-z][a-z0-9_]*))?", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Signer:
    """`organ`: an organisation's tag, `$name` of the data (one id or a list), or empty: every organ with that post."""

    role: str
    organ: str = ""

    @property
    def reads(self) -> str:
        return self.organ[1:] if self.organ.startswith("$") else ""


@dataclass(frozen=True, slots=True)
class Signing:
    """`strange`: parts of the list of signers that say nothing."""

    mode: str
    signers: tuple[Signer, ...]
    result: str
    strange: tuple[str, ...] = ()

    @property
    def reads(self) -> tuple[str, ...]:
        """The names of the flow's data that say who signs."""
        return tuple(signer.reads for signer in self.signers if signer.reads)


def signing_of(properties: Mapping[str, str]) -> Signing | None:
    """None for a task that nobody signs beside its holder."""
    if not properties.keys() & {"signing", "signers"}:
        return None
    parts = [part.strip() for part in properties.get("signers", "").split(",") if part.strip()]
    found = {part: _SIGNER.fullmatch(part) for part in parts}
    signers = tuple(Signer(m[1], m[2] or "") for m in found.values() if m)
    strange = tuple(part for part, match in found.items() if match is None)
    return Signing(properties.get("signing", "").strip(), signers, properties.get("result", "").strip(), strange)


def is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None
