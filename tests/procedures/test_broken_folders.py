"""Each rule of the check refuses its own tiny broken folder with the very sentence of expected.txt."""

from pathlib import Path

import pytest

from app.procedures.check import FIRST, LIBRARY_RULES, RULES
from app.services.checking import check_folder
from tests.procedures import folders


@pytest.mark.parametrize("name", folders.names())
def test_a_broken_folder_is_told_exactly_what_is_wrong(name, tmp_path):
    found = check_folder(folders.make(name, tmp_path))

    assert folders.told(found) == folders.expected(name)
    assert found


def test_the_folder_that_the_broken_ones_are_made_from_is_right():
    assert check_folder(folders.BASE) == ()


def test_a_folder_without_procedures_says_so(tmp_path):
    (finding,) = check_folder(tmp_path)

    assert str(finding) == "bpmn: 这里没有程序：每个程序是一个文件夹，例如 bpmn/objection/。"


def test_every_rule_has_a_folder_that_breaks_it():
    rules = {rule.__name__ for rule in (*FIRST, *RULES, *LIBRARY_RULES)}

    assert rules - set(folders.names()) == set()


def test_the_procedures_of_this_house_are_right():
    assert check_folder(Path(__file__).parents[2]) == ()
