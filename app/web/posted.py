"""What a browser posted beside the answers (which procedures.from_html reads): files, the pressed button."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from werkzeug.datastructures import FileStorage, MultiDict

from app.errors import Invalid

Posted = MultiDict[str, str]
Bring = Callable[[FileStorage], str]


def with_files(form: Posted, files: MultiDict[str, FileStorage], bring: Bring) -> dict[str, list[str]]:
    """Adds the ids of files brought in to `form`; returns the sentences of those refused, by field."""
    refused: dict[str, list[str]] = {}
    for name, file in files.items(multi=True):
        if not file.filename:
            continue
        field = name.removesuffix(":file")
        try:
            form.add(field, bring(file))
        except Invalid as refusal:
            sentences = [text for texts in refusal.errors.values() for text in texts] or [refusal.message]
            refused.setdefault(field, []).extend(f"“{file.filename}”：{text}" for text in sentences)
    return refused


def command(form: Posted) -> tuple[str, ...]:
    """What the pressed button asks: `next`, `later`, `refresh`, `remove proof UPLOAD`, `drop items 3`."""
    return tuple(form.get("_do", "next").split()) or ("next",)


def without_file(form: Posted, name: str, upload: str) -> None:
    kept = [value for value in form.getlist(name) if value != upload]
    form.setlist(name, kept)


def without_row(form: Posted, name: str, n: str) -> None:
    """Takes one row out of a list; the others close up when they are read."""
    for key in [key for key in form if key.startswith(f"{name}.{n}.")]:
        form.poplist(key)


def not_shown(shown: str, names: Iterable[str]) -> tuple[str, ...]:
    """Fields that apply now and were not on the page that was sent."""
    seen = set(shown.split())
    return tuple(name for name in names if name not in seen)
