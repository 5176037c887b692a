"""What a comparison runs: drawings, the ways to open them, and what people and asks may answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.procedures.walk import Opening

Answers = Mapping[str, Any]


@dataclass
class Process:
    """`answers`: task or message -> whole assignments; `asks`: operation -> values. `text`: for people who debug."""

    id: str
    files: Mapping[str, bytes]
    openings: tuple[Opening, ...]
    answers: Mapping[str, tuple[Answers, ...]]
    asks: Mapping[str, tuple[Any, ...]]
    text: str = ""
