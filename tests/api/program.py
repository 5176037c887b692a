"""A program outside the house: it knows the contract's pages and speaks HTTP; nothing of ours is imported."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082")
ROOT = "/api/v1"


def told(problem: Any) -> list[Any]:
    """What a refusal says: its title, and each sentence at a field."""
    return [problem["title"], *(text for sentences in problem.get("errors", {}).values() for text in sentences or [""])]


def is_sentence(text: Any) -> bool:
    return isinstance(text, str) and any("\u4e00" <= sign <= "\u9fff" for sign in text)


@dataclass
class Program:
    """One person's program. `client` is any client of werkzeug's kind; every answer is held against the contract."""

    client: Any
    token: str
    login: str = ""
    seen: set[int] = field(default_factory=set)

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """Status and body; never a fault of the house."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        where = path if path.startswith("/api") else ROOT + path
        answer = self.client.open(where, method=method, headers=headers, **more)
        self.seen.add(answer.status_code)
        assert answer.status_code < 500, f"{method} {path} {more}: {answer.status_code} {answer.get_data(as_text=True)}"
        if answer.status_code >= 400:
            assert answer.content_type == "application/problem+json", answer.content_type
            assert all(is_sentence(text) for text in told(answer.json)), answer.get_data(as_text=True)
        return answer

    def get(self, path: str, **query: Any) -> Any:
        answer = self.ask("GET", path, query_string=query or None)
        assert answer.status_code == 200, f"GET {path}: {answer.get_data(as_text=True)}"
        return answer.json

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.ask("POST", path, json={} if body is None else body, **more)

    def put(self, path: str, body: Any) -> Any:
        return self.ask("PUT", path, json=body)

    def upload(self, content: bytes = PNG, name: str = "证据.png", **more: Any) -> Any:
        return self.ask("POST", "/uploads", data={"file": (io.BytesIO(content), name)}, **more)

    def every(self, path: str, **query: Any) -> list[Any]:
        """All items of a list, page after page."""
        found, page = [], self.get(path, **query)
        while True:
            found += page["items"]
            if page["next"] is None:
                return found
            page = self.get(page["next"])

    def examples(self, form_path: str, form: Any, more: Any = None) -> dict[str, Any]:
        """The plainest program: every field by its example, and the form asked anew until no field is left."""
        answers: dict[str, Any] = {}
        while True:
            new = {one["key"]: one["example"] for one in form["fields"] if one.get("example") is not None}
            if new.keys() <= answers.keys():
                return answers
            answers = {**new, **answers}
            form = self.post(form_path, {"answers": answers, **(more or {})}).json if form_path else form
