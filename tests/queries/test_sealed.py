"""What a checkpoint remembers cannot be rewritten: not by a chain hashed anew, not by a cut, not in its file."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from app.evidence import chain
from app.models import Case, Sealed, TrailRow
from app.queries.proof import verify
from app.services.house import house
from app.services.seal_trail import SealedNow, seal_trail
from app.services.trail import HASHED, hashed_part
from tests.queries.conftest import write
from tests.support.walk import case_of, do


@pytest.fixture()
def number(run: Any, objection: Any) -> str:
    """A case under way, sealed as it stands."""
    number: str = objection("verify")
    assert run(seal_trail).checkpoint == 1
    return number


def first_broken(session: Any, number: str | None = None) -> tuple[str, str] | None:
    found = verify(session, number).broken
    session.rollback()
    return (found.where, found.what) if found else None


def rows_of(session: Any, number: str) -> list[TrailRow]:
    case = case_of(number).id
    found = list(session.scalars(sa.select(TrailRow).where(TrailRow.stream == case).order_by(TrailRow.n)))
    session.rollback()
    return found


def rewrite(session: Any, number: str, upto: int | None = None, **change: Any) -> None:
    """Somebody with the whole database at hand changes row 2 and hashes everything after it anew."""
    head, last = None, 0
    for row in rows_of(session, number)[:upto]:
        values = {c: getattr(row, c) for c in HASHED} | (change if row.n == 2 else {})
        head, last = chain.link(head, hashed_part(values)), row.n
        write(sa.update(TrailRow).where(TrailRow.stream == row.stream, TrailRow.n == row.n)
              .values(hash=head, **(change if row.n == 2 else {})))
    case = case_of(number).id
    write(sa.delete(TrailRow).where(TrailRow.stream == case, TrailRow.n > last))
    write(sa.update(Case).where(Case.id == case).values(trail_n=last, trail_head=head))


def test_what_is_sealed_verifies_and_goes_on(run: Any, session: Any, number: str) -> None:
    do(number, "verify", {"finding": "wrong"}, by="handler")

    assert verify(session).broken is None
    made = run(seal_trail)
    assert isinstance(made, SealedNow) and made.checkpoint == 2
    assert verify(session).broken is None


def test_only_what_is_new_is_sealed(run: Any, session: Any, number: str) -> None:
    assert run(seal_trail) is None
    n = len(rows_of(session, number))
    do(number, "verify", {"finding": "wrong"}, by="handler")

    run(seal_trail)

    heads = [head for checkpoint in house().checkpoints for head in checkpoint.heads if head.stream]
    assert [(h.first, h.last) for h in heads] == [(1, n), (n + 1, len(rows_of(session, number)))]


def test_a_chain_hashed_anew_is_named(session: Any, number: str) -> None:
    rewrite(session, number, actor="person:1")

    expected = (f"row {len(rows_of(session, number))}", "这一行与存证点1封存的不符：整条链在封存以后被改写过。")
    assert first_broken(session) == first_broken(session, number) == expected


def test_a_tail_cut_with_its_head_is_named(session: Any, number: str) -> None:
    whole = len(rows_of(session, number))
    rewrite(session, number, upto=whole - 2)

    assert first_broken(session) == (f"row {whole - 1}", f"存证点1记有{whole}行留痕，现在只有{whole - 2}行。")


def test_a_trail_that_is_gone_with_its_head_is_named(session: Any, number: str) -> None:
    case = case_of(number).id
    write(sa.delete(TrailRow).where(TrailRow.stream == case))
    write(sa.update(Case).where(Case.id == case).values(trail_n=0, trail_head=None))

    where, what = first_broken(session) or ("", "")
    assert where == "row 1" and "存证点1" in what


def lines() -> list[dict[str, Any]]:
    folder = house().checkpoints
    return [orjson.loads(line) for line in folder.file(folder.days()[0]).read_bytes().splitlines()]


def put_lines(kept: list[dict[str, Any]]) -> None:
    folder = house().checkpoints
    folder.file(folder.days()[0]).write_bytes(b"".join(chain.canonical(line) + b"\n" for line in kept))


@pytest.mark.parametrize(("spoil", "sentence"), [
    (lambda two: two[1:], "存证点1不在，或者被换过。"),
    (lambda two: two[:1], "存证文件末尾缺少存证点2到2。"),
    (lambda two: [two[0], {**two[1], "root": "00"}], "存证点2的签名不符。"),
    (lambda two: [{**two[0], "at": "2026-11-01T00:00:00+08:00"}, two[1]], "存证点1的签名不符。"),
    (lambda two: [two[0], {"n": 2}], "存证点2的内容读不出来。"),
])
def test_files_of_checkpoints_are_watched_too(run: Any, session: Any, number: str, spoil: Any, sentence: str) -> None:
    do(number, "verify", {"finding": "wrong"}, by="handler")
    run(seal_trail)

    put_lines(spoil(lines()))

    assert first_broken(session) == ("checkpoints", sentence)


def test_an_older_state_put_back_is_named(session: Any, objection: Any) -> None:
    number = objection("verify")
    with session.begin():
        older = session.scalar(sa.select(Case.snapshot).where(Case.number == number))
    do(number, "verify", {"finding": "wrong"}, by="handler")
    write(sa.update(Case).where(Case.number == number).values(snapshot=older))

    assert first_broken(session, number) == ("state", "流程的存档与待办、等待的事项不符。")


@pytest.mark.parametrize(("spoil", "sentence"), [
    (lambda state: None, "流程的存档不在了。"),
    (lambda state: state[:-1] + b"!", "存档的封印不符：内容被改动过，不能读取。"),
    (lambda state: b"\x01\x011" + b"\0" * 40, "存档是用本系统没有的密钥封存的，不能读取。"),
])
def test_a_state_that_we_did_not_write_is_named(session: Any, objection: Any, spoil: Any, sentence: str) -> None:
    number = objection("verify")
    with session.begin():
        state = session.scalar(sa.select(Case.snapshot).where(Case.number == number))
    write(sa.update(Case).where(Case.number == number).values(snapshot=spoil(state)))

    assert first_broken(session, number) == ("state", sentence)


def test_many_streams_are_sealed_in_turns(run: Any, session: Any, number: str, monkeypatch: Any) -> None:
    monkeypatch.setattr("app.services.seal_trail.MOST", 1)
    write(sa.delete(Sealed))
    house().checkpoints.file(house().checkpoints.days()[0]).unlink()

    first, second = run(seal_trail), run(seal_trail)

    assert first.more and second.streams == 1 and second.rows == len(rows_of(session, number))
    assert verify(session).broken is None
