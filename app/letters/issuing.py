"""A letter's PDF: filled in, marked, with its verification code. Numbers, storing and serving are the caller's."""

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import segno

from app.letters.filling import Content, Printed, Table, fill
from app.letters.model import LetterModel
from app.letters.typeset import Press, Sheet, press

__all__ = ["Rendered", "preview", "rare_characters", "render", "verification"]

DEMO_NOTICE = "演示文书，不具有法律效力"
PREVIEW_NOTICE = "预览稿，尚未签发"
NUMBER_TO_COME = "（文号待编）"


@dataclass(frozen=True)
class Rendered:
    """The PDF and what it says; `blocks` is the body in order, for a page that shows the letter as text."""

    pdf: bytes
    digest: str
    pages: int
    title: str
    number: str
    blocks: tuple[Printed, ...]
    content: Content


def render(
    letter: LetterModel,
    data: Mapping[str, object],
    *,
    demo: bool = False,
    verify_url: str | None = None,
    on: Press | None = None,
) -> Rendered:
    """The letter as it is issued; `data` is described in README.md, `verify_url` becomes the QR code.

    Raises Invalid where something is missing that must be there. Equal arguments give equal bytes.
    """
    content = fill(letter, data)
    code = verification(verify_url) if letter.qr and verify_url else None
    marks = {"mark": "演示" if demo else None, "notice": DEMO_NOTICE if demo else None}
    return _rendered(letter, content, {**marks, "code": code}, on)


def preview(letter: LetterModel, data: Mapping[str, object], *, on: Press | None = None) -> Rendered:
    """The same before it is issued: 预览 across each page, no number, no code. Refuses what render refuses."""
    content = fill(letter, data, number=NUMBER_TO_COME)
    return _rendered(letter, content, {"mark": "预览", "notice": PREVIEW_NOTICE, "code": None}, on)


def _rendered(letter: LetterModel, content: Content, marks: Mapping[str, object], on: Press | None) -> Rendered:
    sheet: Sheet = (on or press()).pdf("letter", {**_as_data(letter, content), **marks}, content.issued_on)
    return Rendered(sheet.pdf, sheet.digest, sheet.pages, content.title, content.number, content.body, content)


def _as_data(letter: LetterModel, content: Content) -> dict[str, object]:
    day = content.issued_on
    data: dict[str, object] = {
        "format": letter.format,
        "suffix": letter.suffix,
        "title": content.title,
        "organ": content.organ,
        "number": content.number,
        "recipient": content.recipient,
        "body": [_block(part) for part in content.body],
        "attachments": content.attachments,
        "copies": content.copies,
        "date": content.day,
        "day": [day.year, day.month, day.day],
    }
    return {**data, "rare": rare_characters(str(data))}


def _block(part: Printed) -> dict[str, object]:
    if isinstance(part, Table):
        return {"kind": "table", **asdict(part)}
    return {"kind": "heading" if part.level else "paragraph", "text": part.text, "level": part.level}


def verification(url: str) -> dict[str, str]:
    """A QR code of the address as SVG; level M, because paper is folded and stamped."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True)
    return {"svg": out.getvalue().decode(), "url": url, "words": ""}


def rare_characters(text: str) -> str:
    """Han characters outside GB 2312: Fandol lacks them, and the fallback stands higher and larger on the line."""
    return "".join(sorted({c for c in text if ord(c) > 0x2E7F and c.isalpha() and not _in_gb2312(c)}))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
