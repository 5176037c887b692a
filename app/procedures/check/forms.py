"""Rules about forms: fields that fit together, conditions that look back, an example that the form itself takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from keyword import iskeyword

from app.domain.expressions import ExpressionError, compile_expression
from app.procedures.check.look import Rule, form_file, forms_of
from app.procedures.check.pattern import pattern_fault
from app.procedures.check.registers import ENTRY
from app.procedures.check.selftest import example_fault
from app.procedures.facts import bound
from app.procedures.form_model import Field, Form
from app.procedures.model import Finding, Procedure
from app.procedures.read import Library

SOURCES = ("records", "case_records", "own_records", "organisations", "letters", "comments", "regulations")
SOURCES_OF = ("organisations", "holders", "people", "register", "records")
ASKED = frozenset(("today", "source", "organs"))  # beside an entry's own fields
PREFILLS = ("subject.name", "subject.code", "subject.kind", "actor.name", "actor.phone", "actor.email", "actor.seat",
            "case.records", "case.organ")
TAKEN = ("acceptor", "due", "running", "count")
_STAYS = ("textarea", "text", "group", "dynamiclist", "file")
_PERSONAL = ("citizen_id", "mobile", "email")
_DAY = re.compile(r"today([+-]\d{1,5})?|\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Place:
    """A field with what stands before it and around it."""

    file: str
    field: Field
    path: str
    before: tuple[Field, ...]  # earlier in the same group, and what stands around the group
    beside: tuple[Field, ...]  # all of the same group

    def finding(self, sentence: str) -> Finding:
        return Finding(self.file, self.path, sentence)


def places(file: str, form: Form) -> Iterator[Place]:
    yield from _places(file, form.fields, "", ())


def _places(file: str, fields: tuple[Field, ...], path: str, outer: tuple[Field, ...]) -> Iterator[Place]:
    for n, field in enumerate(fields):
        before = (*outer, *fields[:n])
        yield Place(file, field, path + field.key, before, fields)
        yield from _places(file, field.fields, f"{path}{field.key}.", before)


def _all(p: Procedure, library: Library) -> Iterator[Place]:
    for file, form in forms_of(p, library):
        yield from places(file, form)


def key_used_twice(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        keys = Counter(f.key for f in place.beside)
        if keys[place.field.key] > 1 and place.field.key:
            yield place.finding(f"键“{place.field.key}”在同一组里用了 {keys[place.field.key]} 次。")


def form_without_fields(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        if place.field.type in ("group", "dynamiclist") and not place.field.fields:
            yield place.finding("这一组里没有字段。")


def condition_looks_ahead(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        try:
            names = compile_expression(place.field.when).names if place.field.when else frozenset()
        except ExpressionError as error:
            yield place.finding(f"条件看不懂：{error}")
            continue
        for name in sorted(names - {f.key for f in place.before}):
            yield place.finding(f"条件里的“{name}”不是排在它前面的字段。")


def rule_unreadable(p: Procedure, library: Library) -> Iterator[Finding]:
    for file, form in forms_of(p, library):
        keys = {f.key for f in form.fields}
        for rule in form.rules:
            for name in sorted(_names(rule.must) - keys | {rule.field} - keys):
                yield Finding(file, "properties.rules", f"规则“{rule.must}”用到的“{name}”不是表单的字段。")
            if not _compiles(rule.must):
                yield Finding(file, "properties.rules", f"规则“{rule.must}”看不懂。")


def _names(text: str) -> frozenset[str]:
    try:
        return compile_expression(text).names
    except ExpressionError:
        return frozenset()


def _compiles(text: str) -> bool:
    try:
        compile_expression(text)
    except ExpressionError:
        return False
    return True


def pattern_unsafe(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        fault = pattern_fault(place.field.pattern) if place.field.pattern else None
        if fault:
            yield place.finding(fault)


def pattern_without_sentence(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        if place.field.pattern and not place.field.errors.get("pattern"):
            yield place.finding("有 pattern 的字段要在 errors.pattern 里写明应当怎样填。")


def choice_without_options(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        choice = place.field.type in ("select", "radio", "checklist")
        if choice and bool(place.field.options) == bool(place.field.source):
            yield place.finding("选项要么写在 values 里，要么写 source，两者正好写一个。")


def option_twice(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        for value, times in Counter(o.value for o in place.field.options).items():
            if times > 1:
                yield place.finding(f"选项的值“{value}”写了 {times} 次。")


def source_unknown(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        name, _, rest = (place.field.source or "records").partition(":")
        good = name in SOURCES if not rest else name in SOURCES_OF
        if not good or (name in ("register", "records") and rest and rest not in library.registers):
            yield place.finding(f"没有“{place.field.source}”这样的选项来源，可用的见 forms/README.md。")


def only_of_nothing(p: Procedure, library: Library) -> Iterator[Finding]:
    """A condition on entries names fields of their register, a facet that every entry has, or `today`."""
    for place in _all(p, library):
        kind, _, named = (place.field.source or "").partition(":")
        register = library.registers.get(named or "credit-records")
        known = {f.key for f in register.fields} if register else set()
        for text in (only.must for only in place.field.only):
            if not _compiles(text) or kind not in ("records", "case_records", "own_records", "register"):
                yield place.finding(f"only“{text}”看不懂，或者选项不是名录的条目。")
            for name in sorted(_names(text) - known - ENTRY - ASKED):
                yield place.finding(f"only 里的“{name}”不是名录的字段。")


def bounds_crossed(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        f = place.field
        lengths = (f.min_length or 0) > (f.max_length or 10**6)
        numbers = f.type == "number" and f.min is not None and f.max is not None and float(f.min) > float(f.max)
        if lengths or numbers or f.min_rows > f.max_rows:
            yield place.finding("最小值大于最大值，谁也填不对。")


def day_bound_unknown(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        if place.field.type not in ("date", "datetime"):
            continue
        days = {f.key for f in place.before if f.type in ("date", "datetime")}
        for text in filter(None, (place.field.min, place.field.max)):
            if text not in days and not _is_day(text):
                yield place.finding(f"“{text}”不是日期界限：写 today、today-30、2026-01-01，或者前面一个日期字段的键。")


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and bound(text, {}, date(2026, 1, 1)) is not None
    except (ValueError, OverflowError):
        return False


def evidence_not_beside(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        if place.field.evidence is None:
            continue
        later = place.beside[place.beside.index(place.field) + 1 :]
        if place.field.format != "uscc" or not any(f.key == place.field.evidence and f.type == "file" for f in later):
            yield place.finding("evidence 只能写在 format 为 uscc 的字段上，值是排在它后面的一个上传字段的键。")


def prefill_unknown(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        text = place.field.prefill
        if text is None or text in PREFILLS or place.field.type == "dynamiclist":
            continue
        form, _, key = text.partition(".")
        letter, _, fact = key.partition(".")
        if form == "letters" and letter in p.letters and fact in ("number", "issued_on"):
            continue
        if not all(key in _keys(p.forms.get(one)) for one in form.split("|")):
            yield place.finding(f"没有“{text}”可以预填：写 {'、'.join(PREFILLS)}，或者 表单.字段。")


def _keys(form: Form | None) -> set[str]:
    """Of its fields, and of those in its lists as `<list>.<key>`."""
    fields = form.fields if form else ()
    return {f.key for f in fields} | {f"{f.key}.{g.key}" for f in fields if f.type == "dynamiclist" for g in f.fields}


def readonly_without_prefill(p: Procedure, library: Library) -> Iterator[Finding]:
    for place in _all(p, library):
        if place.field.readonly and not place.field.prefill:
            yield place.finding("只读的字段要写 prefill，否则永远是空的。")


def engine_on_text(p: Procedure, library: Library) -> Iterator[Finding]:
    """Only ids, flags, codes and numbers travel: long texts and personal data stay in the task's row."""
    for place in _all(p, library):
        f = place.field
        wrong = f.type in ("textarea", "text", "group", "dynamiclist", "file") or f.format in (
            "citizen_id",
            "mobile",
            "email",
        )
        if f.engine and wrong:
            yield place.finding("这种答案不进入流程，请去掉 engine。")


def engine_name_taken(p: Procedure, library: Library) -> Iterator[Finding]:
    """Names that a condition cannot use, and the one that says who accepts the case."""
    for place in _all(p, library):
        if place.field.engine and (iskeyword(place.field.key) or place.field.key in TAKEN):
            yield place.finding(f"进入流程的答案不能叫“{place.field.key}”，请换一个键。")


def example_refused(p: Procedure, library: Library) -> Iterator[Finding]:
    """A program drives any procedure by the examples alone, so the form must take them."""
    for name, form in p.forms.items():
        fault = example_fault(form)
        if fault:
            key, sentence = fault
            yield Finding(
                form_file(p, library, name), key, f"自动生成的示例通不过自己的检查（{sentence}），请写 example。"
            )


RULES: tuple[Rule, ...] = (
    key_used_twice,
    form_without_fields,
    condition_looks_ahead,
    rule_unreadable,
    pattern_unsafe,
    pattern_without_sentence,
    choice_without_options,
    option_twice,
    source_unknown,
    only_of_nothing,
    bounds_crossed,
    day_bound_unknown,
    evidence_not_beside,
    prefill_unknown,
    readonly_without_prefill,
    engine_on_text,
    engine_name_taken,
    example_refused,
)
