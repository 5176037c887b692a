"""Let somebody go: no sign-in, no token works any more. What they held open goes back to its groups."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import NotFound
from app.models import Case, Person, SignIn, Task, Token
from app.services import hands
from app.services.add_person import must_administer
from app.services.context import Context
from app.services.verb import NothingDone


def disable_person(ctx: Context, *, login: str) -> int:
    """Returns how many open tasks went back to their groups. Disabling twice changes nothing. Raises NotFound."""
    must_administer(ctx)
    person = ctx.session.scalar(sa.select(Person).where(Person.login == login).with_for_update())
    if person is None:
        raise NotFound(f"没有这个用户：{login}")
    if person.disabled_at is not None:
        raise NothingDone(0)
    person.disabled_at = ctx.now
    for table, ended in ((SignIn, SignIn.ended_at), (Token, Token.revoked_at)):
        ctx.session.execute(sa.update(table).where(table.person_id == person.id, ended.is_(None))
                            .values({ended.key: ctx.now}))
    freed = _free_tasks(ctx, person)
    ctx.trail.write(Tag.PERSON_DISABLED, after={"person": person.id, "tasks": freed})
    return freed


def _free_tasks(ctx: Context, person: Person) -> int:
    """Each case is locked before its trail is written, like any other act on it."""
    ids = ctx.session.scalars(sa.select(Task.case_id).where(Task.assignee_id == person.id, Task.state == "open"))
    cases = list(ctx.session.scalars(sa.select(Case).where(Case.id.in_(sorted(set(ids)))).order_by(Case.id)
                                     .with_for_update(of=Case)))
    by_id = {case.id: case for case in cases}
    tasks = list(ctx.session.scalars(sa.select(Task).where(Task.assignee_id == person.id, Task.state == "open")))
    for task in tasks:
        task.assignee_id = None
        ctx.trail.write(Tag.TASK_RELEASED, by_id[task.case_id], after={"task": task.id, "node": task.node,
                                                                       "because": "person_disabled"})
    hands.free(ctx, person.id)
    return len(tasks)
