"""`flask trail checkpoint`, and the program that checks an export and a letter's proof without the house."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.services.house import house
from app.services.issue_receipt import issue_receipt
from tests.support.house import ROOT, records_of
from tests.support.walk import open_case, tell

Call = Callable[..., Result]
Check = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture()
def filed(app: Flask) -> str:
    return open_case("citizen", "objection", door="filed_center",
                     named={"records": records_of("citizen", "market_regulator")[:1]}).number


@pytest.fixture()
def check(tmp_path: Path) -> Check:
    """The program, copied to where nothing of the house can be imported."""
    (tmp_path / "verify_trail.py").write_bytes((ROOT / "app" / "verify_trail.py").read_bytes())

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-I", "verify_trail.py", *map(str, words)], cwd=tmp_path,
                              capture_output=True, text=True, check=False)

    return run


@pytest.fixture()
def export(flask: Call, filed: str, tmp_path: Path) -> Path:
    assert json.loads(flask("trail", "checkpoint").stdout)["checkpoint"] == 1
    path = tmp_path / "export.jsonl"
    path.write_text(flask("trail", "export", filed).stdout, encoding="utf-8")
    return path


def files() -> list[Path]:
    folder = house().checkpoints
    return [folder.file(day) for day in folder.days()]


def change(path: Path, n: int, edit: Callable[[dict[str, Any]], object]) -> None:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    edit(lines[n])
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")


def test_nothing_new_makes_no_checkpoint(flask: Call, export: Path) -> None:
    assert flask("trail", "checkpoint").stdout == ""
    assert flask("trail", "verify").exit_code == 0


def test_an_export_is_checked_without_the_house(check: Check, export: Path) -> None:
    done = check(export, "--checkpoints", *files(), "--key", house().signer.public)

    rows = len(export.read_text(encoding="utf-8").splitlines())
    assert (done.returncode, done.stdout) == (0, f"whole: {rows} rows, 1 checkpoints\n")


def test_what_was_erased_is_said_by_command_and_program(flask: Call, check: Check, filed: str, tmp_path: Path) -> None:
    tell(filed, "withdraw", "citizen")
    assert json.loads(flask("cases", "erase", "--dry-run").stdout) == {"due": 0, "erased": 0, "held": 0, "failed": 0}
    done = flask("cases", "erase", "--now", "2036-11-17T09:00:00")
    assert json.loads(done.stdout) == {"due": 1, "erased": 1, "held": 0, "failed": 0}
    flask("trail", "checkpoint")
    assert f"{filed}：2036-11-17按期删除" in flask("trail", "verify").stdout
    path = tmp_path / "erased.jsonl"
    path.write_text(flask("trail", "export", filed).stdout, encoding="utf-8")

    told = check(path, "--checkpoints", *files())

    assert told.returncode == 0
    assert "contents erased 2036-11-17" in told.stdout and "kept until 2036-11-16" in told.stdout


@pytest.mark.parametrize(("edit", "said"), [
    (lambda line: line["row"].update(actor="person:1"), "row 2: its hash is not that of its contents"),
    (lambda line: line.update(hash="00" * 32), "row 2: its hash is not that of its contents"),
    (lambda line: line["row"].update(n=3), "row 2: missing"),
])
def test_a_changed_export_is_found_out(check: Check, export: Path, edit: Any, said: str) -> None:
    change(export, 1, edit)

    done = check(export)
    assert done.returncode == 1 and said in done.stderr


def test_a_cut_export_is_found_out_by_the_checkpoint(check: Check, export: Path) -> None:
    lines = export.read_text(encoding="utf-8").splitlines(keepends=True)
    export.write_text("".join(lines[:-1]), encoding="utf-8")

    assert check(export).returncode == 0
    assert f"row {len(lines)}: not as checkpoint 1 has it" in check(export, "--checkpoints", *files()).stderr


def test_a_foreign_key_is_found_out(check: Check, export: Path) -> None:
    done = check(export, "--checkpoints", *files(), "--key", "00" * 32)

    assert done.returncode == 1 and "signed by another key" in done.stderr


@pytest.fixture()
def receipt(app: Flask, run: Any, filed: str, flask: Call, tmp_path: Path) -> dict[str, Path]:
    """A citizen's receipt as they would have it: the letter from their archive, the proof from the public page."""
    key = run(issue_receipt, actor="citizen", number=filed)
    early = app.test_client().get(f"/verify/{key}/proof.json")
    assert early.status_code == 404
    flask("trail", "checkpoint")
    found = app.test_client().get(f"/verify/{key}/proof.json")
    letter, proof = tmp_path / "receipt.pdf", tmp_path / "proof.json"
    proof.write_bytes(found.data)
    letter.write_bytes(house().files.read(found.get_json()["row"]["after"]["sha256"]))
    return {"letter": letter, "proof": proof}


def test_a_receipt_is_proved_to_anybody(check: Check, receipt: dict[str, Path]) -> None:
    done = check("--proof", receipt["proof"], "--document", receipt["letter"], "--key", house().signer.public)

    assert done.returncode == 0 and done.stdout.startswith("whole: issued 2026-11-16T02:00:00")


def test_another_letter_is_not(check: Check, receipt: dict[str, Path]) -> None:
    receipt["letter"].write_bytes(receipt["letter"].read_bytes() + b" ")

    done = check("--proof", receipt["proof"], "--document", receipt["letter"])
    assert "not the letter that was issued" in done.stderr


@pytest.mark.parametrize(("edit", "said"), [
    (lambda proof: proof["row"]["after"].update(sha256="00"), "its hash is not that of its contents"),
    (lambda proof: proof["checkpoint"].update(at="2020-01-01"), "the signature is not right"),
    (lambda proof: proof.update(path=[["left", "00" * 32]]), "does not lead to the root"),
])
def test_a_forged_proof_is_found_out(check: Check, receipt: dict[str, Path], edit: Any, said: str) -> None:
    proof = json.loads(receipt["proof"].read_text(encoding="utf-8"))
    edit(proof)
    receipt["proof"].write_text(json.dumps(proof), encoding="utf-8")

    assert said in check("--proof", receipt["proof"]).stderr


@pytest.mark.parametrize("words", [(), ("a", "--proof", "b")])
def test_wrong_use_is_said(check: Check, words: tuple[str, ...]) -> None:
    assert check(*words).returncode == 2


def test_a_file_that_is_none_is_said(check: Check, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("no json", encoding="utf-8")

    assert "cannot be read" in check("x").stderr


def test_the_public_pages_show_them(app: Flask, export: Path) -> None:
    client = app.test_client()
    shown = client.get("/checkpoints").get_data(as_text=True)
    day = house().checkpoints.days()[0]

    assert house().signer.public in shown and f"/checkpoints/{day}.jsonl" in shown
    assert client.get(f"/checkpoints/{day}.jsonl").data == files()[0].read_bytes()
    assert client.get("/checkpoints/2020-01-01.jsonl").status_code == 404
    assert b"def main" in client.get("/checkpoints/verify_trail.py").data
