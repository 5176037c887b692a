"""Publishes an edition of a register: the approved items take the place of those in force, from a stated day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.engine import Effect
from app.errors import Conflict, Invalid
from app.models import Edition, Entry, PublicDraft
from app.procedures.register_model import Register
from app.services import item_rules, registers, shelf
from app.services.answered import last_answers
from app.services.context import Context
from app.services.listed import Line, begins, compare, in_force, listed
from app.services.live import Live
from app.services.operations.asks import named
from app.services.public_drafts import comments_on, published

TITLES = {"new": "列入", "changed": "修改", "ended": "不再列入"}


def publish(ctx: Context, live: Live, effect: Effect) -> None:
    """Raises Invalid for items that break a rule or a day that has passed, Conflict while a comment is unanswered.

    An unchanged item keeps its entry, so that records go on naming it; a changed one gets a new entry, and the old one
    ends the day before: records keep the version they were made under (reference 0.5.6).
    """
    answers = last_answers(ctx.session, live.case.id, named(str(effect.params["answers"])))
    register, part, rows = items_of(ctx, live, str(effect.params["items"]))
    day = first_day(ctx, answers)
    must_be_answered(ctx, live)
    must_be_publishable(ctx, register, rows, day, part)
    edition = _new(ctx, live, register, part, day, answers)
    lines = compare(register, in_force(ctx.session, register, day, part), rows)
    for line in lines:
        _apply(ctx, live, effect, edition, register, line)
    edition.lines = [line.kept() for line in lines]
    ctx.session.add(edition)
    ctx.trail.write(Tag.REGISTER_PUBLISHED, live.case, after={
        "edition": edition.key, "register": register.name, "part": part, "n": edition.n, "from": day.isoformat(),
        "content": published(edition)})
    ctx.send("platform", {"what": "edition", "register": register.name, "edition": edition.key}, live.case)


def items_of(ctx: Context, live: Live, tasks: str) -> tuple[Register, str, list[Mapping[str, Any]]]:
    """The register and its part that the tasks' lists are of, and the rows that were answered last. The checker has
    proved that each of their forms has such a list, of one register and under one key."""
    forms = map(live.running.procedure.form_of, named(tasks))
    field = next(field for form in forms if form for field in form.fields if field.items)
    rows = last_answers(ctx.session, live.case.id, named(tasks)).get(field.key) or []
    return shelf.registers()[str(field.items)], field.part or "", list(rows)


def first_day(ctx: Context, answers: Mapping[str, Any]) -> date:
    """The day from which the edition is in force. Nothing is back-dated."""
    given = answers.get("in_force_from")
    day = date.fromisoformat(str(given)) if given else ctx.today
    if day < ctx.today:
        raise Invalid({"in_force_from": ["施行日期不能早于公布之日。"]})
    return day


def must_be_answered(ctx: Context, live: Live) -> None:
    """Every round is over, and what the public said is answered, before anything is published (条例11, 23)."""
    for draft in ctx.session.scalars(sa.select(PublicDraft).where(PublicDraft.case_id == live.case.id)):
        if draft.takes_comments(ctx.now):
            raise Conflict("征求意见还没有结束，不能公布。", code="draft_open")
        if comments_on(ctx.session, draft, unanswered=True, most=1):
            raise Conflict("还有公众意见没有答复采纳情况，不能公布。", code="unanswered")


def must_be_publishable(ctx: Context, register: Register, rows: Sequence[Mapping[str, Any]], day: date,
                        part: str) -> None:
    wrong = item_rules.faults(ctx.session, register, rows, day, part, whole=True)
    if wrong:
        raise Invalid({f"items.{name}": sentences for name, sentences in wrong.items()})
    later = sa.select(Entry.id).where(Entry.register == register.name, Entry.lifecycle == "live",
                                      begins > day.isoformat())
    if part:
        later = later.where(Entry.data[str(listed(register).part)].as_string() == part)
    if ctx.session.scalar(later.limit(1)):
        raise Invalid({"in_force_from": ["已经公布的版本里有更晚施行的条目，这一版的施行日期不能早于它。"]})


def _new(ctx: Context, live: Live, register: Register, part: str, day: date, answers: Mapping[str, Any]) -> Edition:
    query = sa.select(sa.func.max(Edition.n)).where(Edition.register == register.name, Edition.part == part)
    called = part_title(register, part)
    return Edition(key=registers.new_key(), register=register.name, part=part, n=(ctx.session.scalar(query) or 0) + 1,
                   title=str(answers.get("edition") or f"{called}（{day.year}年版）")[:200],
                   approval=str(answers.get("approval") or "")[:200], case_id=live.case.id, published_at=ctx.now,
                   in_force_from=day, lines=[])


def part_title(register: Register, part: str) -> str:
    """What a part of a register is called: 市公共信用信息补充目录."""
    field = register.field(register.listed.part) if register.listed and register.listed.part else None
    return field.options.get(part, register.title) if field and part else register.title


def _apply(ctx: Context, live: Live, effect: Effect, edition: Edition, register: Register, line: Line) -> None:
    if line.change == "kept":
        return
    reason = f"{edition.title}：{TITLES[line.change]}"
    article = live.running.procedure.nodes[effect.node].article
    if line.change != "new":
        entry = ctx.session.scalars(sa.select(Entry).where(Entry.key == line.entry)).one()
        last = edition.in_force_from - timedelta(days=1)
        registers.amend(ctx, entry, "superseded", changes={"in_force_to": last.isoformat()}, reason=reason,
                        article=article, case=live.case)
    if line.change != "ended":
        part = {str(listed(register).part): edition.part} if edition.part else {}
        data = {**line.data, **part, "edition": edition.title, "in_force_from": edition.in_force_from.isoformat(),
                "publication": "published"}
        registers.enter(ctx, register.name, subject_id=None, organisation_id=live.case.organisation_id,
                        title=line.title, dated=edition.in_force_from, data=data, reason=reason,
                        article=article, case=live.case)
