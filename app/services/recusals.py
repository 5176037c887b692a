"""What stepping aside (回避) means: by which law, who decides it, and how the case is closed for somebody."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from app.domain.actor import Actor
from app.domain.tags import Tag
from app.errors import Invalid, NotAllowed
from app.models import Case, Hand, Person, Post, Recusal
from app.services import access, hands, signing
from app.services.context import Context
from app.services.live import Live

# 公务员法第七十六条; the request of a party also stands on 第七十七条 and 行政处罚法第四十三条.
GROUNDS: Mapping[str, str] = {
    "own_interest": "涉及本人利害关系", "relative": "涉及亲属的利害关系", "other": "其他可能影响公正办理的情形",
}
ARTICLES: Mapping[str, str] = {"own_interest": "公务员法76", "relative": "公务员法76", "other": "公务员法76"}


def known_ground(ground: object) -> str:
    if not isinstance(ground, str) or ground not in GROUNDS:
        raise Invalid({"ground": ["请选择回避的情形。"]})
    return ground


def decides(actor: Actor, recusal: Recusal, concerned: frozenset[int | None]) -> bool:
    """The head of the organ (行政机关负责人); for a head, and for an organ without one, the supervisor. Nobody decides
    on themselves, nor on their own request."""
    if actor.person_id in {recusal.person_id, recusal.asked_by} - {None}:
        return False
    heads = set(access.HEADS.values())
    own = any(p.role in heads and p.organisation_id == recusal.organisation_id for p in actor.posts)
    return (own and recusal.person_id not in concerned) or "supervisor" in actor.roles


def heads_of(ctx: Context, organisation_id: int | None) -> frozenset[int | None]:
    query = sa.select(Post.person_id).where(Post.organisation_id == organisation_id, Post.ended_at.is_(None),
                                            Post.role.in_(set(access.HEADS.values())))
    return frozenset(ctx.session.scalars(query))


def must_decide(ctx: Context, recusal: Recusal) -> None:
    if not decides(ctx.actor, recusal, heads_of(ctx, recusal.organisation_id)):
        raise NotAllowed("回避由本单位负责人决定，本人不能决定自己的回避。")


def officer_of(ctx: Context, organisation_id: int | None, login: str) -> Person:
    """Raises Invalid at `person` for somebody who does not work in that organ."""
    query = (sa.select(Person).join(Post, Post.person_id == Person.id)
             .where(Person.login == login, Post.organisation_id == organisation_id, Post.ended_at.is_(None)))
    found = ctx.session.scalars(query).first()
    if found is None:
        raise Invalid({"person": ["请从本单位的人里选一个。"]})
    return found


def close_for(ctx: Context, live: Live, person_id: int) -> None:
    """From now on the case is closed for this person; what they held of it goes back to where it came from."""
    kept = [one for one in live.case.recused or () if one != person_id]
    ctx.rows.set(live.case, recused=[*kept, person_id])
    for task in list(live.tasks):
        if task.assignee_id == person_id and task.role != access.SUBJECT:
            hands.end_delegation(ctx, live, task)
            ctx.rows.set(task, assignee_id=None)
            ctx.trail.write(Tag.TASK_RELEASED, live.case, after={"task": task.id, "node": task.node,
                                                                 "because": "recused"})
        for hand in [h for h in live.hands_of(task) if h.person_id == person_id and h.state in ("open", "waiting")]:
            _let_go(ctx, hand)
            if task in live.tasks:
                signing.settle(ctx, live, task)


def _let_go(ctx: Context, hand: Hand) -> None:
    """An organ's signer is its post again; a colleague who was named is not asked any more."""
    if hand.place == "drawn" and hand.asked_by is None:
        ctx.rows.set(hand, person_id=None, saved=None)
    else:
        ctx.rows.set(hand, state="dropped", ended_at=ctx.now)


def open_for(ctx: Context, case: Case, person_id: int | None) -> None:
    ctx.rows.set(case, recused=[one for one in case.recused or () if one != person_id])
