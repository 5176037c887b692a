"""Which room may know which: the table, and that it is kept. Why: app/README.md, "Who may import whom"."""

import sys

import pytest

from tests.house.reading import ROOT, Source, house, listed

FLOOR = {"domain", "clock", "errors"}
INSIDE = FLOOR | {"procedures", "engine", "models", "letters"}
DOOR = FLOOR | {"services", "queries", "procedures", "extensions", "files"}

# A room of app/ -> the rooms that it may import beside itself.
ROOMS: dict[str, set[str]] = {
    "domain": set(),
    "clock": {"domain"},
    "errors": set(),
    "procedures": FLOOR,
    "engine": FLOOR,
    "models": FLOOR | {"secrecy"},
    "letters": FLOOR,
    "files": FLOOR,
    "evidence": set(),
    "secrecy": set(),
    "logs": set(),
    "verify_trail": set(),
    "delivery": FLOOR,
    "extensions": {"models"},
    "services": INSIDE | {"extensions", "files", "evidence", "secrecy", "config"},
    # What a page offers is what a verb accepts: queries ask the verbs' own checks, never the other way round.
    "queries": INSIDE | {"services", "extensions", "files", "evidence"},
    "web": DOOR,
    "api": DOOR,
    "commands": DOOR | {"jobs", "demo", "keeping", "config"},
    "demo": DOOR | {"jobs", "config"},
    "keeping": FLOOR | {"evidence", "extensions", "files", "models", "secrecy", "config"},
    "jobs": DOOR | {"delivery"},
    "app": DOOR | {"logs", "web", "api", "commands", "jobs", "delivery", "models", "engine", "letters", "evidence",
                   "secrecy", "config"},
    "config": set(),
    "wsgi": {"app", "config"},
}

# A package -> the only rooms that may import it. Packages not named here are free.
PACKAGES: dict[str, set[str]] = {
    "SpiffWorkflow": {"engine"},
    "sqlalchemy": {"models", "services", "queries", "extensions", "jobs", "keeping"},  # jobs: the lock of the one clock
    "flask_sqlalchemy": {"extensions"},
    "apscheduler": {"jobs"},
    "procrastinate": {"jobs"},
    "gunicorn": {"jobs"},
    "typst": {"letters"},
    "pypdf": {"letters"},
    "stdnum": {"domain"},
    "authlib": {"web"},
    "joserfc": {"web"},
    "smtplib": {"delivery"},
    "socket": {"delivery", "jobs", "commands"},
    "http": {"delivery", "web", "api"},
    "urllib": {"delivery", "domain", "web", "api", "services", "config"},
    "requests": set(),
    "pickle": set(),
    "marshal": set(),
    "shelve": set(),
}


def wrong_rooms(source: Source) -> list[str]:
    """Imports against the table."""
    faults = []
    for line, name in source.imports():
        other = _room(name)
        if other and other not in ROOMS.get(source.room, set()) | {source.room}:
            faults.append(f"{source.path}:{line} imports app.{other}: {_advice(source.room, other)}")
    return faults


def wrong_packages(source: Source) -> list[str]:
    """Packages outside their rooms; in the domain everything but the standard library and stdnum."""
    faults = []
    for line, name in source.imports():
        package = name.split(".")[0]
        rooms = PACKAGES.get(package)
        if rooms is not None and source.room not in rooms:
            where = " and ".join(f"app/{room}" for room in sorted(rooms)) or "no room"
            faults.append(f"{source.path}:{line} imports {package}, which belongs to {where}: ask that room instead.")
        elif source.room == "domain" and package not in {*sys.stdlib_module_names, "app", "stdnum"}:
            faults.append(f"{source.path}:{line} imports {package}: the domain knows the standard library alone.")
    return faults


def _room(name: str) -> str | None:
    parts = name.split(".")
    if parts[0] in ("config", "wsgi"):
        return parts[0]
    if parts[0] != "app":
        return None
    return parts[1] if len(parts) > 1 and (parts[1] in ROOMS or _stands(parts[1])) else "app"


