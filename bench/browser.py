"""A browser as small as can be: one connection kept open, its cookies, the token against forged forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from bench.house import PASSWORD

_TOKEN = re.compile(r'"X-CSRFToken": "([^"]+)"')
Fields = list[tuple[str, str]]


class Browser:
    def __init__(self, address: str) -> None:
        self._connection = HTTPConnection(address, timeout=60)
        self._cookies: dict[str, str] = {}
        self._token = ""

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._connection.close()

    def sign_in(self, login: str) -> Browser:
        self.get("/sign-in")
        self.get(self.send("/sign-in", [("login", login), ("password", PASSWORD)]))
        return self

    def get(self, path: str) -> str:
        """A page that must be there."""
        response, body = self._ask("GET", path)
        assert response.status == 200, (path, response.status)
        found = _TOKEN.search(body)
        self._token = found[1] if found else self._token
        return body

    def send(self, path: str, fields: Fields) -> str:
        """Sends a form that must be taken; where it leads on to."""
        body = urlencode([("csrf_token", self._token), *fields])
        response, _ = self._ask("POST", path, body)
        assert response.status == 303, (path, response.status)
        return str(response.headers["Location"])

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[HTTPResponse, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        found = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or ():
            self._cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return response, found


def form_of(answers: Mapping[str, Any], path: str = "") -> Fields:
    """Answers as a page posts them: names joined with a point, rows counted from 0."""
    return [pair for name, value in answers.items() for pair in _posted(path + name, value)]


def _posted(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from form_of(value, f"{name}.")
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for n, row in enumerate(value):
            yield from form_of(row, f"{name}.{n}.")
    elif isinstance(value, list):
        yield from ((name, str(one)) for one in value)
    else:
        yield name, "true" if value is True else str(value)
