"""YAML and JSON read with a sentence for each slip: a key unknown, missing, doubled, of a wrong type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

import yaml

from app.procedures.model import Finding

T = TypeVar("T", str, int, bool, dict[object, object], list[object])

_WANTED: Mapping[type, str] = {
    str: "一段文字",
    int: "一个整数",
    bool: "true 或 false",
    dict: "若干“键: 值”",
    list: "一个列表",
}
_PLAIN: Iterable[tuple[str, str, list[str]]] = (
    ("bool", r"true|false", ["t", "f"]),
    ("null", r"~|null|", ["~", "n", ""]),
    ("int", r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    ("float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+", list("-0123456789")),
)


class Faults:
    """The findings of one reading, and every sheet that was opened, so that keys nobody took are found at the end."""

    def __init__(self) -> None:
        self.found: list[Finding] = []
        self._sheets: list[Sheet] = []

    def add(self, file: str, element: str, sentence: str) -> None:
        self.found.append(Finding(file, element, sentence))

    def opened(self, sheet: Sheet) -> None:
        self._sheets.append(sheet)

    def close(self) -> tuple[Finding, ...]:
        """All findings, with one for each key that no reader took."""
        for sheet in self._sheets:
            for key in sheet.untaken():
                page = "forms/README.md" if sheet.file.endswith(".form") else "bpmn/README.md"
                self.add(sheet.file, sheet.at(key), f"没有这个键。请核对拼写，可用的键见 {page}。")
        self._sheets.clear()
        return tuple(sorted(set(self.found)))


class Unreadable(Exception):
    """A folder that cannot be read; `findings` say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


class _Doubled(yaml.MarkedYAMLError):  # type: ignore[misc]  # PyYAML has no types
    """A key that stands twice in one mapping: PyYAML would take the last in silence."""


class _Loader(yaml.CSafeLoader):  # type: ignore[misc]  # PyYAML has no types
    """Plain scalars as JSON has them: `on`, `yes`, `012`, `2026-01-01` and `1:30` stay text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key, _ in node.value:
            if isinstance(key.value, str) and key.value in seen:
                raise _Doubled(problem=f"键“{key.value}”写了两次", problem_mark=key.start_mark)
            seen.add(key.value if isinstance(key.value, str) else id(key))
        return dict(super().construct_mapping(node, deep))


for _tag, _pattern, _first in _PLAIN:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first)


def load(faults: Faults, file: str, content: bytes) -> object:
    """The parsed file, or None and a finding with the line."""
    try:
        if b"&" in content and any(isinstance(e, yaml.AliasEvent) for e in yaml.parse(content, Loader=_Loader)):
            faults.add(file, "", "不能用 YAML 的锚点和引用（& 和 *），请把内容写全。")
            return None
        return yaml.load(content, Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        faults.add(file, "", f"不是可读的 YAML：{_why(error)}。")
        return None


def _why(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    if isinstance(error, _Doubled) and mark:
        return f"第 {mark.line + 1} 行，{error.problem}"
    if mark:
        return f"第 {mark.line + 1} 行附近的写法不对，多为缩进、引号或括号"
    return "不是 UTF-8 编码的文字，或者嵌套太深"


def open_sheet(faults: Faults, file: str, content: bytes | None) -> Sheet:
    """The file's mapping; an empty one and a finding where there is none."""
    if content is None:
        faults.add(file, "", "缺少这个文件。")
    value = None if content is None else _mapping(faults, file, content)
    return Sheet(faults, file, "", value or {}, missing=value is None)


def read_mapping(file: str, content: bytes) -> dict[str, object]:
    """A file of an operator's. Raises Unreadable with a sentence for what is no mapping."""
    faults = Faults()
    value = _mapping(faults, file, content)
    if value is None:
        raise Unreadable(faults.close())
    return {str(key): inner for key, inner in value.items()}


def _mapping(faults: Faults, file: str, content: bytes) -> dict[object, object] | None:
    before = len(faults.found)
    value = load(faults, file, content)
    if isinstance(value, dict):
        return value
    if len(faults.found) == before:
        faults.add(file, "", "这个文件应当由若干“键: 值”组成。")
    return None


