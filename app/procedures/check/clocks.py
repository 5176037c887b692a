"""Rules about limits: known to the drawing, begun and met by nodes that exist, statutory ones locked and sourced."""

from __future__ import annotations

from collections.abc import Iterator

from app.procedures.check.look import Rule, literal, near, shown, yaml_with
from app.procedures.model import RECEIVED, SERVED, Finding, Limit, Procedure
from app.procedures.read import Library


def timer_of_no_limit(p: Procedure, library: Library) -> Iterator[Finding]:
    for node in p.nodes.values():
        if node.limit and node.limit not in p.limits:
            yield Finding(
                node.file, node.id, f"{shown(node)}的定时写的期限“{node.limit}”没有登记，请在 limits 里补上。"
            )


def limit_of_no_node(p: Procedure, library: Library) -> Iterator[Finding]:
    for limit in p.limits.values():
        for node in (limit.start.node, *limit.met_by):
            if node and node not in p.nodes:
                yield _of(p, library, limit, f"图里没有节点“{node}”。{near(node, p.nodes)}")


def limit_never_started(p: Procedure, library: Library) -> Iterator[Finding]:
    timed = {node.limit for node in p.nodes.values()}
    for limit in p.limits.values():
        if not limit.start.node and not limit.start.with_case and limit.key not in timed:
            yield _of(p, library, limit, "这个期限从不开始：start 没有写 node 或 moment，图里也没有写它的定时。")


def limit_from_no_day(p: Procedure, library: Library) -> Iterator[Finding]:
    """`moment` is a day that the case has, or a date in the form of the message that begins the limit."""
    for limit in p.limits.values():
        begun = p.nodes.get(limit.start.node or "")
        message = p.messages.get(begun.message) if begun else None
        form = p.forms.get(message.form) if message else None
        days = {f.key for f in form.fields if f.type == "date"} if form else set()
        known = days | {RECEIVED, SERVED}
        if limit.start.moment and not limit.start.register and limit.start.moment not in known:
            yield _of(p, library, limit, f"起算日“{limit.start.moment}”没有来处：写 {RECEIVED}、{SERVED}，"
                                         "或者起算那条消息的表单里的一个日期字段。")


def limit_never_met(p: Procedure, library: Library) -> Iterator[Finding]:
    """A limit that ends with its timer needs one."""
    timed = {node.limit for node in p.nodes.values()}
    for limit in p.limits.values():
        if not limit.met_by and limit.key not in timed:
            yield _of(p, library, limit, "没有写哪一步算办到（met_by），图里也没有写它的定时。")


def statutory_not_locked(p: Procedure, library: Library) -> Iterator[Finding]:
    for limit in p.limits.values():
        if limit.status == "法定" and not limit.locked:
            yield _of(p, library, limit, "法定期限不能由管理员改动，locked 只能是 true。")


def extension_not_longer(p: Procedure, library: Library) -> Iterator[Finding]:
    for limit in p.limits.values():
        if limit.extension and limit.extension.to <= limit.length:
            yield _of(p, library, limit, f"延长后的总长（{limit.extension.to}）应当大于原来的期限（{limit.length}）。")


def target_not_earlier(p: Procedure, library: Library) -> Iterator[Finding]:
    for limit in p.limits.values():
        if limit.target and limit.target >= limit.length:
            yield _of(p, library, limit, f"内部目标（{limit.target}）应当早于期限（{limit.length}）。")


def limit_from_no_edition(p: Procedure, library: Library) -> Iterator[Finding]:
    for limit in p.limits.values():
        register = library.registers.get(limit.start.register)
        if limit.start.register and (register is None or register.listed is None):
            yield _of(p, library, limit, f"没有按版本公布的名录“{limit.start.register}”，无从起算。")


def draft_shortens_locked(p: Procedure, library: Library) -> Iterator[Finding]:
    """A draft's form that asks for the days may make its limit shorter: never a locked one."""
    for node in p.nodes.values():
        limit = p.limits.get(literal(node.params.get("limit", "")) or "") if node.operation == "draft.open" else None
        forms = map(p.form_of, (literal(node.params.get("answers", "")) or "").split(","))
        if limit and limit.locked and any(f.key == "days" for form in forms if form for f in form.fields):
            yield Finding(node.file, node.id, f"{shown(node)}用的期限“{limit.title}”是锁定的，表单不能另问 days。")


def _of(p: Procedure, library: Library, limit: Limit, sentence: str) -> Finding:
    return Finding(yaml_with(p, library, "limits", limit.key), f"limits.{limit.key}", sentence)


RULES: tuple[Rule, ...] = (
    timer_of_no_limit,
    limit_of_no_node,
    limit_never_started,
    limit_from_no_day,
    limit_never_met,
    statutory_not_locked,
    extension_not_longer,
    target_not_earlier,
    limit_from_no_edition,
    draft_shortens_locked,
)
