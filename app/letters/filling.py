"""Letter and data become content: plain texts in order, or a refusal that names all that is missing. No typesetting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.expressions import Expression, ExpressionError, evaluate
from app.errors import Invalid
from app.letters.formatters import FormatFault, as_day, chinese_day
from app.letters.model import Block, LetterModel
from app.letters.placeholders import Absent, Filler, Slot, Text, look_up

__all__ = ["Content", "Paragraph", "Printed", "Table", "fill"]

Data = Mapping[str, object]

# What a missing name is called where the letter's file does not say it.
COMMON_NAMES = {
    "number": "文号",
    "issued_on": "成文日期",
    "organ.name": "发文机关名称",
    "organ.address": "发文机关地址",
    "organ.phone": "发文机关联系电话",
    "organ.contact": "联系人",
    "subject.name": "信用主体名称",
    "subject.code": "信用主体代码",
    "case.number": "事项编号",
    "case.received_on": "收到日期",
    "case.accepted_on": "受理日期",
}


@dataclass(frozen=True)
class Paragraph:
    """A paragraph (level 0) or a heading (level 1 黑体, 2 楷体)."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Table:
    titles: tuple[str, ...]
    widths: tuple[float | None, ...]
    aligns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Printed = Paragraph | Table


@dataclass(frozen=True)
class Content:
    title: str
    organ: str
    number: str
    recipient: str
    body: tuple[Printed, ...]
    attachments: tuple[str, ...]
    copies: tuple[str, ...]
    issued_on: date

    @property
    def day(self) -> str:
        return chinese_day(self.issued_on)


class Nothing(dict[str, object]):
    """What `when` finds under a name that the data does not hold: empty, false, and holding nothing below it."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> object:
        return Nothing()


def fill(letter: LetterModel, data: Data, *, number: str | None = None) -> Content:
    """The letter's words. `number` stands for data's own where given (previews have none yet).

    Raises Invalid with a sentence for each missing value and each thing that must be stated and is not.
    """
    own = {"number": number} if number is not None else {}
    inner = data.get("data")
    return _Filling(letter, {**(inner if isinstance(inner, Mapping) else {}), **data, **own}).content()


@dataclass
class _Filling:
    letter: LetterModel
    data: Data
    faults: list[str] = field(default_factory=list)

    def content(self) -> Content:
        letter = self.letter
        filler = self.filler(self.data)
        body, stated = self.body()
        content = Content(
            title=filler.fill(letter.title),
            organ=self.needed("organ.name"),
            number=self.needed("number") if letter.number else "",
            recipient=filler.fill(letter.recipient) if letter.recipient else "",
            body=body,
            attachments=tuple(filler.fill(part.text) for part in letter.attachments if self.holds(part.when)),
            copies=tuple(filler.fill(text) for text in letter.copies),
            issued_on=self.issued_on(),
        )
        self.refuse(stated, body)
        return content

    def refuse(self, stated: set[str], body: tuple[Printed, ...]) -> None:
        faults = [f"必须写明“{label}”" for label in self.letter.must_state if label not in stated]
        faults += self.faults + ([] if body else ["正文是空的"])
        if faults:
            title = self.letter.title.source if not list(self.letter.title.slots) else self.letter.kind
            sentences = [f"《{title}》{fault}，现在不能出具。" for fault in dict.fromkeys(faults)]
            raise Invalid({self.letter.id: sentences}, "".join(sentences), code="letter_incomplete")

    def body(self) -> tuple[tuple[Printed, ...], set[str]]:
        printed: list[Printed] = []
        stated: set[str] = set()
        for block in self.letter.body:
            parts = self.block(block) if self.holds(block.when) else ()
            printed.extend(parts)
            if parts:
                stated.update(block.states)
        return tuple(printed), stated

    def block(self, block: Block) -> tuple[Printed, ...]:
        if block.kind == "table":
            return self.table(block)
        if block.kind == "list":
            texts = [f"{n}. {self.filler(row).fill(block.texts[0])}" for n, row in enumerate(self.rows(block), 1)]
        else:
            texts = [self.filler(self.data).fill(text) for text in block.texts]
        level = block.level if block.kind == "heading" else 0
        return tuple(Paragraph(line.strip(), level) for text in texts for line in text.split("\n") if line.strip())

    def table(self, block: Block) -> tuple[Printed, ...]:
        rows = tuple(tuple(self.filler(row).fill(c.value) for c in block.columns) for row in self.rows(block))
        if not rows:
            return ()
        titles, widths, aligns = zip(*((c.title, c.width, c.align) for c in block.columns), strict=True)
        return (Table(titles, widths, aligns, rows),)

    def rows(self, block: Block) -> list[Data]:
        """The data for each row: everything, and the row itself under `row`."""
        found = look_up(self.data, block.rows)
        if isinstance(found, Absent):
            return []
        if not isinstance(found, list | tuple):
            self.faults.append(f"里“{self.name('.'.join(block.rows))}”不是一列内容")
            return []
        return [{**self.data, "row": row} for row in found]

    def holds(self, when: Expression | None) -> bool:
        if when is None:
            return True
        try:
            return bool(evaluate(when, {name: _lenient(self.data.get(name)) for name in when.names}))
        except ExpressionError as error:
            self.faults.append(f"的条件“{when.text}”算不出来（{str(error).rstrip('。')}）")
            return False

    def filler(self, data: Data) -> Filler:
        return Filler(data, self.letter.words, self.missing)

    def needed(self, path: str) -> str:
        return self.filler(self.data).fill(Text(path, (Slot(tuple(path.split("."))),)))

    def issued_on(self) -> date:
        try:
            return as_day(self.data.get("issued_on"))
        except FormatFault:
            self.faults.append(f"缺少“{self.name('issued_on')}”")
            return date.min

    def missing(self, slot: Slot, why: str) -> None:
        name = self.name(slot.name)
        self.faults.append(f"里“{name}”{why}" if why else f"缺少“{name}”")

    def name(self, path: str) -> str:
        return self.letter.names.get(path) or COMMON_NAMES.get(path) or path


def _lenient(value: object) -> object:
    if value is None:
        return Nothing()
    if isinstance(value, Mapping):
        return Nothing({key: _lenient(part) if isinstance(part, Mapping) else part for key, part in value.items()})
    return value
