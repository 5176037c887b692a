"""The folders of law and registers, read once in a process: as they stand today, whatever release a case runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from app.procedures.files import Files, files_of
from app.procedures.read_registers import find_article
from app.procedures.read_registers import laws as read_laws
from app.procedures.read_registers import registers as read_registers
from app.procedures.register_model import Article, Law, Register
from app.procedures.sheet import Faults
from app.services.house import house


def laws() -> Mapping[str, Law]:
    """By short name: 条例, 省条例 ..."""
    return _laws(house().settings.procedures_path.parent)


def article(name: str) -> Article | None:
    """条例32, 省条例31, 条例17.2; None where its words are not on the shelf."""
    return find_article(laws(), name)


def registers() -> Mapping[str, Register]:
    return _registers(house().settings.procedures_path.parent)


def law_named(key: str) -> str:
    """《宁波市社会信用条例》: a law by the name of its file, as entries name it; an unknown one as it is named."""
    return next((f"《{law.title}》" for law in laws().values() if law.id == key), key)


@cache
def _files(root: Path) -> Files:
    return {name: content for name, content in files_of(root).items() if name.startswith(("bpmn/_law", "bpmn/_reg"))}


@cache
def _laws(root: Path) -> Mapping[str, Law]:
    return read_laws(Faults(), _files(root))


@cache
def _registers(root: Path) -> Mapping[str, Register]:
    return read_registers(Faults(), _files(root))
