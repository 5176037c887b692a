"""Rules about registers and law, which belong to no procedure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from app.domain.expressions import ExpressionError, compile_expression
from app.procedures.check.look import LibraryRule, near
from app.procedures.model import Finding
from app.procedures.read import Library
from app.procedures.register_model import Register
from app.procedures.roles import ROLES

# Facets that every entry has, whatever its register's fields (reference 0.5.4).
ENTRY = frozenset(("lifecycle", "publication", "shielded", "marks", "dated"))


def _file(register: Register) -> str:
    return f"bpmn/_registers/{register.name}.yaml"


def register_key_twice(library: Library) -> Iterator[Finding]:
    for register in library.registers.values():
        for key, times in Counter(f.key for f in register.fields).items():
            if times > 1:
                yield Finding(_file(register), "fields", f"字段“{key}”写了 {times} 次。")


def register_reader_unknown(library: Library) -> Iterator[Finding]:
    for register in library.registers.values():
        for role in register.readers:
            if role not in ROLES | {"subject"}:
                yield Finding(_file(register), "readers", f"没有“{role}”这个岗位。{near(role, ROLES)}")


def register_shows_what(library: Library) -> Iterator[Finding]:
    for register in library.registers.values():
        clocks = {f"clocks.{key}.when": clock.when for key, clock in register.clocks.items()}
        facts = {f"facts.{key}.when": fact.when for key, fact in register.facts.items()}
        for element, text in {"public_when": register.public_when, **clocks, **facts}.items():
            try:
                names = compile_expression(text).names if text else frozenset()
            except ExpressionError as error:
                yield Finding(_file(register), element, f"条件看不懂：{error}")
                continue
            known = ENTRY.union((f.key for f in register.fields), {"today"} if element in facts else ())
            for name in sorted(names - known):
                yield Finding(_file(register), element, f"没有字段“{name}”。")


def register_clock_of_nothing(library: Library) -> Iterator[Finding]:
    for register in library.registers.values():
        for key, clock in register.clocks.items():
            field, by = register.field(clock.starts), register.field(clock.by) if clock.by else None
            if field is None or field.type != "date":
                yield Finding(_file(register), f"clocks.{key}", f"起算的“{clock.starts}”不是日期字段。")
            if clock.ends and _type(register, clock.ends) != "date":
                yield Finding(_file(register), f"clocks.{key}", f"记截止日的“{clock.ends}”不是日期字段。")
            if clock.measured and _type(register, clock.measured) != "number":
                yield Finding(_file(register), f"clocks.{key}", f"记期限长短的“{clock.measured}”不是数字字段。")
            if clock.held_by and clock.held_by not in library.registers:
                yield Finding(_file(register), f"clocks.{key}", f"没有名录“{clock.held_by}”。")
            if clock.opens and (clock.opens not in library.procedures or not clock.ends):
                sentence = f"届满要提出“{clock.opens}”：要有这个程序，并写明 ends。"
                yield Finding(_file(register), f"clocks.{key}", sentence)
            if clock.by and (by is None or set(clock.lengths) - set(by.options)):
                yield Finding(_file(register), f"clocks.{key}", f"lengths 里的值不是“{clock.by}”的选项。")


def register_fact_of_nothing(library: Library) -> Iterator[Finding]:
    for register in library.registers.values():
        for key, fact in register.facts.items():
            other = library.registers.get(fact.register or "")
            if (fact.when is None) == (fact.register is None):
                yield Finding(_file(register), f"facts.{key}", "when 和 register 要正好写一个。")
            elif fact.register and not all(r and r.field(fact.same or "") for r in (register, other)):
                sentence = f"“{fact.register}”和本名录没有共同的字段“{fact.same}”。"
                yield Finding(_file(register), f"facts.{key}", sentence)


def _type(register: Register, key: str) -> str:
    found = register.field(key)
    return found.type if found else ""


def register_list_of_nothing(library: Library) -> Iterator[Finding]:
    """A register published in editions has the fields that publishing sets, and rules that name its own."""
    for register in library.registers.values():
        for element, sentence in _listed_faults(register) if register.listed else ():
            yield Finding(_file(register), f"list.{element}", sentence)


def _listed_faults(register: Register) -> Iterator[tuple[str, str]]:
    listed, fields = register.listed, {f.key: f for f in register.fields}
    assert listed is not None
    needed = {"edition": "text", "in_force_from": "date", "in_force_to": "date", "publication": "choice"}
    for key, kind in needed.items():
        if key not in fields or fields[key].type != kind:
            yield "key", f"按版本公布的名录要有字段 {key}（{kind}）。"
    if listed.part and (listed.part not in fields or fields[listed.part].type != "choice"):
        yield "part", f"“{listed.part}”不是选项字段。"
    rules = {f"rules[{n}]": (rule.must, rule.field) for n, rule in enumerate(listed.rules, start=1)}
    wanted = {"key": listed.key, "title": listed.title, **{f"unique.{key}": key for key in listed.unique},
              **{place: field for place, (_, field) in rules.items()}}
    for place, key in wanted.items():
        if key not in fields:
            yield place, f"没有字段“{key}”。"
    for place, (must, _) in rules.items():
        try:
            strange = compile_expression(must).names - set(fields) - {"today"}
        except ExpressionError as error:
            yield place, f"条件看不懂：{error}"
            continue
        for name in sorted(strange):
            yield place, f"没有字段“{name}”。"


def register_entry_of_nothing(library: Library) -> Iterator[Finding]:
    for register in library.registers.values():
        for field in register.fields:
            if field.type == "entry" and field.of not in library.registers:
                yield Finding(_file(register), f"fields.{field.key}", f"没有名录“{field.of}”。")


def register_used_by_nothing(library: Library) -> Iterator[Finding]:
    """What makes an item a purpose of reading names an organ, and registers of credit subjects."""
    for register in library.registers.values():
        uses = register.uses
        if uses is None:
            continue
        if register.listed is None or _type(register, uses.organ) != "organisation":
            yield Finding(_file(register), "uses.organ", "按版本公布的名录里，没有说明单位的字段（organisation）。")
        opens = register.field(uses.opens)
        known = {name for name, one in library.registers.items() if one.subject}
        if opens is None or opens.type != "list" or not opens.options or set(opens.options) - known:
            yield Finding(_file(register), "uses.opens", "要写一个列表字段（list），选项是主体名录的名称。")


def law_number_odd(library: Library) -> Iterator[Finding]:
    for law in library.laws.values():
        for number in law.articles:
            if not re.fullmatch(r"\d+", number):
                yield Finding(law.file, f"articles.{number}", '条号只写数字，例如 "32"。')


RULES: tuple[LibraryRule, ...] = (
    register_key_twice,
    register_reader_unknown,
    register_shows_what,
    register_clock_of_nothing,
    register_list_of_nothing,
    register_entry_of_nothing,
    register_used_by_nothing,
    register_fact_of_nothing,
    law_number_odd,
)
