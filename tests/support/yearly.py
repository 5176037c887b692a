"""A yearly list of three organs, made for tests: its folder lies beside, its registers and law are the house's own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from app.domain.actor import OPERATOR
from app.procedures import Library, freeze
from app.services.execute import execute
from app.services.publish_release import publish_release
from tests.support.house import ROOT
from tests.support.walk import do, open_case, open_tasks

HERE = Path(__file__).with_suffix("")
ROW = {"code": "C-01", "name": "约谈", "scope": "m1", "content": "约谈告诫", "circumstances": "有失信行为的",
       "regulation": "tiaoli", "provision": "第二十三条第二款第（一）项", "enforcer": "行业主管部门"}
OTHER = {**ROW, "code": "C-02", "name": "选优评先", "scope": "m5", "content": "限制参加选优评先"}


def library(into: Path) -> Library:
    """The folder with what it shares of the house."""
    for name in ("bpmn/_shared", "bpmn/_law", "bpmn/_registers", "bpmn/expiry", "forms/_shared", "forms/expiry"):
        shutil.copytree(ROOT / name, into / name, dirs_exist_ok=True)
    shutil.copytree(HERE, into, dirs_exist_ok=True)
    return Library.read(into)


def publish(into: Path) -> Library:
    found = library(into)
    execute(publish_release, actor=OPERATOR, release=freeze(found, "yearly"))
    return found


def compiled(rows: list[dict[str, Any]], year: int = 2026, **more: Any) -> str:
    """A case whose draft is open: nobody proposed anything, the authority wrote the rows. Returns its number."""
    number = open_case("authority", "yearly", named={"year": year}).number
    for _ in range(2):
        task = next(t for t in open_tasks(number) if t.node == "propose")
        do(number, "propose", {"items": [OTHER]}, item=task.item)
    do(number, "compile", {"items": rows, **more})
    return number
