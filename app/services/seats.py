"""In which seat somebody sits at a task: the one place that every door and every move asks before an act on it.

A task has its holder (or the group that may take it), signers, and the colleague it was delegated to; each may be
absent and have a substitute. Whether the case may be known at all is access.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.domain.actor import Post, Standing
from app.errors import Conflict, Invalid, NotAllowed
from app.models import Hand, Person, Task
from app.procedures.signing import MODES
from app.services import access
from app.services.context import Context
from app.services.live import Live
from app.services.separations import must_be_apart

Kind = Literal["holder", "signer", "delegate"]


@dataclass(frozen=True)
class Seat:
    """`person` is whose seat it is: the actor's own, or an absent person's."""

    kind: Kind
    person: Standing
    hand: Hand | None = None
    post: Post | None = None


def must_sit(ctx: Context, live: Live, task: Task) -> Seat:
    """Who may fill something in: a signer first, a delegate, then the holder. Raises NotFound, Conflict, NotAllowed."""
    seat = aside(ctx, live, task)
    if seat is None:
        _not_yet_nor_again(ctx, live, task)
        return must_hold(ctx, live, task)
    _must_be_free(ctx, live, task, seat)
    return seat


def aside(ctx: Context, live: Live, task: Task) -> Seat | None:
    """The seat of a signer or a delegate, if the actor has one."""
    must_be_open(ctx, live, task)
    return _signer(ctx, live, task) or _delegate(ctx, live, task)


def must_fill(ctx: Context, live: Live, task: Task) -> Seat:
    """As must_sit; and there is something for the holder to fill in."""
    seat = must_sit(ctx, live, task)
    if seat.kind == "holder" and task.signing in MODES:
        raise NotAllowed("这一步由会签人签署意见，签齐以后自动办结。")
    if seat.kind == "holder" and task.answers is not None:
        raise Conflict(f"已经送{names(waiting_for(live, task))}会签，签完自动办结。", code="signing")
    return seat


def must_complete(ctx: Context, live: Live, task: Task) -> Seat:
    """As must_fill; and the holder completes only when nobody who was asked first is still to sign."""
    seat = must_fill(ctx, live, task)
    asked = [hand for hand in waiting_for(live, task) if hand.place == "before"]
    if seat.kind == "holder" and asked:
        raise Conflict(f"{names(asked)}还没有签署意见，签完或者减签以后才能办结。", code="signing")
    return seat


def must_hold(ctx: Context, live: Live, task: Task) -> Seat:
    """Who decides on the task: its holder, or one of its group while nobody holds it, and it is not delegated."""
    seat = holder(ctx, live, task)
    given = delegated(live, task)
    if given is not None:
        raise Conflict(f"这项待办已经委派给{name_of(given)}，收回以后才能办。", code="delegated")
    _must_be_free(ctx, live, task, seat)
    return seat


def holder(ctx: Context, live: Live, task: Task) -> Seat:
    """As must_hold, for who only gives the task away: neither four eyes nor a delegation keeps them from that."""
    must_be_open(ctx, live, task)
    if task.role == access.SUBJECT:
        return _party(ctx, live, task)
    able = [one for one in standings(ctx, live) if one.posts_with(task.role, task.organisation_id)]
    if not able:
        raise NotAllowed("这项待办不由您办理。")
    fit = next((one for one in able if task.assignee_id in (None, one.person_id)), None)
    if fit is None:
        raise Conflict(f"{holder_name(task)}已经签收了这项待办。", by=holder_name(task), at=task.first_seen_at)
    posts = fit.posts_with(task.role, task.organisation_id)
    return Seat("holder", fit, post=next((p for p in posts if p.id == ctx.actor.as_post), posts[0]))


def _party(ctx: Context, live: Live, task: Task) -> Seat:
    if not access.is_subject(ctx.actor, live.case):
        raise NotAllowed("这项待办不由您办理。")
    if task.assignee_id not in (None, ctx.actor.person_id):
        raise Conflict(f"{holder_name(task)}已经签收了这项待办。", by=holder_name(task), at=task.first_seen_at)
    return Seat("holder", ctx.actor.standings[0])


def must_be_open(ctx: Context, live: Live, task: Task) -> None:
    access.must_know(ctx.actor, task, live.case)
    if task.state != "open":
        raise Conflict("这项待办已经办过了。" if task.state == "done" else "这项待办已经取消，不用再办。",
                       by=holder_name(task), at=task.ended_at)
    if live.case.status == "suspended":
        raise Conflict("事项已经中止，恢复以后才能继续办理。", code="suspended")


def standings(ctx: Context, live: Live) -> tuple[Standing, ...]:
    """As whom this actor may work on the case: nobody acts for an absent person who has stepped aside from it."""
    return tuple(one for one in ctx.actor.standings if one.person_id not in (live.case.recused or ()))


def _signer(ctx: Context, live: Live, task: Task) -> Seat | None:
    for hand in live.hands_of(task):
        if hand.kind == "sign" and hand.state == "open":
            for one in standings(ctx, live):
                if _is_theirs(hand, one):
                    return Seat("signer", one, hand, _post_of(hand, one))
    return None


def _not_yet_nor_again(ctx: Context, live: Live, task: Task) -> None:
    """To somebody who signs, but not now: why. Raises Conflict."""
    for hand in live.hands_of(task):
        mine = any(_is_theirs(hand, one) or one.posts_with(hand.role, hand.organisation_id)
                   for one in standings(ctx, live) if hand.kind == "sign" and hand.place == "drawn")
        if mine and hand.state == "waiting":
            raise Conflict("还没有轮到您会签，前面的签完会通知您。", code="not_yet")
        if mine and hand.state == "dropped":
            raise Conflict("这份会签已经减签，不用再签。", at=hand.ended_at)
        if mine and hand.state in ("open", "done"):
            what = "已经签署了意见" if hand.state == "done" else "已经签收了这份会签"
            raise Conflict(f"{name_of(hand)}{what}。", by=name_of(hand), at=hand.ended_at)


def _delegate(ctx: Context, live: Live, task: Task) -> Seat | None:
    given = delegated(live, task)
    mine = (one for one in standings(ctx, live) if given and given.person_id == one.person_id)
    return next((Seat("delegate", one, given, _post_of(given, one)) for one in mine if given), None)


def _is_theirs(hand: Hand, one: Standing) -> bool:
    if hand.person_id is not None:
        return hand.person_id == one.person_id
    return bool(one.posts_with(hand.role, hand.organisation_id))


def _post_of(hand: Hand, one: Standing) -> Post | None:
    return next(iter(one.posts_with(hand.role, hand.organisation_id)), None)


def _must_be_free(ctx: Context, live: Live, task: Task, seat: Seat) -> None:
    """Neither the actor nor the absent person may have done what is to be kept apart from this task; and who could act
    in several posts says which (contract: `as`)."""
    organ = seat.hand.organisation_id if seat.hand else task.organisation_id
    must_be_apart(ctx, live, task, frozenset([ctx.actor.person_id, seat.person.person_id]), organ)
    posts = seat.person.posts_with(task.role, task.organisation_id) if seat.kind == "holder" else ()
    if len(posts) > 1 and ctx.actor.as_post not in {post.id for post in posts}:
        raise Invalid({"as": ["您有几个岗位都能办这件事，请写明以哪个岗位办理。"]})


def must_be_able(ctx: Context, live: Live, task: Task, person: Person, organisation_id: int | None) -> None:
    """Whoever is to be given a part in the task has not stepped aside and keeps to the four eyes. Raises NotAllowed."""
    if person.id in (live.case.recused or ()):
        raise NotAllowed(f"{person.name}对这件事项已经回避，不能办理。", code="recused")
    must_be_apart(ctx, live, task, frozenset([person.id]), organisation_id)


def is_able(ctx: Context, live: Live, task: Task, person: Person, organisation_id: int | None) -> bool:
    try:
        must_be_able(ctx, live, task, person, organisation_id)
    except NotAllowed:
        return False
    return True


def sits(ctx: Context, live: Live, task: Task) -> bool:
    """Whether the task is this actor's to work on, in any seat."""
    if task.role == access.SUBJECT:
        return access.is_subject(ctx.actor, live.case)
    return _any(ctx, live, task) is not None


