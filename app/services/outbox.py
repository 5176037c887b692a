"""Claims a message of the outbox and settles it; finds out whom a notice goes to. Sending is app/delivery, by jobs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.domain.numbers import formal
from app.models import Agency, Case, ContactProof, Organisation, Outbox, Person, Post, Task
from app.services.access import HEADS
from app.services.context import Context
from app.services.incidents import open_incident, raise_incident, resolve_incident
from app.services.verb import NothingDone, housekeeping

LEASE = timedelta(minutes=2)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
GONE = "gone"  # in a message's payload: which of its parts have left the house
WORDS = {
    "task": "您有新的待办：{title}", "filed": "您的申请已经收到", "closed": "您的事项已经办结",
    "document": "有一份文书：{title}", "deadline": "期限提醒：{title}", "extended": "办理期限已经延长",
    "transferred": "有一项待办转给您：{title}", "notice": "{title}", "reminded": "有人催办：{title}",
    "supervised": "督办，请按时回复：{title}", "answered": "督办有了回复：{title}",
    "copied": "有一件事项抄送给您：{title}", "again": "出过错的一步可以再办一次：{title}",
    "late_list": "{title}",
    "sign": "请您会签：{title}", "signed": "会签已经有结果：{title}", "drafted": "委派的事已经交回：{title}",
    "recusal": "有一件回避申请等您决定：{title}", "recusal_told": "您的回避申请已经决定：{title}",
    "recusal_decided": "您提出的回避申请已经决定", "substitute": "请您代办：{title}不在岗期间的待办",
}
TO_ONE = frozenset({"transferred", "reminded", "supervised", "answered", "copied", "sign", "signed", "drafted",
                    "recusal_told", "substitute", "late_list"})  # `to` is a login


@dataclass(frozen=True)
class Message:
    """What is to be handed over: one part a receiver, each with a key of its own."""

    parts: tuple[dict[str, Any], ...]


@housekeeping
def claim_message(ctx: Context, *, outbox_id: int) -> Message | None:
    """Take a due message for two minutes; who crashes before settling lets another try."""
    row = ctx.session.get(Outbox, outbox_id, with_for_update={"skip_locked": True})
    if row is None or row.next_at is None or row.next_at > ctx.now:
        raise NothingDone()
    row.next_at, row.tries = ctx.now + LEASE, row.tries + 1
    gone = row.payload.get(GONE, ())
    return Message(tuple(part for part in _parts(ctx, row) if part["key"] not in gone))


@housekeeping
def settle_message(ctx: Context, *, outbox_id: int, error: str = "", again: bool = True,
                   gone: Iterable[str] = ()) -> None:
    """Sent, or to be tried again after a growing pause. `gone`: keys of the parts that left, which leave once only.

    What no repeat can mend (`again` is false), or not after the last pause, is given up and becomes an incident.
    """
    row = ctx.session.get_one(Outbox, outbox_id, with_for_update=True)
    row.error, row.next_at = error[:300], None
    if left := list(gone):
        row.payload = {**row.payload, GONE: [*row.payload.get(GONE, ()), *left]}
    if not error:
        row.sent_at = ctx.now
        if open_incident(ctx, "outbox", row.id) is not None:
            resolve_incident(ctx, work="outbox", ref=row.id)
    elif again and row.tries <= len(PAUSES):
        row.next_at = ctx.now + PAUSES[max(row.tries, 1) - 1]
    else:
        raise_incident(ctx, work="outbox", ref=row.id, node="", error=error[:500], tries=1)


def _parts(ctx: Context, row: Outbox) -> Iterable[dict[str, Any]]:
    case = ctx.session.get(Case, row.case_id) if row.case_id else None
    if row.kind == "platform":
        yield {"kind": "platform", "key": row.key, "payload": {**row.payload, "case": case.number if case else None}}
        return
    if row.payload.get("what") == "contact_code":
        yield from _code(ctx, row)
        return
    for person in _receivers(ctx, row, case):
        if person.channel == "here":
            continue
        if person.email and (person.channel == "mail" or not person.mobile):
            yield {"kind": "mail", "key": f"{row.key}-{person.id}", "to": person.email, "subject": _subject(row, case),
                   "body": _body(row, case, person)}
        elif person.mobile:
            yield {"kind": "sms", "key": f"{row.key}-{person.id}", "to": person.mobile, "body": _subject(row, case)}


def _code(ctx: Context, row: Outbox) -> Iterable[dict[str, Any]]:
    """To the address that waits to be proved; a newer one has taken the place of an older."""
    proof = ctx.session.get(ContactProof, row.payload.get("proof"))
    if proof is not None:
        said = f"信用宁波验证码：{row.payload.get('code')}，十分钟内有效。不是您本人操作的，请不要理会。"
        yield {"kind": proof.kind, "key": row.key, "to": proof.address, "subject": "信用宁波验证码", "body": said}


def _subject(row: Outbox, case: Case | None) -> str:
    words = WORDS.get(str(row.payload.get("what")), "{title}").format(title=row.payload.get("title", ""))
    return f"{words}（{formal(case.number)}）" if case else words


def _body(row: Outbox, case: Case | None, person: Person) -> str:
    """No names but the receiver's, no contents: whoever wants to read signs in."""
    lines = [f"{person.name}，您好：", _subject(row, case), str(row.payload.get("body", "")),
             "请登录信用宁波查看和办理。"]
    return "\n".join(line for line in lines if line)


def _receivers(ctx: Context, row: Outbox, case: Case | None) -> list[Person]:
    payload, to = row.payload, row.payload.get("to")
    if payload.get("organisation") and payload.get("role") not in (None, "subject"):
        return _holders(ctx, [payload["role"]], payload.get("organisation"))
    if to == "subject" or payload.get("role") == "subject":
        return _parties(ctx, case)
    if payload.get("what") == "deadline":
        return _workers(ctx, case)
    if payload.get("what") == "recusal":
        return _holders(ctx, sorted(set(HEADS.values())), payload.get("organisation"))
    if payload.get("what") in TO_ONE:
        return list(ctx.session.scalars(sa.select(Person).where(Person.login == to)))
    organisation = ctx.session.scalar(sa.select(Organisation.id).where(sa.or_(Organisation.tag == str(to),
                                                                              Organisation.name == str(to))))
    return _holders(ctx, None, organisation) if organisation else _workers(ctx, case)


def _holders(ctx: Context, roles: list[str] | None, organisation_id: object) -> list[Person]:
    query = sa.select(Person).join(Post, Post.person_id == Person.id).where(
        Post.organisation_id == organisation_id, Post.ended_at.is_(None), Person.disabled_at.is_(None))
    if roles:
        query = query.where(Post.role.in_(roles))
    return list(ctx.session.scalars(query).unique())


def _parties(ctx: Context, case: Case | None) -> list[Person]:
    if case is None or case.subject_id is None:
        return []
    return list(ctx.session.scalars(sa.select(Person).join(Agency, Agency.person_id == Person.id).where(
        Agency.subject_id == case.subject_id, Person.disabled_at.is_(None),
        sa.or_(Agency.until.is_(None), Agency.until >= ctx.today))).unique())


def _workers(ctx: Context, case: Case | None) -> list[Person]:
    """Whoever holds the open tasks of a case, or could."""
    query = sa.select(Task).where(Task.case_id == (case.id if case else None), Task.state == "open")
    tasks, found = list(ctx.session.scalars(query)), dict[int, Person]()
    for task in tasks:
        people = [task.assignee] if task.assignee else _holders(ctx, [task.role], task.organisation_id)
        found.update({p.id: p for p in people if p})
    return list(found.values())
