"""The letters of every procedure: right as files, printable whole, and each says what it must say."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.letters import Paragraph, Table, check, read, render
from app.letters.model import LetterModel
from app.letters.placeholders import Slot, Text
from tests.letters.examples import VERIFY

BPMN = Path(__file__).parents[2] / "bpmn"
FILES = sorted(BPMN.glob("*/documents/*.yaml"))
NAMES = [f"{path.parts[-3]}/{path.stem}" for path in FILES]


@cache
def shared() -> dict[str, Any]:
    files = ((path.stem, yaml.safe_load(path.read_text())) for path in (BPMN / "_shared").glob("*.yaml"))
    return {name: content for name, content in files if name in {"sentences", "remedies", "words", "letterhead"}}


def file_of(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text())


def sample(slot: Slot, words: Any) -> Any:
    """A value that the slot's formatters take."""
    for name, argument in slot.filters:
        if name == "words":
            return next(iter(words[argument]))
        if name in ("date", "datetime"):
            return "2026-11-03T15:04:00+08:00"
        if name in ("join", "count"):
            return ["甲", "乙"]
        if name in ("money", "money_words", "thousands", "chinese"):
            return 12
    return "宁波市某某单位某某文字"


def put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        data = data.setdefault(name, {})
    data.setdefault(path[-1], value)


def texts_of(letter: LetterModel) -> list[Text]:
    parts = [letter.title, letter.recipient, *letter.copies, *(part.text for part in letter.attachments)]
    return [text for text in parts if text] + [text for b in letter.body if not b.rows for text in b.texts]


def data_for(letter: LetterModel) -> dict[str, Any]:
    """Data in which every name of the letter has a value, and every list two rows."""
    data: dict[str, Any] = {
        "issued_on": date(2026, 11, 22),
        "number": "甬信〔2026〕1号",
        "organ": {"name": "宁波市某局"},
    }
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for block in (block for block in letter.body if block.rows):
        row = rows.setdefault(block.rows, {})
        for text in [*block.texts, *(column.value for column in block.columns)]:
            for slot in text.slots:
                put(row if slot.path[0] == "row" else data, slot.path, sample(slot, letter.words))
    for path, row in rows.items():
        put(data, path, [row.get("row", "甲")] * 2)
    for text in texts_of(letter):
        for slot in text.slots:
            put(data, slot.path, sample(slot, letter.words))
    return data


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_shipped_letter_has_no_fault_and_is_called_as_its_file(path):
    file = file_of(path)

    assert check(file, shared()) == ()
    assert file["id"] == path.stem


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_shipped_letter_can_be_printed_whole(path):
    letter = read(file_of(path), shared())
    whole = replace(letter, body=tuple(replace(block, when=None) for block in letter.body))
    printed = render(whole, data_for(whole), verify_url=VERIFY, demo=True)

    assert printed.pages <= 4
    assert all(
        isinstance(part, Table) or isinstance(part, Paragraph) and "{" not in part.text for part in printed.blocks
    )


def test_there_are_letters_to_look_at():
    assert len(FILES) >= 15
