"""Files copied from elsewhere are what they were when they came. What they do is tested by the pages that use them."""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ["app/web/static/vendor", "tests/browser/vendor", "app/letters/fonts"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_that_came_from_elsewhere_is_unchanged_and_listed(folder):
    home = ROOT / folder
    listed = dict(reversed(line.split(maxsplit=1)) for line in (home / "SHA256SUMS").read_text().splitlines())
    found = {
        f"./{path.relative_to(home).as_posix()}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file() and path.name not in {"SHA256SUMS", "README.md"}
    }

    assert found == listed


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_from_elsewhere_carries_its_licence(folder):
    assert list((ROOT / folder).rglob("*LICEN[CS]E*")) or list((ROOT / folder).rglob("COPYING*"))