def _stands(room: str) -> bool:
    return (ROOT / "app" / room).exists() or (ROOT / "app" / f"{room}.py").exists()


def _advice(room: str, other: str) -> str:
    if room not in ROOMS:
        return f"app/{room} is not in the table; give it a line in tests/house/test_imports.py and in app/README.md."
    if other in ("models", "engine") and "services" in ROOMS[room]:
        return "a door asks a query or calls a verb, it never sees a table or the engine (app/README.md)."
    return (
        f"imports go doors -> services, queries -> procedures, engine, models -> domain; {room} may not know {other}."
    )


def test_imports_go_one_way():
    faults = [fault for source in house() for fault in wrong_rooms(source)]
    assert not faults, listed(faults)


def test_packages_stay_in_their_rooms():
    faults = [fault for source in house() for fault in wrong_packages(source)]
    assert not faults, listed(faults)


def test_no_import_is_relative():
    faults = [
        f"{s.path}:{line} imports {name}: write app...."
        for s in house()
        for line, name in s.imports()
        if name[0] == "."
    ]
    assert not faults, listed(faults)


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        (
            "app/web/desk.py",
            "from app.models import Case",
            "app/web/desk.py:1 imports app.models: a door asks a query or calls a verb, "
            "it never sees a table or the engine (app/README.md).",
        ),
        (
            "app/domain/calendar.py",
            "import os\nfrom app import services",
            "app/domain/calendar.py:2 imports app.services: imports go doors -> services, queries -> "
            "procedures, engine, models -> domain; domain may not know services.",
        ),
        (
            "app/attic/old.py",
            "from app.domain import tags",
            "app/attic/old.py:1 imports app.domain: app/attic is not in the table; "
            "give it a line in tests/house/test_imports.py and in app/README.md.",
        ),
        (
            "app/procedures/read.py",
            "import config",
            "app/procedures/read.py:1 imports app.config: imports go doors -> services, queries -> "
            "procedures, engine, models -> domain; procedures may not know config.",
        ),
    ],
)
def test_the_rule_on_rooms_refuses_with_this_sentence(path, text, sentence):
    assert wrong_rooms(Source(path, text)) == [sentence]


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        (
            "app/services/advance.py",
            "from SpiffWorkflow.bpmn.workflow import BpmnWorkflow",
            "app/services/advance.py:1 imports SpiffWorkflow, which belongs to app/engine: ask that room instead.",
        ),
        (
            "app/domain/money.py",
            "import orjson",
            "app/domain/money.py:1 imports orjson: the domain knows the standard library alone.",
        ),
        (
            "app/engine/snapshots.py",
            "import pickle",
            "app/engine/snapshots.py:1 imports pickle, which belongs to no room: ask that room instead.",
        ),
    ],
)
def test_the_rule_on_packages_refuses_with_this_sentence(path, text, sentence):
    assert wrong_packages(Source(path, text)) == [sentence]


def test_the_readme_shows_the_same_table():
    text = (ROOT / "app" / "README.md").read_text(encoding="utf-8").partition("## Who may import whom")[2]
    rows = [line.strip("| ").split(" | ") for line in text.partition("## ")[0].splitlines() if line.startswith("| ")]
    shown = {room: set(names.split(", ")) - {"nothing"} for room, names in rows[1:] if room != "app"}
    assert shown == {room: ROOMS[room] for room in ROOMS if room not in ("app", "config", "wsgi")}


def test_the_rooms_of_the_table_are_one_way():
    """No room can reach itself by way of others."""
    for room in ROOMS:
        seen, todo = set(), [*ROOMS[room]]
        while todo:
            other = todo.pop()
            if other not in seen:
                seen.add(other)
                todo += ROOMS[other]
        assert room not in seen, f"{room} reaches itself through {sorted(seen)}"