class Sheet:
    """One mapping under reading. A getter without a default reports a missing key and gives an empty value."""

    def __init__(self, faults: Faults, file: str, place: str, value: Mapping[object, object], missing: bool = False):
        self.faults, self.file, self.place, self.missing = faults, file, place, missing
        self._value = {str(k): v for k, v in value.items()}
        self._taken: set[str] = set()
        faults.opened(self)

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def fault(self, key: str, sentence: str) -> None:
        self.faults.add(self.file, self.at(key) if key else self.place, sentence)

    def whole(self) -> dict[str, object]:
        return dict(self._value)

    def take_all(self) -> None:
        """Say nothing of what stands here: a fault above it was said already."""
        self._taken.update(self._value)

    def has(self, key: str) -> bool:
        self._taken.add(key)
        return self._value.get(key) is not None

    def untaken(self) -> tuple[str, ...]:
        return tuple(k for k in self._value if k not in self._taken)

    def peek(self, key: str) -> object:
        """What stands there; it is still to be read."""
        return self._value.get(key)

    def raw(self, key: str) -> object:
        self._taken.add(key)
        return self._value.get(key)

    def _get(self, key: str, kind: type[T], default: T | None, empty: T) -> T:
        value = self.raw(key)
        if value is None:
            if default is None and not self.missing:
                self.fault(key, "缺少这一项。")
            return empty if default is None else default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fault(key, f"这里应当是{_WANTED[kind]}。")
            return empty if default is None else default
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value = self._get(key, str, default, "").strip()
        if default is None and not value and self.has(key):
            self.fault(key, "缺少这一项。")
        return value

    def optional(self, key: str) -> str | None:
        return self.text(key, "") or None

    def integer(self, key: str, default: int | None = None, least: int = 0, most: int = 10_000) -> int:
        value = self._get(key, int, default, least)
        if not least <= value <= most:
            self.fault(key, f"这个数应当在 {least} 和 {most} 之间。")
            return least
        return value

    def flag(self, key: str, default: bool) -> bool:
        return self._get(key, bool, default, False)

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        names = tuple(allowed)
        value = self.text(key, default)
        if value and value not in names:
            self.fault(key, f"“{value}”不在允许的值里：{'、'.join(names)}。")
        return value if value in names else (default or names[0])

    def day(self, key: str) -> date | None:
        value = self.text(key, "")
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.fault(key, f"“{value}”不是日期，请写成 2026-01-01。")
            return None

    def words(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        if isinstance(self._value.get(key), str):
            return (self.text(key),)
        values = self._get(key, list, None if default is None else list(default), [])
        if not all(isinstance(v, str) and v for v in values):
            self.fault(key, "这里应当是若干文字的列表。")
        return tuple(v for v in values if isinstance(v, str) and v)

    def strings(self, key: str, default: Mapping[str, str] | None = None) -> dict[str, str]:
        fallback: dict[object, object] | None = None if default is None else dict(default.items())
        values = self._get(key, dict, fallback, {})
        if not all(isinstance(v, str) for v in values.values()):
            self.fault(key, "这里每一项的值都应当是文字。")
        return {str(k): v for k, v in values.items() if isinstance(v, str)}

    def mapping(self, key: str) -> dict[str, object]:
        """Free content: its keys are somebody else's matter."""
        return {str(k): v for k, v in self._get(key, dict, {}, {}).items()}

    def sheet(self, key: str) -> Sheet | None:
        """The mapping below a key, or None where there is none."""
        value = self._get(key, dict, {}, {})
        return Sheet(self.faults, self.file, self.at(key), value) if value else None

    def sheets(self, key: str, required: bool = False) -> dict[str, Sheet]:
        """A mapping of mappings, by name."""
        values = self._get(key, dict, None if required else {}, {})
        found = {}
        for name, value in values.items():
            if isinstance(value, dict):
                found[str(name)] = Sheet(self.faults, self.file, f"{self.at(key)}.{name}", value)
            else:
                self.fault(f"{key}.{name}", f"这里应当是{_WANTED[dict]}。")
        return found

    def rows(self, key: str, required: bool = False) -> list[Sheet]:
        """A list of mappings, named by their place: steps[2]."""
        values = self._get(key, list, None if required else [], [])
        found = []
        for n, value in enumerate(values, start=1):
            if isinstance(value, dict):
                found.append(Sheet(self.faults, self.file, f"{self.at(key)}[{n}]", value))
            else:
                self.fault(f"{key}[{n}]", f"这里应当是{_WANTED[dict]}。")
        return found