def stand_in(ctx: Context, live: Live, task: Task) -> None:
    """Both names from here on, where the actor has no seat but an absent person's (代办)."""
    if not ctx.actor.absent or task.state != "open" or task.role == access.SUBJECT:
        return
    seat = _any(ctx, live, task)
    if seat is not None and seat.person.person_id != ctx.actor.person_id:
        ctx.act_as(ctx.actor.instead_of(seat.person, seat.post))


def _any(ctx: Context, live: Live, task: Task) -> Seat | None:
    return _signer(ctx, live, task) or _delegate(ctx, live, task) or _taker(ctx, live, task)


def _taker(ctx: Context, live: Live, task: Task) -> Seat | None:
    for one in standings(ctx, live):
        posts = one.posts_with(task.role, task.organisation_id)
        if posts and task.assignee_id in (None, one.person_id):
            return Seat("holder", one, post=posts[0])
    return None


def delegated(live: Live, task: Task) -> Hand | None:
    return next((h for h in live.hands_of(task) if h.kind == "draft" and h.state == "open"), None)


def waiting_for(live: Live, task: Task) -> list[Hand]:
    """Signers who have not signed yet."""
    return [h for h in live.hands_of(task) if h.kind == "sign" and h.state in ("open", "waiting")]


def names(hands: list[Hand]) -> str:
    return "、".join(dict.fromkeys(name_of(hand) for hand in hands))


def name_of(hand: Hand) -> str:
    return hand.person.name if hand.person else hand.organisation.name if hand.organisation else "会签人"


def holder_name(task: Task) -> str:
    return task.assignee.name if task.assignee else "其他人"
