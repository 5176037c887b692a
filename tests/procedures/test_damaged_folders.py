"""Whatever happens to a file of a folder, the check ends with sentences and never with a trace."""

from __future__ import annotations

import random
import re

import pytest

from app import letters
from app.procedures.check import check_library
from app.procedures.files import files_of
from app.procedures.read import read_library
from app.services.checking import _parsed
from tests.procedures import folders

GOOD = files_of(folders.BASE)
CHINESE = re.compile("[一-鿿]")
WORD = re.compile(rb"[A-Za-z_]+|\d+|\S")
ODD = (
    b"",
    b"null",
    b"{}",
    b"[]",
    b"-1",
    b"x" * 300,
    b"\xff",
    b"<a/>",
    b"&#0;",
    b'"',
    b": ",
    b"\n",
    b"due('x')",
    b"true",
)


def damaged(seed: int) -> dict[str, bytes]:
    """One to three words or lines of the files dropped, doubled, swapped or replaced by something odd."""
    luck, files = random.Random(seed), dict(GOOD)
    for _ in range(luck.randint(1, 3)):
        name = luck.choice(sorted(files))
        cut = luck.choice((re.compile(rb"[^\n]*\n"), WORD))
        places = [found.span() for found in cut.finditer(files[name])]
        if places:
            start, end = luck.choice(places)
            old = files[name][start:end]
            other = luck.choice(places)
            new = luck.choice((b"", old * 2, files[name][slice(*other)], luck.choice(ODD)))
            files[name] = files[name][:start] + new + files[name][end:]
    return files


def findings(files: dict[str, bytes]) -> list[str]:
    library, slips = read_library(files)
    return [f.sentence for f in (*slips, *check_library(library, slips, parse=_parsed, letters=letters.check))]


@pytest.mark.parametrize("block", range(10))
def test_a_damaged_folder_is_told_in_sentences(block):
    for seed in range(block * 30, block * 30 + 30):
        said = findings(damaged(seed))

        assert all(CHINESE.search(sentence) for sentence in said), (seed, said)


def test_damage_is_noticed_more_often_than_not():
    assert sum(bool(findings(damaged(seed))) for seed in range(60)) > 30
