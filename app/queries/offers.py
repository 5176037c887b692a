"""What this reader may do with a task now: one row a word of the contract, each answered by its verb's own check."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.errors import Invalid, Refusal
from app.models import Task
from app.queries.seen import Seen
from app.services.add_signer import must_add_signer
from app.services.claim_task import must_claim
from app.services.context import Context
from app.services.copy_task import must_copy
from app.services.delegate_task import must_delegate
from app.services.drop_signer import must_drop_signer
from app.services.live import Live
from app.services.read_task import must_be_unread
from app.services.recall_task import must_recall
from app.services.recuse import must_recuse
from app.services.release_task import must_release
from app.services.remind_task import must_remind
from app.services.respond_task import must_respond
from app.services.return_task import must_return
from app.services.save_task import must_save
from app.services.seats import must_complete
from app.services.supervise_task import must_supervise
from app.services.take_back_task import must_take_back
from app.services.transfer_task import must_hand_over

Check = Callable[[Context, Live, Task], object]

CHECKS: Mapping[str, Check] = {
    "save": must_save,
    "claim": must_claim,
    "release": must_release,
    "complete": must_complete,
    "return": must_return,
    "transfer": must_hand_over,
    "delegate": must_delegate,
    "take-back": must_take_back,
    "add-signer": must_add_signer,
    "drop-signer": must_drop_signer,
    "recuse": must_recuse,
    "recall": must_recall,
    "respond": must_respond,
    "read": must_be_unread,
    "copy": must_copy,
    "remind": must_remind,
    "supervise": must_supervise,
}


def can_and_cannot(seen: Seen, task: Task) -> Mapping[str, str]:
    """Every word with its verb's reason why not; empty where this actor would not be refused, whatever is typed in."""
    return {word: refused(seen, task, word) for word in CHECKS}


def refused(seen: Seen, task: Task, word: str) -> str:
    """Why not, in the verb's own sentence; empty where it would be done."""
    try:
        CHECKS[word](seen.ctx, seen.live, task)
    except Invalid:
        return ""  # only the post that one acts in may be missing
    except Refusal as refusal:
        return refusal.message
    return ""
