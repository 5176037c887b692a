"""Answers and bodies by chance, from what the contract says of them: a form's fields, an act's schema."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tests.api.program import Program

ROUNDS = 12  # a form settles when no answer makes another field appear
CHOICES = ("select", "radio", "record")
WORDS = "请按规定办理，理由如上所述。"


class Guess:
    """Fills a form in: other options than the example's, fields that may be left out, the form asked anew."""

    def __init__(self, program: Program, chance: random.Random) -> None:
        self.program, self.chance = program, chance

    def answers(self, path: str, form: Any, more: Mapping[str, Any]) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for _ in range(ROUNDS):
            if not self._fill(form["fields"], answers):
                break
            form = self.program.post(path, {"answers": answers, **more}).json if path else form
        return answers

    def _fill(self, fields: Any, answers: dict[str, Any]) -> bool:
        """Adds what is not answered yet; True where something was added."""
        added = False
        for one in fields:
            key = one["key"]
            if one["type"] == "text" or one.get("readonly"):
                continue
            if one["type"] == "group":
                added |= self._fill(one["fields"], answers.setdefault(key, {}))
            elif one["type"] == "dynamiclist":
                added |= self._rows(one, answers)
            elif key not in answers and (one["required"] or self.chance.random() < 0.3):
                answers[key] = self._value(one)
                added = True
        return added

    def _rows(self, one: Any, answers: dict[str, Any]) -> bool:
        """The example's rows; whatever is one of several options is chosen once for all of them."""
        if not one["example"]:
            return False
        rows = answers.setdefault(one["key"], [{} for _ in one["example"]])
        chosen = rows[0]
        added = self._fill([field for field in one["fields"] if field["type"] != "record"], chosen)
        for row, made in zip(rows, one["example"], strict=True):
            row.update({**made, **chosen})
        return added

    def _value(self, one: Any) -> Any:
        kind, options = one["type"], [option["value"] for option in one.get("options") or ()]
        if kind == "file":
            new = self.program.upload().json["id"]
            return [new] if one.get("multiple") else new
        if kind in CHOICES and options:
            chosen = self.chance.choice(options)
            return [chosen] if one.get("multiple") else chosen
        if kind == "checklist" and options:
            return self.chance.sample(options, self.chance.randint(1, len(options)))
        return one["example"]


def body_by_chance(schema: Any, chance: random.Random, to: Sequence[str], today: date) -> dict[str, Any] | None:
    """A body that an act would take, as far as its schema says; `to`: to whom or where. None: there is nobody."""
    body: dict[str, Any] = {}
    for name, kind in schema["properties"].items():
        if name in ("as", "version") or (name not in schema.get("required", ()) and chance.random() < 0.5):
            continue
        if name in ("to", "who", "signers", "people") and not to:
            return None
        body[name] = _piece(name, kind, chance, to, today)
    return body


def _piece(name: str, kind: Any, chance: random.Random, to: Sequence[str], today: date) -> Any:
    if kind.get("enum"):
        return chance.choice(kind["enum"])
    if kind["type"] == "array":
        return chance.sample(to, chance.randint(1, len(to))) if to else []
    if kind["type"] == "boolean":
        return chance.random() < 0.5
    if kind["type"] == "integer":
        return int(kind.get("minimum", 1)) + chance.randrange(30)
    if kind.get("format") == "date" or name.endswith("_on") or name in ("until", "due", "by"):
        return (today + timedelta(days=chance.randint(1, 10))).isoformat()
    return chance.choice(to) if name in ("to", "who") else WORDS
