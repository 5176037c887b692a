"""Copy a task's case to people or posts of the house (抄送): they may read it, and a reason says why they need to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.tags import Tag
from app.errors import Invalid, NotAllowed
from app.models import Copy, Organisation, Person, Post, Task
from app.services import access, seats
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task
from app.services.reasons import written
from app.services.verb import NothingDone

# Who has no part in deciding cases has no right to know them: parties, suppliers, the three administrators.
OUTSIDE = frozenset({"citizen", "enterprise_agent", "info_supplier", "admin", "secadmin", "auditadmin"})
MOST = 30


@dataclass(frozen=True)
class Receiver:
    """A person (`role` and `organisation` of the post by which one knows them), or a post where `login` is None."""

    login: str | None
    name: str
    role: str
    organisation: str
    organisation_id: int
    person_id: int | None

    @property
    def word(self) -> str:
        """How `to` names it: a login, or ROLE@ORG with the organisation's id."""
        return self.login or f"{self.role}@{self.organisation_id}"


def copy_task(ctx: Context, *, task_id: int, to: Sequence[str], reason: str,
              version: int | None = None) -> dict[str, Any]:
    """`to`: logins, and posts as ROLE@ORGANISATION (id, tag or code). Returns `{id, copied}`, how many are new.

    Raises Invalid for nobody, for more than 30, for who has no right to know, and without a reason.
    """
    live, task = lock_task(ctx, task_id, version)
    must_copy(ctx, live, task)
    wanted = _named(ctx.session, to)
    aside = [one.name for one in wanted if one.person_id in (live.case.recused or ())]
    if aside:
        raise Invalid({"to": [f"{'、'.join(aside)}对这件事项已经回避，不能抄送。"]})
    why = written(reason, "请写明为什么要让对方知道。")
    known = {(c.person_id, c.organisation_id, c.role) for c in ctx.session.scalars(
        sa.select(Copy).where(Copy.task_id == task.id))}
    new = [one for one in wanted if _key(one) not in known]
    for one in new:
        _add(ctx, live, task, one, why)
    if not new:
        raise NothingDone({"id": task.id, "copied": 0})
    told = [one.word for one in new]
    ctx.trail.write(Tag.TASK_COPIED, live.case, after={"task": task.id, "node": task.node, "copied": told,
                                                       "reason": why})
    return {"id": task.id, "copied": len(new)}


def must_copy(ctx: Context, live: Live, task: Task) -> None:
    """Who may work on the open task, who has done it, the head of its organ."""
    access.must_know(ctx.actor, task, live.case)
    if task.role == access.SUBJECT or ctx.actor.person_id is None:
        raise NotAllowed("请申请人办理的事，不能抄送。")
    done = task.state == "done" and task.assignee_id == ctx.actor.person_id
    if not done and not access.is_head(ctx.actor, task):
        seats.holder(ctx, live, task)


def receivers(session: Session) -> list[Receiver]:
    """Everybody of the house with a right to know, and every post that somebody holds, by organ."""
    query = (sa.select(Person.login, Person.name, Post.role, Organisation.name, Organisation.id, Person.id)
             .join(Post, Post.person_id == Person.id).join(Organisation, Organisation.id == Post.organisation_id)
             .where(Post.ended_at.is_(None), Person.disabled_at.is_(None), Post.role.not_in(OUTSIDE))
             .order_by(Organisation.id, Post.role, Person.name))
    people = [Receiver(*row) for row in session.execute(query)]
    posts = dict.fromkeys((p.role, p.organisation, p.organisation_id) for p in people)
    return people + [Receiver(None, "", role, organ, organ_id, None) for role, organ, organ_id in posts]


def _named(session: Session, to: Sequence[str]) -> list[Receiver]:
    if not isinstance(to, list | tuple) or not to or not all(isinstance(one, str) for one in to):
        raise Invalid({"to": ["请选择抄送给谁。"]})
    if len(to) > MOST:
        raise Invalid({"to": [f"一次最多抄送{MOST}个。"]})
    known = {one.word: one for one in reversed(receivers(session))}
    spelled = dict(_spellings(session))
    words = [_word(one, spelled) for one in dict.fromkeys(to)]
    unknown = [given for given, word in zip(dict.fromkeys(to), words, strict=True) if word not in known]
    if unknown:
        raise Invalid({"to": [f"不能抄送给：{'、'.join(one[:60] for one in unknown)}。只能抄送给办理单位的人和岗位。"]})
    return [known[word] for word in dict.fromkeys(words)]


def _spellings(session: Session) -> Iterable[tuple[str, int]]:
    """An organisation by its tag or its code."""
    for organ_id, code, tag in session.execute(sa.select(Organisation.id, Organisation.code, Organisation.tag)):
        yield code, organ_id
        if tag:
            yield tag, organ_id


def _word(given: str, spelled: dict[str, int]) -> str:
    role, at, organ = given.partition("@")
    return f"{role}@{spelled.get(organ, organ)}" if at else given


def _key(one: Receiver) -> tuple[int | None, int | None, str | None]:
    return (one.person_id, None, None) if one.person_id else (None, one.organisation_id, one.role)


def _add(ctx: Context, live: Live, task: Task, one: Receiver, why: str) -> None:
    person, organisation, role = _key(one)
    assert ctx.actor.person_id is not None  # must_copy
    ctx.session.add(Copy(case_id=live.case.id, task_id=task.id, person_id=person, organisation_id=organisation,
                         role=role, sender_id=ctx.actor.person_id, at=ctx.now, reason=why))
    to = {"to": one.login} if person else {"role": role, "organisation": organisation}
    ctx.send("notice", {"what": "copied", "title": task.title, **to}, live.case)
