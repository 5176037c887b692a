"""Letters (文书): read, check, fill in, set as PDF. README.md has the file format. No tables, no network."""

from app.letters.filling import Content, Paragraph, Printed, Table
from app.letters.issuing import Rendered, preview, render
from app.letters.model import LetterFault, LetterModel
from app.letters.reading import check, read

__all__ = [
    "Content",
    "LetterFault",
    "LetterModel",
    "Paragraph",
    "Printed",
    "Rendered",
    "Table",
    "check",
    "preview",
    "read",
    "render",
]
