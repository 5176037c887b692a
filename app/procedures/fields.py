"""Checks the answers to a form. What applies is in applies.py, what a value may be in form_schema.py and facts.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from marshmallow import ValidationError

from app.domain.expressions import ExpressionError, compile_expression, evaluate
from app.errors import Invalid
from app.procedures.applies import Answers, settle, with_shown
from app.procedures.facts import Untrue, check_fact
from app.procedures.form_model import Field, Form
from app.procedures.form_schema import LEAVES, compile_fields
from app.procedures.sentences import MISSING, UNKNOWN, say
from app.procedures.world import World

Errors = dict[str, list[str]]
MOST_UNKNOWN = 20
MOST_ROWS_TOGETHER = 1000  # lists stand in lists: 200 times 200 rows would keep a worker busy for seconds


def check_answers(form: Form, answers: object, world: World) -> dict[str, object]:
    """The answers as they are to be kept: blanks cut, what does not apply dropped, nothing for what was not answered.

    Raises Invalid with the sentences by name (`reason`, `applicant.name`, `decisions.0.outcome`).
    """
    if not isinstance(answers, Mapping):
        raise Invalid("答案要写成“键: 值”的对象。")
    reading = _Reading(world)
    clean, names = reading.scope(form.fields, answers, {}, "")
    if not reading.errors:
        _rules(form, names, reading.errors)
    if reading.errors:
        raise Invalid(reading.errors)
    return clean


def _rules(form: Form, names: Answers, errors: Errors) -> None:
    """A rule that cannot be asked because one of its fields has no answer is kept."""
    for rule in form.rules:
        must = compile_expression(rule.must)
        try:
            kept = bool(evaluate(must, names))
        except ExpressionError:
            kept = any(names.get(name) is None for name in must.names)
        if not kept:
            errors.setdefault(rule.field, []).append(rule.sentence)


@dataclass
class _Reading:
    """One pass over the answers; errors gather under the names of fields."""

    world: World
    errors: Errors = field(default_factory=dict)
    rows: int = 0

    def error(self, name: str, sentence: str) -> None:
        self.errors.setdefault(name, []).append(sentence)

    def scope(
        self, fields: Iterable[Field], answers: Answers, outer: Answers, path: str
    ) -> tuple[dict[str, object], dict[str, object]]:
        """The clean answers of one form, group or row, and the names it leaves."""
        every = tuple(fields)
        given = with_shown(every, answers, self.world)
        applied, names = settle(every, given, outer)
        self._unknown(every, answers, path)
        shaped = self._shape(applied, given, path)
        clean: dict[str, object] = {}
        for one in applied:
            name = path + one.key
            if one.type == "group":
                clean[one.key] = self._group(one, given.get(one.key), names, name)
            elif one.type == "dynamiclist":
                clean[one.key] = self._list(one, given.get(one.key), names, name)
            elif one.key in shaped:
                clean[one.key] = self._fact(one, shaped[one.key], names, name)
        return {key: value for key, value in clean.items() if value is not None}, names

    def _unknown(self, fields: tuple[Field, ...], answers: Answers, path: str) -> None:
        known = {one.key for one in fields if one.type != "text"}
        strange = [str(key)[:100] for key in answers if key not in known]
        for key in strange[:MOST_UNKNOWN]:
            self.error(path + key, UNKNOWN)

    def _shape(self, applied: tuple[Field, ...], given: Answers, path: str) -> dict[str, object]:
        leaves = tuple(one for one in applied if one.type in LEAVES)
        values = {one.key: given[one.key] for one in leaves if one.key in given}
        try:
            return dict(compile_fields(leaves).load(values))
        except ValidationError as wrong:
            for key, sentences in cast(Errors, wrong.messages).items():
                for sentence in sentences:
                    self.error(path + key, sentence)
            return dict(wrong.valid_data) if isinstance(wrong.valid_data, dict) else {}

    def _fact(self, one: Field, value: object, names: dict[str, object], name: str) -> object:
        try:
            return check_fact(one, value, names, self.world)
        except Untrue as untrue:
            self.error(name, str(untrue))
            return None

    def _group(self, group: Field, value: object, names: Answers, name: str) -> object:
        if value is not None and not isinstance(value, Mapping):
            self.error(name, say(group, "type", "这里应当是一组“键: 值”。"))
            return None
        if value is None and not group.required and not any(f.required for f in group.fields):
            return None
        return self.scope(group.fields, value or {}, names, f"{name}.")[0] or None

    def _list(self, rows: Field, value: object, names: Answers, name: str) -> object:
        found = [] if value is None else value
        if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
            self.error(name, say(rows, "type", "这里应当是一个列表，每一项是一组“键: 值”。"))
            return None
        if not self._enough(rows, found, name):
            return None
        clean = [self.scope(rows.fields, row, names, f"{name}.{n}.")[0] for n, row in enumerate(found)]
        if rows.items and not any(wrong.startswith(f"{name}.") for wrong in self.errors):
            for place, sentences in self.world.item_faults(rows, clean).items():
                self.errors.setdefault(f"{name}.{place}", []).extend(sentences)
        return clean or None

    def _enough(self, rows: Field, found: list[Mapping[str, object]], name: str) -> bool:
        """As many rows as the form wants; with `rows`, exactly one for each record."""
        if rows.rows:
            return self._each_once(rows, found, name)
        self.rows += len(found)
        if self.rows > MOST_ROWS_TOGETHER:
            self.error(name, f"列表太长，所有列表加起来最多 {MOST_ROWS_TOGETHER} 项。")
            return False
        least = max(rows.min_rows, 1 if rows.required else 0)
        if len(found) < least:
            default = f"还差 {least - len(found)} 项，至少填写 {least} 项。" if found or least > 1 else ""
            self.error(name, say(rows, "rows", default or MISSING["dynamiclist"].format(rows.label)))
        elif len(found) > rows.max_rows:
            self.error(name, say(rows, "rows", f"多了 {len(found) - rows.max_rows} 项，最多填写 {rows.max_rows} 项。"))
        return least <= len(found) <= rows.max_rows

    def _each_once(self, rows: Field, found: list[Mapping[str, object]], name: str) -> bool:
        key = rows.fields[0].key
        wanted = dict(self.world.options(rows))
        given = [str(row.get(key)) for row in found]
        missing = [label for value, label in wanted.items() if value not in given]
        if missing:
            self.error(name, say(rows, "rows", f"还缺 {len(missing)} 项：{'、'.join(missing[:5])}。"))
        elif len(given) != len(wanted):
            self.error(name, say(rows, "rows", f"应当正好 {len(wanted)} 项，每条记录一项。"))
        return not missing and len(given) == len(wanted)
