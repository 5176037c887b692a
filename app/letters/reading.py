"""Reads a letter's file (already parsed from YAML) and says all that is wrong with it. Filling it in is filling.py."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from app.domain.expressions import Expression, ExpressionError, compile_expression
from app.letters.model import (
    REMEDY,
    Align,
    Attachment,
    Block,
    BlockKind,
    Column,
    Format,
    LetterFault,
    LetterModel,
    Number,
)
from app.letters.placeholders import Slot, Text, TextFault, read_text

__all__ = ["check", "read"]

Mappings = Mapping[str, Any]
FORMATS = ("letter", "document", "plain")
ALIGNS = ("left", "center", "right")
KINDS: tuple[BlockKind, ...] = ("paragraph", "heading", "list", "table", "sentence", "remedies")
KEYS = frozenset(LetterModel.__dataclass_fields__) - {"suffix"}
EXTRAS = {"list": {"item"}, "table": {"columns"}, "heading": {"level"}}
_PATTERN = re.compile(r"(?:[^{}]|\{organ\})+〔\{year\}〕\{n\}号\Z")
_ORGAN = re.compile(r"\$?[a-z][a-z0-9_]*\Z")
_PATH = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*\Z")


def read(file: object, shared: Mappings | None = None) -> LetterModel:
    """The letter of a file; `shared` holds the parsed files of bpmn/_shared/. Raises LetterFault with all faults."""
    reader = _Reader(shared or {})
    letter = reader.letter(file)
    if reader.faults or letter is None:
        raise LetterFault(tuple(reader.faults))
    return letter


def check(file: object, shared: Mappings | None = None) -> tuple[str, ...]:
    """What is wrong with a file, as Chinese sentences; nothing when it can be issued."""
    try:
        read(file, shared)
    except LetterFault as fault:
        return fault.faults
    return ()


class _Reader:
    def __init__(self, shared: Mappings) -> None:
        self.shared = shared
        self.faults: list[str] = []
        self.words: Mapping[str, Mapping[str, str]] = {}

    def letter(self, file: object) -> LetterModel | None:
        if not isinstance(file, Mapping):
            self.faults.append("文书文件要写成“名称: 内容”的形式。")
            return None
        self.unknown(file, KEYS, "文书")
        self.words = self.all_words(file)
        letter = LetterModel(
            id=self.line(file, "id"),
            title=self.text(file.get("title"), "标题（title）"),
            kind=self.line(file, "kind"),
            format=cast(Format, self.one_of(file.get("format"), FORMATS, "format")),
            organ=self.organ(file),
            number=self.number(file.get("number")),
            recipient=self.text(file["recipient"], "主送（recipient）") if file.get("recipient") is not None else None,
            must_state=self.labels(file.get("must_state", []), "must_state"),
            names=self.plain_mapping(file.get("names", {}), "names"),
            words=self.words,
            body=tuple(self.block(part, f"正文第 {n} 段") for n, part in enumerate(self.listed(file, "body"), 1)),
            attachments=tuple(map(self.attachment, self.listed(file, "attachments"))),
            copies=tuple(self.text(part, "抄送（copies）") for part in self.listed(file, "copies")),
            qr=self.flag(file.get("qr", True)),
            suffix=str(self.part("letterhead").get("suffix", "文件")),
        )
        self.must_be_statable(letter)
        return letter

    def must_be_statable(self, letter: LetterModel) -> None:
        if not letter.body:
            self.faults.append("文书没有正文（body）。")
        stated = {label for block in letter.body for label in block.states}
        for label in letter.must_state:
            if label not in stated:
                self.faults.append(f"必须写明“{label}”，正文却没有一段标明 states: {label}。")

    def columns(self, part: Mappings, where: str) -> tuple[Column, ...]:
        columns = tuple(self.column(column, where) for column in self.listed(part, "columns", where))
        if not columns:
            self.faults.append(f"{where}的表格没有列（columns）。")
        return columns

    def block(self, part: object, where: str) -> Block:
        kinds = [kind for kind in KINDS if isinstance(part, Mapping) and kind in part]
        if not isinstance(part, Mapping) or len(kinds) != 1:
            self.faults.append(f"{where}要写成 {'、'.join(KINDS)} 中的一种。")
            return Block("paragraph")
        kind = kinds[0]
        self.unknown(part, {kind, "states", "when"} | EXTRAS.get(kind, set()), where)
        states = self.labels(part.get("states", []), f"{where}的 states")
        return Block(
            kind,
            texts=self.block_texts(kind, part, where),
            rows=self.rows(part[kind], where) if kind in ("list", "table") else (),
            columns=self.columns(part, where) if kind == "table" else (),
            level=int(self.one_of(str(part.get("level", 1)), ("1", "2"), f"{where}的 level") or 1),
            states=(*states, REMEDY) if kind == "remedies" and REMEDY not in states else states,
            when=self.when(part.get("when"), where),
        )

    def block_texts(self, kind: BlockKind, part: Mappings, where: str) -> tuple[Text, ...]:
        if kind == "table":
            return ()
        if kind == "list":
            return (self.text(part.get("item"), f"{where}的 item", in_row=True),)
        if kind in ("sentence", "remedies"):
            return tuple(self.shared_text(kind, key, where) for key in _as_list(part[kind]))
        return (self.text(part[kind], where),)

    def shared_text(self, kind: str, key: object, where: str) -> Text:
        file = "sentences" if kind == "sentence" else "remedies"
        found = self.part(file).get(str(key))
        if found is None:
            self.faults.append(f"{where}：bpmn/_shared/{file}.yaml 里没有“{key}”。")
            return Text("", ())
        return self.text(found.get("text") if isinstance(found, Mapping) else found, f"{file}.yaml 的“{key}”")

    def column(self, part: object, where: str) -> Column:
        if not isinstance(part, Mapping):
            self.faults.append(f"{where}的每一列要写 title 和 value。")
            return Column("", Text("", ()))
        self.unknown(part, {"title", "value", "width", "align"}, f"{where}的列")
        width = part.get("width")
        if width is not None and (isinstance(width, bool) or not isinstance(width, int | float) or width <= 0):
            self.faults.append(f"{where}的列宽（width）要是大于零的数。")
            width = None
        align = self.one_of(part.get("align", "left"), ALIGNS, f"{where}的 align")
        value = self.text(part.get("value"), f"{where}的 value", in_row=True)
        return Column(self.line(part, "title", where), value, width, cast(Align, align))

    def attachment(self, part: object) -> Attachment:
        if not isinstance(part, Mapping):
            return Attachment(self.text(part, "附件（attachments）"))
        self.unknown(part, {"text", "when"}, "附件")
        return Attachment(self.text(part.get("text"), "附件（attachments）"), self.when(part.get("when"), "附件"))

    def text(self, source: object, where: str, *, in_row: bool = False) -> Text:
        try:
            text = read_text(source)
        except TextFault as fault:
            self.faults.append(f"{where}：{fault}。")
            return Text("", ())
        for slot in text.slots:
            self.slot(slot, where, in_row)
        return text

    def slot(self, slot: Slot, where: str, in_row: bool) -> None:
        if slot.path[0] == "row" and not in_row:
            self.faults.append(f"{where}：“{{{slot.name}}}”只能用在 list 的 item 和 table 的 value 里。")
        for name, argument in slot.filters:
            if name == "words" and argument not in self.words:
                self.faults.append(f"{where}：没有叫“{argument}”的规范用语（words）。")

    def when(self, source: object, where: str) -> Expression | None:
        if source is None:
            return None
        try:
            expression = compile_expression(str(source))
        except ExpressionError as error:
            self.faults.append(f"{where}的 when：{error}")
            return None
        if any(call.function != "count" for call in expression.calls):
            self.faults.append(f"{where}的 when 只能用函数 count。")
        return expression

    def number(self, part: object) -> Number | None:
        if part is None:
            return None
        pattern, counter = (part.get("pattern"), part.get("counter")) if isinstance(part, Mapping) else (None, None)
        if not isinstance(pattern, str) or not _PATTERN.match(pattern):
            self.faults.append("文号（number.pattern）要写成“甬信异告〔{year}〕{n}号”的样子。")
        if not isinstance(counter, str) or not counter:
            self.faults.append("文号要写明用哪个计数器（number.counter）。")
        return Number(str(pattern), str(counter))

    def organ(self, file: Mappings) -> str:
        organ = self.line(file, "organ")
        if organ and not _ORGAN.match(organ):
            self.faults.append("发文机关（organ）要写成机构标签，或 $ 加数据名称。")
        return organ

    def rows(self, path: object, where: str) -> tuple[str, ...]:
        if isinstance(path, str) and _PATH.match(path):
            return tuple(path.split("."))
        self.faults.append(f"{where}要写明用哪一列数据，例如 answers.decide.findings。")
        return ()

    def all_words(self, file: Mappings) -> Mapping[str, Mapping[str, str]]:
        own = file.get("words", {})
        both = {**self.part("words"), **(own if isinstance(own, Mapping) else {})}
        return {str(key): self.plain_mapping(value, f"规范用语“{key}”") for key, value in both.items()}

    def part(self, name: str) -> Mappings:
        found = self.shared.get(name) or {}
        return found if isinstance(found, Mapping) else {}

    def plain_mapping(self, value: object, where: str) -> Mapping[str, str]:
        if isinstance(value, Mapping):
            return {_key(key): str(text) for key, text in value.items()}
        self.faults.append(f"{where}要写成“值: 文字”的形式。")
        return {}

    def labels(self, value: object, where: str) -> tuple[str, ...]:
        labels = _as_list(value)
        if all(isinstance(label, str) and label for label in labels):
            return tuple(labels)
        self.faults.append(f"{where}要写成文字，或一列文字。")
        return ()

    def listed(self, part: Mappings, key: str, where: str = "文书") -> list[Any]:
        value = part.get(key, [])
        if isinstance(value, list):
            return value
        self.faults.append(f"{where}的 {key} 要写成一列。")
        return []

    def line(self, part: Mappings, key: str, where: str = "文书") -> str:
        value = part.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.faults.append(f"{where}缺少 {key}。")
        return ""

    def one_of(self, value: object, allowed: tuple[str, ...], where: str) -> str:
        if value in allowed:
            return str(value)
        self.faults.append(f"{where} 只能是 {'、'.join(allowed)}。")
        return ""

    def flag(self, value: object) -> bool:
        if not isinstance(value, bool):
            self.faults.append("qr 只能是 true 或 false。")
        return bool(value)

    def unknown(self, part: Mappings, allowed: Iterable[str], where: str) -> None:
        for key in sorted(set(map(str, part)) - set(allowed)):
            self.faults.append(f"{where}里不认识“{key}”。")


def _as_list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _key(key: object) -> str:
    # YAML reads `true:` as a boolean and `1:` as a number; values are compared by their text.
    return str(key)
