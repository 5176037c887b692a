"""Joins papers into one PDF (卷宗): pages and the names by which a reader jumps to each. What they are is sheets.py."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

__all__ = ["join", "page_count"]

Bound = tuple[str, bytes]  # title, PDF


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has; 0 for one that cannot be opened (damaged, or behind a password)."""
    try:
        return len(PdfReader(BytesIO(pdf)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, OSError, RecursionError):
        return 0


def join(parts: Sequence[Bound], title: str) -> bytes:
    """One file of all, in this order, an outline entry for each."""
    writer = PdfWriter()
    for name, pdf in parts:
        writer.append(BytesIO(pdf), outline_item=name, import_outline=False)
    writer.add_metadata({"/Title": title})
    made = BytesIO()
    writer.write(made)
    return made.getvalue()
