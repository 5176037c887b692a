"""What this reader may do with a task now: one row a word of the contract, each answered by its verb's own check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.errors import Refusal
from app.models import Task
from app.queries.seen import Seen
from app.services import access
from app.services.claim_task import must_claim
from app.services.complete_task import must_complete
from app.services.context import Context
from app.services.copy_task import must_copy
from app.services.live import Live
from app.services.read_task import must_be_unread
from app.services.recall_task import must_recall
from app.services.release_task import must_release
from app.services.remind_task import must_remind
from app.services.respond_task import must_respond
from app.services.return_task import must_return
from app.services.save_task import must_save
from app.services.supervise_task import must_supervise
from app.services.transfer_task import must_hand_over

Check = Callable[[Context, Live, Task], object]

CHECKS: Mapping[str, Check] = {
    "save": must_save,
    "claim": must_claim,
    "release": must_release,
    "complete": must_complete,
    "return": must_return,
    "transfer": must_hand_over,
    "recall": must_recall,
    "respond": must_respond,
    "read": must_be_unread,
    "copy": must_copy,
    "remind": must_remind,
    "supervise": must_supervise,
}


def offered(seen: Seen, task: Task) -> tuple[str, ...]:
    """The words whose verb would not refuse this actor now, whatever is typed in."""
    return tuple(word for word in CHECKS if not refused(seen, task, word))


def refused(seen: Seen, task: Task, word: str) -> str:
    """Why not, in the verb's own sentence; empty where it would be done."""
    try:
        CHECKS[word](_in_a_post(seen, task), seen.live, task)
    except Refusal as refusal:
        return refusal.message
    return ""


def _in_a_post(seen: Seen, task: Task) -> Context:
    """Who could act in several posts says which when acting; to offer it, any of them will do."""
    posts = access.posts_for(seen.actor, task, seen.case)
    if len(posts) < 2:
        return seen.ctx
    return replace(seen.ctx, actor=replace(seen.actor, as_post=posts[0].id))
