"""The people of the contract, each with a program of their own, and what the API says of itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from app.clock import frozen
from tests.api.program import Program

STAFF = ("clerk", "reviewer", "officer", "handler", "handler1b", "legal", "chief", "handler2", "legal2", "chief2",
         "authority", "authority_chief", "member1", "member2", "secretariat", "judicial", "gov", "expert1", "expert2",
         "expert3", "expert4", "supplier", "supervisor")
PARTIES = ("company", "citizen", "citizen2")
LOGINS = (*STAFF, *PARTIES)
EYES = "supervisor"  # sees every case, and who may do its tasks
RENEW = timedelta(days=60)  # before a token runs out


class People:
    """`key(login)` issues a token; `parties` is who acts for a subject, `may` who opens a procedure by which door."""

    def __init__(self, client: Any, key: Callable[[str], str], moment: datetime) -> None:
        self.client, self.key = client, key
        self._kept: dict[str, tuple[datetime, Program]] = {}
        with frozen(moment):
            self.moment = moment
            self._described = self.eyes.get("/openapi.json")
            self.parties = {held["id"]: who for who in LOGINS for held in self(who).get("/me")["subjects"]}
            self.follows = {one["slug"]: one["follows"] for one in self.eyes.every("/procedures")}
            self.may = self._may()

    def __call__(self, login: str) -> Program:
        issued, program = self._kept.get(login, (None, None))
        if issued is None or program is None or self.moment - issued > RENEW:
            program = Program(self.client, self.key(login), login)
            self._kept[login] = self.moment, program
        return program

    @property
    def eyes(self) -> Program:
        return self(EYES)

    def _may(self) -> dict[str, list[tuple[str, str]]]:
        """By procedure; those that nobody opens (the clock does) are not in it."""
        found: dict[str, list[tuple[str, str]]] = {}
        for login in LOGINS:
            roles = {post["role"] for post in self(login).get("/me")["posts"]}
            for one in self(login).every("/procedures"):
                doors = [(login, door["id"]) for door in one["doors"] if roles & set(door["openers"])]
                if doors:
                    found.setdefault(one["slug"], []).extend(doors)
        return found

    def party(self, case: Any) -> list[str]:
        """Who acts for the subject of a case."""
        return [self.parties[case["subject"]["id"]]] if case["subject"] else []

    def schema(self, path: str) -> Any:
        """The schema of what an act takes; None where the API has no such act."""
        found = self._described["paths"].get(path, {}).get("post")
        if found is None:
            return None
        named = found["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        return self._described["components"]["schemas"][named]
