"""What the pages of moves that change who decides let one choose from: colleagues, signers, grounds."""

from __future__ import annotations

from typing import Any

from app.domain.actor import Actor
from app.procedures.signing import MODES
from app.queries.recusals import officers_of
from app.queries.seats_shown import SignerView
from app.queries.seen import see_task
from app.queries.task_page import Candidate, TaskView, list_candidates
from app.services import access
from app.services.recusals import GROUNDS
from app.web.desk.asked import Choice
from app.web.show.roles import role_said


def drafters(tables: Any, actor: Actor, task: TaskView) -> tuple[Choice, ...]:
    return tuple(map(_choice, list_candidates(tables, actor, task.id, "delegate")))


def more_signers(tables: Any, actor: Actor, task: TaskView) -> tuple[Choice, ...]:
    return tuple(map(_choice, list_candidates(tables, actor, task.id, "add-signer")))


def _choice(one: Candidate) -> Choice:
    return one.login, one.name, one.organisation or ""


def places(tables: Any, actor: Actor, task: TaskView) -> tuple[Choice, ...]:
    """Before or after the holder's own word; beside the others where the drawing asks for signers."""
    after = ("after", "我办结之后，这一步生效之前", "有人不同意的，退给我再定。")
    if task.signing in MODES:
        last = task.signing == "sequence"
        return (("before", "排在最后签" if last else "和其他会签人一起签", ""),)
    return (after,) if task.answered else (("before", "我办结之前", "签完我再定。"), after)


def waiting_signers(tables: Any, actor: Actor, task: TaskView) -> tuple[Choice, ...]:
    waiting = [one for one in task.signers if one.kind == "sign" and one.state in ("open", "waiting")]
    return tuple((str(one.id), signer_said(one), role_said(one.role)) for one in waiting)


def signer_said(one: SignerView) -> str:
    return f"{one.name}（{one.organisation}）" if one.name and one.organisation else one.name or one.organisation or ""


def grounds(tables: Any, actor: Actor, task: TaskView) -> tuple[Choice, ...]:
    return tuple((key, title, "公务员法第七十六条") for key, title in GROUNDS.items())


def who_steps_aside(tables: Any, actor: Actor, task: TaskView) -> tuple[Choice, ...]:
    """Oneself; for the head also everybody of the organ."""
    seen, row = see_task(tables, actor, task.id)
    own = actor.holds(row.role, row.organisation_id)
    mine: tuple[Choice, ...] = (("", "我本人", "办到一半的交回本组，由负责人决定。"),) if own else ()
    if not access.is_head(actor, row):
        return mine
    others = officers_of(tables, seen.case.id, row.organisation_id)
    return mine + tuple((one.login, one.name, f"这件事项里办过 {one.open_tasks} 步" if one.open_tasks else "")
                        for one in others if one.name != actor.name)
