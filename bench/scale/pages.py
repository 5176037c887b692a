"""Pages of a large house against the same pages of a small one, asked in turn, in this process."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from flask import Flask
from flask.testing import FlaskClient

from app.services.house import house
from bench.clocking import Pair, waited
from bench.figure import Figure, milliseconds
from bench.scale.build import FREQUENT, RARE, Grown

TOKEN = re.compile(r'"X-CSRFToken": "([^"]+)"')
WARM, PASSWORD = 2, "ningbo-demo-2026"
FLAT, FREQUENTLY = 1.5, 5.0  # how many times what it takes in the small house


class Visitor:
    """Somebody with a browser in a house; signed in at the first page that needs it."""

    def __init__(self, app: Flask, grown: Grown) -> None:
        self.app, self.grown = app, grown
        self._clients: dict[str, FlaskClient] = {}

    def page(self, login: str, path: str) -> None:
        """A page that must be there and say what was looked for."""
        known = {"number": self.grown.number, "name": self.grown.name, "rare": RARE, "frequent": FREQUENT}
        answer = self._client(login).get(path.format(**known))
        assert answer.status_code == 200, (path, answer.status_code)

    def status(self) -> None:
        form = {"csrf_token": self._token("", "/status"), "number": self.grown.number, "code": self.grown.code}
        answer = self._client("").post("/status", data=form)
        assert answer.status_code == 200, answer.status_code

    def board(self) -> None:
        """As it is when nobody looked at it for a minute."""
        with self.app.app_context():
            house().recent.clear()
        self.page("supervisor", "/supervisor/")

    def _client(self, login: str) -> FlaskClient:
        if login not in self._clients:
            self._clients[login] = self.app.test_client()
            if login:
                form = {"csrf_token": self._token(login, "/sign-in"), "login": login, "password": PASSWORD}
                assert self._client(login).post("/sign-in", data=form).status_code == 303, login
        return self._clients[login]

    def _token(self, login: str, path: str) -> str:
        found = TOKEN.search(self._client(login).get(path).text)
        assert found is not None, path
        return found[1]


Ask = Callable[[Visitor], object]


def _page(login: str, path: str) -> Ask:
    return lambda visitor: visitor.page(login, path)


ASKED: dict[str, tuple[Ask, float]] = {
    "inbox_mine": (_page("clerk", "/desk/"), FLAT),
    "inbox_group": (_page("clerk", "/desk/?scope=group"), FLAT),
    "inbox_done": (_page("clerk", "/desk/?scope=done"), FLAT),
    "inbox_all": (_page("supervisor", "/supervisor/tasks"), FLAT),
    "case": (_page("clerk", "/desk/cases/{number}"), FLAT),
    "public_status": (Visitor.status, FLAT),
    "search_number": (_page("clerk", "/desk/cases?q={number}"), FLAT),
    "search_name": (_page("clerk", "/desk/cases?q={name}"), FLAT),
    "search_inbox": (_page("clerk", "/desk/?scope=group&q={name}"), FLAT),
    "search_rare": (_page("clerk", "/desk/search?q={rare}"), FLAT),
    "search_frequent": (_page("clerk", "/desk/search?q={frequent}"), FREQUENTLY),
    "list_cases": (_page("clerk", "/desk/cases"), FREQUENTLY),
    "board_kept": (_page("supervisor", "/supervisor/"), FLAT),
}


def pages(few: Visitor, many: Visitor, rounds: int) -> Iterator[Figure]:
    for name, (ask, most) in ASKED.items():
        yield _figure(name, ask, few, many, rounds, most)
    yield _figure("board_counted", Visitor.board, few, many, max(1, rounds // 5), None)


def _figure(name: str, ask: Ask, few: Visitor, many: Visitor, rounds: int, most: float | None) -> Figure:
    pair = Pair()
    for n in range(WARM + rounds):
        value, floor = waited(partial(ask, many)), waited(partial(ask, few))
        if n >= WARM:
            pair.add(name, value, floor)
    told = milliseconds(name, pair)
    return Figure(told.name, told.value, told.unit, told.floor, most)
