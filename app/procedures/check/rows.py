"""Rules about lists in forms: fixed rows, rows that are items of a register, rows that another task has filled in."""

from __future__ import annotations

from collections.abc import Iterator

from app.procedures.check.forms import Place, places
from app.procedures.check.look import Rule, forms_of, literal, shown
from app.procedures.form_model import Field
from app.procedures.model import Finding, Procedure
from app.procedures.read import Library
from app.procedures.register_model import Register

OWN = ("by", "note")  # keys of a row of items that its register does not have: who proposed it, a remark


def _lists(p: Procedure, library: Library) -> Iterator[Place]:
    every = (place for file, form in forms_of(p, library) for place in places(file, form))
    return (place for place in every if place.field.type == "dynamiclist")


def rows_of_what(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _lists(p, library):
        rows, first = place.field.rows, next(iter(place.field.fields), None)
        if rows is not None and (first is None or not _says_which(first, rows)):
            yield place.finding("rows 只能是 records 或者 comments，并且第一个字段是单选的 record，不带条件；"
                                "comments 的第一个字段还要写 source: comments。")


def _says_which(first: Field, rows: str) -> bool:
    known = rows == "records" or (rows == "comments" and first.source == "comments")
    return known and first.type == "record" and not first.multiple and not first.when


def row_may_be_empty(p: Procedure, library: Library) -> Iterator[Finding]:
    """A page without script offers blank rows; one that stays blank must not count as a row."""
    for place in _lists(p, library):
        f = place.field
        if not f.rows and f.fields and not any(g.required and not g.when for g in f.fields):
            yield place.finding("列表里至少要有一个必填并且不带条件的字段，否则分不清空行。")


def items_of_nothing(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _lists(p, library):
        if place.field.items is None:
            continue
        register = library.registers.get(place.field.items)
        if register is None or register.listed is None:
            yield place.finding(f"没有按版本公布的名录“{place.field.items}”。")
            continue
        yield from map(place.finding, _odd(place.field, register))


def _odd(field: Field, register: Register) -> Iterator[str]:
    of = register.listed.part if register.listed else None
    parts = set(next((f.options for f in register.fields if f.key == of), ())) if of else {None}
    if field.part not in parts:
        yield f"part 要写名录“{register.title}”的一部分：{'、'.join(sorted(filter(None, parts))) or '这本名录不分'}。"
    for inner in field.fields:
        known = register.field(inner.key)
        if known is None and inner.key not in OWN and inner.type != "text":
            yield f"名录“{register.title}”没有“{inner.key}”这一项。"
        strange = {o.value for o in inner.options} - set(known.options) if known and known.options else set()
        if strange:
            yield f"“{inner.key}”的选项 {'、'.join(sorted(strange))} 不在名录“{register.title}”里。"


def rows_carried_from_nowhere(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _lists(p, library):
        for source in (place.field.prefill or "").split(" + ") if place.field.prefill else ():
            if not _source(p, library, source.strip()):
                known = "写 list.名录[.部分]、each.任务.列表、signed.任务 或 表单.列表。"
                yield place.finding(f"列表不能从“{source.strip()}”预填：{known}")


def _source(p: Procedure, library: Library, source: str) -> bool:
    head, *rest = source.split(".")
    if head == "list":
        register = library.registers.get(rest[0]) if rest else None
        return register is not None and register.listed is not None and len(rest) <= 2
    if head == "signed":
        return len(rest) == 1 and rest[0] in p.nodes
    name, key = (rest[0], rest[-1]) if head == "each" and len(rest) == 2 else (head, rest[0] if len(rest) == 1 else "")
    forms = [p.form_of(one) or p.forms.get(one) for one in name.split("|")]
    return all(form and any(f.key == key and f.type == "dynamiclist" for f in form.fields) for form in forms)


def items_not_asked(p: Procedure, library: Library) -> Iterator[Finding]:
    """Whoever publishes a draft or a list takes register, part and rows from a list of the tasks named; whoever
    answers comments, from a list with a row each."""
    for node in p.nodes.values():
        tasks = literal(node.params.get("items") or node.params.get("answers", "")) or ""
        forms = [form for form in map(p.form_of, tasks.split(",")) if form]
        lists = {(f.key, f.items, f.part) for form in forms for f in form.fields if f.items}
        if node.operation in ("draft.open", "list.publish") and forms and len(lists) != 1:
            sentence = f"{shown(node)}要的条目不在“{tasks}”的表单里：每份表单要有同样的列表，写上属性 items。"
            yield Finding(node.file, node.id, sentence)
        if node.operation == "draft.answer" and not any(f.rows == "comments" for form in forms for f in form.fields):
            sentence = f"{shown(node)}要的答复不在“{tasks}”的表单里：给列表写上属性 rows: comments。"
            yield Finding(node.file, node.id, sentence)


RULES: tuple[Rule, ...] = (rows_of_what, row_may_be_empty, items_of_nothing, rows_carried_from_nowhere, items_not_asked)
