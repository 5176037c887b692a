"""Add an organisation of the house (单位), so that people can hold posts in it and procedures can name it."""

from __future__ import annotations

import re

import sqlalchemy as sa

from app.domain.identifiers import check_uscc
from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotAllowed
from app.models import Organisation
from app.services.context import Context

_WORD = re.compile(r"[a-z][a-z_]{1,29}")


def add_organisation(ctx: Context, *, code: str, name: str, short: str, kind: str, tag: str | None = None,
                     phone: str = "", address: str = "") -> int:
    """`short` is its 机关代字; `tag` the word by which procedures name it. Returns its id. For the operator.

    Raises Invalid, Conflict for a code or tag that is taken. A code whose check digit is wrong is taken (some are).
    """
    if ctx.actor.kind != "operator":
        raise NotAllowed("单位由运维人员在命令行添加。")
    checked = check_uscc(code)
    errors = {"code": [checked.error] if checked.error else [],
              "name": [] if 0 < len(name.strip()) <= 100 else ["请填写单位名称，不超过100个字。"],
              "short": [] if 0 < len(short.strip()) <= 20 else ["请填写机关代字，不超过20个字。"],
              "kind": [] if _WORD.fullmatch(kind) else ["单位类别用小写字母和下划线。"],
              "tag": [] if tag is None or _WORD.fullmatch(tag) else ["标记用小写字母和下划线。"]}
    if wrong := {field: texts for field, texts in errors.items() if texts}:
        raise Invalid(wrong)
    same = [Organisation.code == checked.value, *([Organisation.tag == tag] if tag else [])]
    taken = sa.select(Organisation.name).where(sa.or_(*same)).limit(1)
    if (known := ctx.session.scalar(taken)) is not None:
        raise Conflict(f"这个代码或者标记已经属于{known}。")
    row = Organisation(code=checked.value, name=name.strip(), short=short.strip(), kind=kind, tag=tag, phone=phone[:40],
                       address=address[:200])
    ctx.session.add(row)
    ctx.session.flush()
    ctx.trail.write(Tag.ORGANISATION_ADDED, after={"organisation": row.id, "code": row.code, "name": row.name})
    return row.id
