"""Takes answers in: checked by the form of the release, split into what steers the flow and what stays in the row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.errors import Invalid
from app.models import Case, Upload
from app.procedures import Field, Form, check_answers
from app.services.context import Context
from app.services.world import World

UPLOAD_DAYS = 7


def take(form: Form, answers: Mapping[str, Any], world: World) -> dict[str, Any]:
    """Clean answers. Raises Invalid with a sentence for each field at fault."""
    if not isinstance(answers, Mapping):
        raise Invalid("答案要写成一个对象。")
    return check_answers(form, answers, world)


def steering(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that travel into the flow: leaf fields marked `engine`, by their own key."""
    return {key: value for field, key, value in leaves(form.fields, answers) if field.engine}


def leaves(fields: tuple[Field, ...], answers: Mapping[str, Any]) -> Iterator[tuple[Field, str, Any]]:
    """Each answered leaf of a form: field, key, value. Lists of groups are walked row by row."""
    for field in fields:
        value = answers.get(field.key)
        if value is None:
            continue
        if field.type == "group":
            yield from leaves(field.fields, value)
        elif field.type == "dynamiclist":
            for row in value:
                yield from leaves(field.fields, row)
        else:
            yield field, field.key, value


def use_uploads(ctx: Context, case: Case, form: Form, answers: Mapping[str, Any]) -> None:
    """Tie the uploads named in the answers to the case. Each is used once, by who brought it, within seven days."""
    wanted: dict[str, str] = {}
    for field, key, value in leaves(form.fields, answers):
        if field.type == "file":
            wanted.update(dict.fromkeys(value if isinstance(value, list) else [value], key))
    if wanted:
        _tie(ctx, case, wanted)


def _tie(ctx: Context, case: Case, wanted: Mapping[str, str]) -> None:
    rows = {u.id: u for u in ctx.session.scalars(sa.select(Upload).where(Upload.id.in_(wanted)).with_for_update())}
    for upload_id, key in wanted.items():
        row = rows.get(upload_id)
        if row is not None and row.case_id == case.id and row.person_id == ctx.actor.person_id:
            continue  # kept from before the task came back
        if row is None or not usable(row, ctx):
            raise Invalid({key: ["这个附件已经用过或者过期，请重新上传。"]})
        row.case_id, row.field = case.id, key


def usable(row: Upload, ctx: Context) -> bool:
    fresh = ctx.now - row.at <= timedelta(days=UPLOAD_DAYS)
    return row.case_id is None and row.person_id == ctx.actor.person_id and fresh
