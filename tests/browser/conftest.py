"""A house that really listens, and a real Chromium that visits it. One of each for all browser tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright
from werkzeug.serving import make_server

from app import clock
from app.extensions import db
from app.models import Base, Person
from app.models.base import WRITES
from app.services.passwords import hash_password
from tests.conftest import MONDAY, make_app
from tests.support.house import furnish
from tests.support.staged import objection_at, task_id

CHROMIUM = "/usr/bin/chromium"
PASSWORD = "a password for tests"
WIDTHS = (360, 1440)
AXE = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
expect.set_options(timeout=20_000)  # a busy machine is no fault of the house
SWITCHES: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()  # of pages without script


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with its tables furnished on MONDAY."""
    path = tmp_path_factory.mktemp("browser")
    app = make_app(path, f"sqlite:///{path / 'casework.db'}")
    with clock.frozen(MONDAY), app.app_context():
        Base.metadata.create_all(db.engine)
        furnish()
        give_passwords()
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """The clock stands at MONDAY, for the server's threads too; other tests get theirs back."""
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def at(served: Flask) -> Iterator[Callable[..., tuple[str, int]]]:
    """at("verify") opens an objection at that step: its number, and the task's id."""
    with served.app_context():
        def open_there(node: str, by: str = "citizen") -> tuple[str, int]:
            number = objection_at(node, by)
            served.extensions["house"].recent.clear()
            return number, 0 if node == "end" else task_id(number, node)

        yield open_there


def give_passwords() -> None:
    kept = hash_password(PASSWORD)
    with db.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        connection.execute(sa.update(Person).values(password_hash=kept))


@pytest.fixture(scope="session")
def address(served: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, in_one_piece(served), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def in_one_piece(app: Flask) -> Callable[..., list[bytes]]:
    """Files are read and closed before they are sent: werkzeug leaves them open where a visitor goes away meanwhile."""
    def answer(environ: Any, start_response: Any) -> list[bytes]:
        parts = app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            getattr(parts, "close", bool)()

    return answer


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """visit(login=None, width=1440, script=True): a page of its own; a complaint of the browser fails the test."""
    opened, complaints = [], []

    def come(login: str | None = None, width: int = 1440, script: bool = True) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, base_url=address, locale="zh-CN")
        opened.append(context)
        page = context.new_page()
        if not script:
            run_scripts(page, False)
        page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if login:
            sign_in(page, login)
        return page

    yield come
    for context in opened:
        context.close()
    assert complaints == []


def run_scripts(page: Page, on: bool) -> None:
    """Switched at the page, not at the context: axe is a script too, and must look at pages that had none."""
    if page not in SWITCHES:
        SWITCHES[page] = page.context.new_cdp_session(page)
    SWITCHES[page].send("Emulation.setScriptExecutionDisabled", {"value": not on})


def sign_in(page: Page, login: str) -> None:
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("#form button.btn-primary")


@pytest.fixture(scope="session")
def axe() -> str:
    return (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def faults(axe: str) -> Callable[[Page], list[str]]:
    """What axe finds on a page (WCAG 2.0 to 2.2, A and AA), and sideways scrolling; a list of sentences."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

    def look(page: Page) -> list[str]:
        if page in SWITCHES:
            run_scripts(page, True)
        page.evaluate(axe)
        found = page.evaluate(AXE, tags)
        said = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]
        wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        if page in SWITCHES:
            run_scripts(page, False)
        return said + ([f"{wide} px too wide"] if wide > 0 else [])

    return look
