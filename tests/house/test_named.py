"""What pages for people say of the code: every file and every test that they name is there."""

from __future__ import annotations

import re
from pathlib import Path

from app import create_app
from config import read_settings
from tests.house.reading import ROOT
from tests.support.permissions import read_table

PAGES = (*sorted((ROOT / "app" / "decisions").glob("*.md")), ROOT / "app" / "permissions.md")
NAMED = re.compile(r"`(\w+/[\w/]+\.py)(?:::(\w+))?`")


def missing(page: str) -> list[str]:
    """Names of files that are not there, and of functions that their file does not hold."""
    found = []
    for path, function in NAMED.findall(page):
        places = [ROOT / path, ROOT / "app" / path]
        file = next((place for place in places if place.is_file()), None)
        if file is None:
            found.append(path)
        elif function and not re.search(rf"^def {function}\(", file.read_text(encoding="utf-8"), re.M):
            found.append(f"{path}::{function}")
    return found


def test_what_the_pages_name_is_there() -> None:
    named = [name for page in PAGES for name in NAMED.findall(page.read_text(encoding="utf-8"))]
    assert len(named) > 100
    gone = {page.name: missing(page.read_text(encoding="utf-8")) for page in PAGES}
    assert not any(gone.values()), f"these pages name what is not there: {gone}"


def test_every_route_stands_in_the_table_of_permissions(tmp_path: Path) -> None:
    app = create_app(read_settings({"INSTANCE_PATH": str(tmp_path)}))
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    written = {name.partition(":")[0] for name in read_table()[0]}
    assert routes == written, f"without a row: {sorted(routes - written)}; no route: {sorted(written - routes)}"


def test_a_name_that_is_gone_is_found() -> None:
    assert missing("`app/files.py` `app/nowhere.py` `tests/house/test_named.py::missing` `app/files.py::nothing`") == [
        "app/nowhere.py", "app/files.py::nothing"]
