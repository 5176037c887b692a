"""Rows beside a task: its signers as the drawing or a colleague asks for them, and whom it was delegated to.

What a signature brings about is signing.py's; who may give it, seats.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from app.errors import Conflict
from app.models import Hand, Person, Post, Task
from app.procedures.signing import Signer, Signing, signing_of
from app.services.context import Context
from app.services.live import Live

ASKED = "asked"  # of a task whose hands were all asked by people


def declared(live: Live, node_id: str) -> Signing | None:
    node = live.running.procedure.nodes.get(node_id)
    return signing_of(node.properties) if node else None


def begin(ctx: Context, live: Live, task: Task, data: Mapping[str, Any]) -> None:
    """The rows of the signers that the drawing names, when their task opens. Raises Conflict where it names nobody."""
    signing = declared(live, task.node)
    if signing is None:
        return
    posts = list(dict.fromkeys(post for signer in signing.signers for post in _posts(ctx, signer, data)))
    if not posts:
        raise Conflict(f"“{task.title}”没有会签人：没有选会签单位，或者没有人在会签的岗位上。", code="no_signers")
    for n, (role, organisation_id) in enumerate(posts, start=1):
        first = signing.mode != "sequence" or n == 1
        add(ctx, live, Hand(task_id=task.id, kind="sign", place="drawn", n=n, role=role,
                            organisation_id=organisation_id, state="open" if first else "waiting", asked_at=ctx.now))


def _posts(ctx: Context, signer: Signer, data: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    """Role and organisation of each signer: of all organs with the post, of one by its tag, of those in the data."""
    if not signer.organ:
        query = (sa.select(Post.organisation_id).join(Person, Person.id == Post.person_id)
                 .where(Post.role == signer.role, Post.ended_at.is_(None), Post.organisation_id.is_not(None),
                        Person.disabled_at.is_(None)).distinct().order_by(Post.organisation_id))
        return [(signer.role, organ) for organ in ctx.session.scalars(query) if organ]
    if not signer.reads:
        return [(signer.role, ctx.house.organs.named(ctx.session, signer.organ, {}).id)]
    value = data.get(signer.reads)
    named = value if isinstance(value, list) else [value] if value not in (None, "") else []
    return [(signer.role, ctx.house.organs.named(ctx.session, "$one", {"one": one}).id) for one in named]


def add(ctx: Context, live: Live, hand: Hand) -> None:
    ctx.rows.add(hand)
    live.hands.append(hand)
    if hand.state == "open":
        ask(ctx, live, hand)


def which(hand: Hand | None) -> dict[str, Any]:
    """For the trail: whose part it was."""
    return {"hand": hand.id} if hand else {}


def close(ctx: Context, live: Live, task: Task) -> None:
    """The task ends: nobody has a part in it any more who has not done it."""
    for hand in live.hands_of(task):
        if hand.state in ("open", "waiting"):
            ctx.rows.set(hand, state="dropped", ended_at=ctx.now)


def end_delegation(ctx: Context, live: Live, task: Task) -> None:
    """The task is not the colleague's any more; what is filled in so far stays with it."""
    for hand in live.hands_of(task):
        if hand.kind == "draft" and hand.state == "open":
            ctx.rows.set(hand, state="dropped", ended_at=ctx.now)


def ask(ctx: Context, live: Live, hand: Hand) -> None:
    task = next(t for t in live.tasks if t.id == hand.task_id)
    if hand.person_id is not None:
        tell(ctx, live, task, hand.person_id, "sign")
    else:
        ctx.send("notice", {"what": "task", "node": task.node, "title": f"{task.title}（会签）", "role": hand.role,
                            "organisation": hand.organisation_id}, live.case)


def tell(ctx: Context, live: Live, task: Task, person_id: int | None, what: str) -> None:
    """A notice to one person: sign, drafted, signed, delegated."""
    person = ctx.session.get(Person, person_id) if person_id else None
    if person is not None:
        ctx.send("notice", {"what": what, "to": person.login, "title": task.title}, live.case)
