"""A whole case as one PDF (卷宗): cover and contents, then every paper in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app import clock
from app.clock import today
from app.domain.actor import Actor
from app.domain.numbers import formal
from app.domain.wording import full_day
from app.letters import sheets
from app.letters.binding import join, page_count
from app.queries.documents import attachments_of, documents_of, upload_bytes
from app.queries.seen import Seen, see_case
from app.services.house import house

STATES = {"replaced": "（已被代替）", "withdrawn": "（已撤销）"}
PICTURES = ("png", "jpg")


@dataclass(frozen=True)
class Record:
    """A form as it was answered: what, by whom, when, (question, answer)."""

    title: str
    by: str
    at: datetime
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Part:
    """A paper to be bound: `pdf` empty where it cannot be (an OFD, a damaged file): then the contents say so."""

    at: datetime
    title: str
    number: str
    pdf: bytes

    @property
    def on(self) -> date:
        return today(self.at)


def dossier(session: Session, actor: Actor, number: str, records: Sequence[Record]) -> bytes:
    """The bytes of the PDF. Raises NotFound for a case that may not be known; who may take it is export_case's."""
    seen = see_case(session, actor, number)
    organ = seen.case.organisation.name if seen.case.organisation else "宁波市"
    parts = sorted([*_records(organ, records), *_letters(seen), *_files(seen, organ)], key=lambda part: part.at)
    title = f"{seen.live.running.procedure.title}卷宗 {formal(seen.case.number)}"
    bound = [part for part in parts if part.pdf]
    aside = [part for part in parts if not part.pdf]
    papers = [sheets.Paper(part.title, part.on, part.number, page_count(part.pdf)) for part in bound]
    papers += [sheets.Paper(f"{part.title}（另附电子文件）", part.on, part.number, 0) for part in aside]
    cover = sheets.dossier(organ=organ, title=title, facts=_facts(seen), papers=papers, on=today(clock.now()),
                           demo=house().settings.demo)
    return join([("封面和目录", cover.pdf), *((part.title, part.pdf) for part in bound)], title)


def _facts(seen: Seen) -> list[tuple[str, str]]:
    case, procedure = seen.case, seen.live.running.procedure
    outcome = next((o.title for o in procedure.outcomes if o.id == case.outcome), case.stage)
    return [("编号", formal(case.number)), ("事项", procedure.title), ("题名", case.title),
            ("当事人", case.subject.name if case.subject else "无"), ("收到日期", full_day(case.received_on)),
            ("办结日期", full_day(today(case.closed_at)) if case.closed_at else "在办"),
            ("结果" if case.closed_at else "进展", outcome)]


def _records(organ: str, records: Iterable[Record]) -> Iterable[Part]:
    for one in records:
        sheet = sheets.record(title=one.title, organ=organ, by=one.by, lines=one.lines, on=today(one.at),
                              demo=house().settings.demo)
        yield Part(one.at, one.title, "", sheet.pdf)


def _letters(seen: Seen) -> Iterable[Part]:
    for row in documents_of(seen):
        number = row.number if row.number != row.id else ""
        yield Part(row.issued_at, row.title + STATES.get(row.state, ""), number, house().files.read(row.sha256))


def _files(seen: Seen, organ: str) -> Iterable[Part]:
    for row in attachments_of(seen):
        content = upload_bytes(seen.session, seen.actor, row.id).content
        yield Part(row.at, row.name, "", _as_pdf(row.name, row.kind, content, organ, today(row.at)))


def _as_pdf(name: str, kind: str, content: bytes, organ: str, on: date) -> bytes:
    if kind in PICTURES:
        try:
            return sheets.picture(title=name, organ=organ, image=content, kind=kind, on=on,
                                  demo=house().settings.demo).pdf
        except ValueError:
            return b""
    return content if kind == "pdf" and page_count(content) else b""
