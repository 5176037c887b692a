"""Terms that a register holds back while its subject stands on it (省条例16: 保存期延至移出之日)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from app.models import Case, Entry
from app.procedures.register_model import RegisterClock
from app.services import registers, shelf
from app.services.context import Context


def let_go(ctx: Context, subject_id: int, register: str, *, reason: str, article: str, case: Case | None) -> int:
    """The subject has left a register: terms of its entries that were over in the meantime end today. Returns how many
    were moved; none where it still stands there with another entry."""
    if ctx.session.scalar(sa.select(Entry.id).where(Entry.register == register, Entry.subject_id == subject_id,
                                                    Entry.lifecycle == "live").limit(1)) is not None:
        return 0
    found = list(_over(ctx, subject_id, register))
    for entry, clock in found:
        registers.amend(ctx, entry, "extended", changes={str(clock.ends): ctx.today.isoformat()}, reason=reason,
                        article=article, case=case)
    return len(found)


def _over(ctx: Context, subject_id: int, register: str) -> Iterator[tuple[Entry, RegisterClock]]:
    for described in shelf.registers().values():
        held = [clock for clock in described.clocks.values() if clock.held_by == register and clock.ends]
        if held:
            query = sa.select(Entry).where(Entry.register == described.name, Entry.subject_id == subject_id,
                                           Entry.lifecycle != "deleted")
            yield from ((entry, clock) for entry in ctx.session.scalars(query) for clock in held
                        if (last := registers.last_day(clock, entry.data)) is not None and last < ctx.today)
