"""Sheets that are no letters: 申请回执; of a 卷宗 cover, contents, 办理记录 and pictures. Letters are issuing.py, what
joins papers is binding.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.letters.formatters import chinese_day, clean
from app.letters.issuing import DEMO_NOTICE, rare_characters, verification
from app.letters.typeset import Press, Sheet, press

__all__ = ["Paper", "dossier", "picture", "receipt", "record"]

Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Paper:
    """A paper of the 卷宗: `pages` counts its pages, by which the contents give the first page of each."""

    title: str
    on: date
    number: str = ""
    pages: int = 1


def receipt(
    *,
    title: str,
    organ: str,
    opening: str,
    facts: Facts,
    steps: Sequence[str],
    on: date,
    verify_url: str | None = None,
    demo: bool = False,
    press_: Press | None = None,
) -> Sheet:
    """申请回执: `facts` are rows (name, text) such as number, query code, last day; `steps` is what happens next."""
    content = {
        "opening": clean(opening),
        "next": [clean(step) for step in steps],
        "code": verification(verify_url) if verify_url else None,
    }
    return _sheet("receipt", title, organ, facts, on, demo, content, press_)


def dossier(
    *,
    organ: str,
    title: str,
    facts: Facts,
    papers: Sequence[Paper],
    on: date,
    demo: bool = False,
    press_: Press | None = None,
) -> Sheet:
    """Cover and contents of a finished case; page numbers count the papers alone, the first of them being page 1."""
    rows, page = [], 1
    for paper in papers:
        row = {
            "title": clean(paper.title),
            "number": clean(paper.number),
            "date": chinese_day(paper.on),
            "page": str(page),
        }
        rows.append(row)
        page += paper.pages
    closing = f"本卷共{len(papers)}件、{page - 1}页。" if papers else "本卷没有文件。"
    return _sheet("dossier", title, organ, facts, on, demo, {"papers": rows, "closing": closing}, press_)


def record(*, title: str, organ: str, by: str, lines: Facts, on: date, demo: bool = False) -> Sheet:
    """办理记录: one form as it was answered; `by` says who and when, `lines` are (question, answer)."""
    return _sheet("record", title, organ, lines, on, demo, {"by": clean(by)}, None)


def picture(*, title: str, organ: str, image: bytes, kind: str, on: date, demo: bool = False) -> Sheet:
    """A picture on a page of its own; `kind` is png or jpg. Raises ValueError for one that cannot be drawn."""
    return _sheet("picture", title, organ, (), on, demo, {"file": f"picture.{kind}"}, press().with_file(kind, image))


def _sheet(
    template: str,
    title: str,
    organ: str,
    facts: Facts,
    on: date,
    demo: bool,
    content: Mapping[str, object],
    press_: Press | None,
) -> Sheet:
    whole: dict[str, object] = {
        **content,
        "title": clean(title),
        "organ": clean(organ),
        "facts": [[clean(name), clean(text)] for name, text in facts],
        "date": chinese_day(on),
        "day": [on.year, on.month, on.day],
        "mark": "演示" if demo else None,
        "notice": DEMO_NOTICE if demo else None,
    }
    return (press_ or press()).pdf(template, {**whole, "rare": rare_characters(str(whole))}, on)
