"""`flask procedures`: list, check, publish; on the folders of the house and on any other."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.commands.procedures import publish_changed
from tests.commands.conftest import elsewhere, refused, typed
from tests.conftest import make_app
from tests.support.house import ROOT

Call = Callable[..., Result]


@pytest.fixture()
def copied(tmp_path: Path) -> Path:
    """A folder of one's own with bpmn/ and forms/ in it."""
    for name in ("bpmn", "forms"):
        shutil.copytree(ROOT / name, tmp_path / "mine" / name)
    return tmp_path / "mine"


def retitled(folder: Path, title: str) -> None:
    path = folder / "bpmn" / "objection" / "procedure.yaml"
    path.write_text(path.read_text("utf-8").replace("title: 异议处理\n", f"title: {title}\n", 1), "utf-8")


def spoiled(folder: Path) -> None:
    """A form of the objection goes missing."""
    (folder / "forms" / "objection" / "sign.form").unlink()


def promised(folder: Path, invariant: str) -> None:
    """The objection is said to keep what it does not keep: only the walk of all its states can tell."""
    path = folder / "bpmn" / "objection" / "procedure.yaml"
    path.write_text(path.read_text("utf-8").replace("invariants:\n", f"invariants:\n  - {invariant}\n", 1), "utf-8")


def house_of(app: Flask, folder: Path, tmp_path: Path) -> Flask:
    """Another application on the same database, with procedures of its own."""
    return make_app(tmp_path / "other", app.config["SQLALCHEMY_DATABASE_URI"], PROCEDURES_PATH=str(folder))


def test_what_is_published_is_listed(flask: Call) -> None:
    rows = [line.split("\t") for line in flask("procedures", "list").stdout.splitlines()]

    assert [row[0] for row in rows] == sorted(path.parent.name for path in (ROOT / "bpmn").glob("*/process.bpmn"))
    assert all(len(row[1]) == 12 and row[2] for row in rows)


def test_publishing_what_did_not_change_says_so(flask: Call) -> None:
    done = flask("procedures", "publish", "objection")

    assert done.exit_code == 0
    assert done.stdout.startswith("objection\t1\t") and done.stdout.endswith("\t没有变化\n")


def test_publishing_what_is_not_there_is_refused(flask: Call) -> None:
    assert refused(flask("procedures", "publish", "nonsense")) == "没有名为 nonsense 的程序。"


@pytest.mark.parametrize("named", ["mine", "mine/bpmn"])
def test_a_sound_folder_anywhere_is_found_sound(flask: Call, copied: Path, named: str) -> None:
    done = flask("procedures", "check", str(copied.parent / named))

    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "没有问题。"


def test_each_fault_is_explained_and_the_first_stands_on_stderr(flask: Call, copied: Path) -> None:
    spoiled(copied)

    result = flask("procedures", "check", str(copied))

    assert result.exit_code == 1
    assert "sign" in result.stdout and "objection" in result.stdout
    (line,) = result.stderr.splitlines()
    assert line.startswith(result.stdout.splitlines()[0])


def test_an_empty_folder_is_explained(flask: Call, tmp_path: Path) -> None:
    result = flask("procedures", "check", str(tmp_path))

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_publishing_takes_the_folder_that_is_set_and_refuses_a_broken_one(app: Flask, copied: Path,
                                                                         tmp_path: Path) -> None:
    mine = house_of(app, copied, tmp_path)
    retitled(copied, "异议处理（改）")
    assert typed(mine, "procedures", "publish", "objection").stdout.endswith("\t发布\n")
    assert "异议处理（改）" in typed(mine, "procedures", "list").stdout

    spoiled(copied)
    assert "sign" in refused(typed(mine, "procedures", "publish"))


def test_a_start_checks_what_changed_before_it_publishes_it(app: Flask, copied: Path, tmp_path: Path,
                                                            capsys: pytest.CaptureFixture[str]) -> None:
    with elsewhere(house_of(app, copied, tmp_path)):
        publish_changed()
        assert capsys.readouterr().out == "", "nothing differs, nothing is said"

        promised(copied, "{node: e_done, needs: wd_doc, sentence: 没有终止通知书，不得办结。}")
        with pytest.raises(SystemExit) as stopped:
            publish_changed()

    assert stopped.value.code == 1
    assert "没有终止通知书，不得办结。" in capsys.readouterr().err


def test_a_drawing_that_is_not_there_cannot_be_laid_out(flask: Call) -> None:
    assert refused(flask("procedures", "layout", "nonsense")).startswith("没有这张图：")
