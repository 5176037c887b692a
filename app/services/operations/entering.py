"""Enters a record: its fields are the answers of one form by the same keys, then the flow's data, then its clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.engine import Effect
from app.errors import Invalid
from app.procedures.register_model import Register, RegisterField
from app.services import registers, shelf
from app.services.answered import last_answers
from app.services.context import Context
from app.services.live import Live
from app.services.operations.asks import entries, named


def enter(ctx: Context, live: Live, effect: Effect) -> None:
    """A new entry of the case's subject, supplied by the organ that accepted the case.

    `answers` names the task whose form holds the fields, `title` and `dated` the keys that call and date the entry,
    `like` an entry of another register that says what nobody else does.
    Raises Invalid with a sentence for each field that the register requires and nobody has given.
    """
    register = shelf.registers()[str(effect.params["register"])]
    task = str(effect.params["answers"])
    answers = live.case.answers if task == "start" else last_answers(ctx.session, live.case.id, named(task))
    like = entries(ctx, effect.params.get("like"))
    data = fields_of(register, answers, {**(like[0].data if like else {}), **effect.data})
    must_be_whole(register, data)
    dated = _named(effect, "dated", answers, data)
    registers.enter(
        ctx, register.name, subject_id=live.case.subject_id, organisation_id=live.case.organisation_id,
        title=str(_named(effect, "title", answers, data) or live.case.title)[:200],
        dated=date.fromisoformat(str(dated)) if dated else ctx.today, data=with_clocks(register, data),
        reason=live.running.procedure.node_title(effect.node),
        article=live.running.procedure.nodes[effect.node].article, case=live.case)


def fields_of(register: Register, answers: Mapping[str, Any], data: Mapping[str, object]) -> dict[str, Any]:
    found = {f.key: answers.get(f.key, data.get(f.key)) for f in register.fields}
    return {key: value for key, value in found.items() if value is not None}


def must_be_whole(register: Register, data: Mapping[str, Any]) -> None:
    wanted = (f for f in register.fields if f.required and f.key not in data)
    missing = {f.key: [f"{register.title}缺少“{f.title}”。"] for f in wanted}
    odd = {f.key: [f"“{f.title}”里没有“{data[f.key]}”这一项。"] for f in register.fields if _odd(f, data.get(f.key))}
    if missing or odd:
        raise Invalid({**missing, **odd})


def _odd(field: RegisterField, value: Any) -> bool:
    return field.type == "choice" and value is not None and value not in field.options


def with_clocks(register: Register, data: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with the last days of the terms that run for it; no mark yet."""
    return {**data, **registers.ends(register.clocks.values(), data), **({"marks": []} if register.marks else {})}


def _named(effect: Effect, param: str, answers: Mapping[str, Any], data: Mapping[str, Any]) -> Any:
    key = effect.params.get(param)
    return answers.get(str(key), data.get(str(key))) if key else None
