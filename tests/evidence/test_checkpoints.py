"""Lines of checkpoints: signed, bound to the line before, safe against a torn end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.evidence.checkpoints import Checkpoint, Folder, Head, Signer, read, signed

SIGNER = Signer("a secret of thirty-two characters")
HEADS = (Head(0, 1, 3, "aa"), Head(7, 4, 9, "bb"))


def made(n: int, day: str = "2026-11-22", previous: str | None = None) -> Checkpoint:
    return SIGNER.sign(n, f"{day}T10:00:00+08:00", previous, HEADS, "cc")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "checkpoints")
    for n, day in enumerate(("2026-11-21", "2026-11-21", "2026-11-22"), 1):
        folder.append(made(n, day))
    return folder


def test_a_line_comes_back_as_it_was() -> None:
    assert read(made(1).line()) == made(1)


@pytest.mark.parametrize("change", [{"n": 2}, {"at": "2026-11-23T10:00:00+08:00"}, {"previous": "00"}, {"root": "dd"},
                                    {"heads": HEADS[:1]}, {"signature": "00" * 64}, {"signature": "no hex"}])
def test_whatever_is_changed_the_signature_no_longer_fits(change: dict[str, object]) -> None:
    assert signed(made(1), SIGNER.public)
    assert not signed(replace(made(1), **change), SIGNER.public)  # type: ignore[arg-type]


def test_another_key_is_not_taken_for_ours() -> None:
    other = Signer("another secret of thirty-two chars")
    assert not signed(other.sign(1, "2026-11-22", None, HEADS, "cc"), SIGNER.public)


def test_the_same_secret_is_the_same_key() -> None:
    assert Signer("a secret of thirty-two characters").public == SIGNER.public


def test_a_file_a_day_read_in_order(folder: Folder) -> None:
    assert folder.days() == ["2026-11-22", "2026-11-21"]
    assert [checkpoint.n for checkpoint in folder] == [1, 2, 3]
    assert folder.last() == made(3)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_one_is_found_by_its_number(folder: Folder, n: int) -> None:
    found = folder.find(n)
    assert found is not None and found.n == n
    assert folder.find(4) is None


def test_a_line_torn_by_a_crash_is_cut_off_by_the_next(folder: Folder) -> None:
    with folder.file("2026-11-22").open("ab") as file:
        file.write(made(4).line()[:40])

    assert [checkpoint.n for checkpoint in folder] == [1, 2, 3]
    folder.append(made(4))
    assert [checkpoint.n for checkpoint in folder] == [1, 2, 3, 4]


def test_a_line_that_is_none_is_said(folder: Folder) -> None:
    with folder.file("2026-11-21").open("ab") as file:
        file.write(b'{"n": 9}\n')

    with pytest.raises(ValueError):
        list(folder)


def test_an_empty_folder_has_none(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "none")
    assert folder.last() is None and list(folder) == [] and folder.days() == []
