"""Builds a house of many cases: the demo's, made by the verbs, and copies of some of them. On either database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from random import Random

import sqlalchemy as sa
from flask import Flask

from app import clock, create_app
from app.demo.load import load_demo
from app.demo.names import BRANDS, FORMS, TRADES
from app.domain.actor import OPERATOR
from app.domain.grams import title_marks
from app.extensions import db
from app.jobs.indexing import index_what_is_new
from app.models import Base, Case, Gram, Subject, Task
from app.procedures import Library, freeze
from app.queries.people import actor_of_login
from app.services.comment_case import comment_case
from app.services.execute import execute
from app.services.publish_release import publish_release
from app.services.query_codes import digest
from bench.house import wait_for_disk
from bench.scale.multiply import Copies
from config import read_settings

ROOT = Path(__file__).resolve().parents[2]
DEMO_CASES = 40
YOUNG = 12  # trail rows of a case that is copied, at most: five or six on average
RARE, FREQUENT = "鹓雏衔得芝草", "信息"  # in one case, whatever the size of the house; in most of them
AT_ONCE = 5_000


def application(folder: Path, url: str | None = None) -> Flask:
    """A house of ours in a folder: on SQLite there, or on another database."""
    folder.mkdir(parents=True, exist_ok=True)
    app = create_app(read_settings({
        "INSTANCE_PATH": str(folder), "DATABASE_URL": url or f"sqlite:///{folder / 'casework.db'}",
        "PROCEDURES_PATH": str(ROOT / "bpmn"), "BASE_URL": "http://127.0.0.1"}))
    if url is None:
        with app.app_context():
            wait_for_disk(app, "OFF")
    return app


def furnish() -> None:
    """Tables, releases, the demo's people and cases, all findable; one remark with words that nobody else writes."""
    Base.metadata.create_all(db.engine)
    library = Library.read(ROOT)
    for slug in library.procedures:
        execute(publish_release, actor=OPERATOR, release=freeze(library, slug))
    load_demo(DEMO_CASES, say=lambda _text: None)
    clerk = actor_of_login(db.session(), "clerk")
    assert clerk is not None
    number = db.session.scalars(sa.select(Case.number).where(Case.organisation_id == clerk.posts[0].organisation_id)
                                .order_by(Case.id).limit(1)).one()
    db.session.rollback()
    execute(comment_case, actor=clerk, number=number, text=f"电话核实时对方说起“{RARE}”。")
    while index_what_is_new(clock.now()):
        pass


@dataclass(frozen=True)
class Grown:
    """`number`, `code` and `name`: a case that runs at the clerk's organ, somewhere in the middle, and whose it is."""

    cases: int
    number: str
    name: str
    code: str = "A7KM-2QXR-9TNB"


def grow(cases: int) -> Grown:
    """Copies until so many cases run, with as many ended ones between them as in the demo."""
    chosen, running = _young()
    times = -(-cases // len(running))
    copies = Copies(db.engine, chosen, _subjects(max(1, cases // 2)))
    copies.make(times)
    _find_by_name()
    if db.engine.dialect.name == "postgresql":  # which does so by itself a minute later; SQLite never does
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))
    return _known(times * len(chosen), running[0] + times // 2 * copies.stride)


def _known(cases: int, case_id: int) -> Grown:
    query = (sa.select(Case.number, Subject.name).join(Subject, Subject.id == Case.subject_id)
             .where(Case.id == case_id))
    with db.engine.begin() as connection:
        grown = Grown(cases, *connection.execute(query).one())
        connection.execute(sa.update(Case).where(Case.id == case_id).values(query_code=digest(grown.code)))
    return grown


def _young() -> tuple[list[int], list[int]]:
    """Cases with little behind them and nothing beside them, ended or with exactly one open task; and those that run,
    the clerk's first."""
    tasks = (sa.select(sa.func.count()).select_from(Task).where(Task.case_id == Case.id, Task.state == "open")
             .scalar_subquery())
    clerk = actor_of_login(db.session(), "clerk")
    assert clerk is not None
    others = sa.case((Case.organisation_id == clerk.posts[0].organisation_id, 0), else_=1)
    query = sa.select(Case.id, Case.status).order_by(others, Case.id).where(
        Case.subject_id.is_not(None), Case.trail_n <= YOUNG, Case.follows_id.is_(None), Case.parent_id.is_(None),
        sa.or_(Case.status == "closed", tasks == 1))
    rows = db.session.execute(query).all()
    db.session.rollback()
    return [row[0] for row in rows], [row[0] for row in rows if row[1] != "closed"]


def _subjects(count: int) -> tuple[int, int]:
    """Subjects with names of their own: half as many as cases run. Returns the first id and the number."""
    random = Random(count)
    with db.engine.begin() as connection:
        first = (connection.scalar(sa.select(sa.func.max(Subject.id))) or 0) + 1
        for start in range(0, count, AT_ONCE):
            ids = range(first + start, first + min(start + AT_ONCE, count))
            connection.execute(sa.insert(Subject), [_subject(random, i) for i in ids])
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT setval(pg_get_serial_sequence('subject', 'id'), :n)"),
                               {"n": first + count})
    return first, count


def _subject(random: Random, number: int) -> dict[str, object]:
    own = "".join(chr(random.randrange(0x4E00, 0x6E00)) for _ in range(2))
    name = f"宁波{random.choice(BRANDS)}{own}{random.choice(TRADES)}{random.choice(FORMS)}"
    return {"id": number, "key": secrets.token_urlsafe(16), "kind": "legal", "name": name, "pinyin": "",
            "identifier": f"91330200MB{number:08d}", "identifier_note": "", "created_at": clock.now()}


def _find_by_name() -> None:
    """What file_case writes for each case: the marks of its title, number and name."""
    query = (sa.select(Case.id, Case.title, Case.number, Subject.name).outerjoin(Subject, Subject.id == Case.subject_id)
             .order_by(Case.id).limit(AT_ONCE))
    missing = ~sa.exists().where(Gram.case_id == Case.id, Gram.mark < 0)
    last = 0
    while rows := _rows(query.where(Case.id > last, missing)):
        _mark(sorted((mark, row[0]) for row in rows for mark in title_marks(" ".join(map(str, row[1:])))))
        last = rows[-1][0]


def _mark(marks: list[tuple[int, int]]) -> None:
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # for which millions of single rows are long
            arrays = sa.text("INSERT INTO gram SELECT unnest(CAST(:m AS bigint[])), unnest(CAST(:c AS integer[]))")
            connection.execute(arrays, {"m": [one[0] for one in marks], "c": [one[1] for one in marks]})
        else:
            connection.execute(sa.insert(Gram), [{"mark": mark, "case_id": case_id} for mark, case_id in marks])


def _rows(query: sa.Select[int, str, str, str]) -> list[sa.Row[int, str, str, str]]:
    with db.engine.connect() as connection:
        return list(connection.execute(query))
