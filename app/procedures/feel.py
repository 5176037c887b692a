"""Turns the small part of FEEL that a form's `conditional.hide` may use into our expression language. No evaluation."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"\s*(?:(?P<contains>list\s+contains\b)|(?P<text>\"[^\"\\\n]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<op><=|>=|!=|=|<|>)|(?P<mark>[(),]))"
)
_WORDS = {"true": "True", "false": "False", "null": "None"}


class FeelError(Exception):
    """The message is a sentence."""


def to_expression(text: str) -> str:
    """`=a = "b"` -> `a == 'b'`; FeelError for all that the README does not list."""
    if not text.strip().startswith("="):
        raise FeelError("条件要以 = 开头。")
    reader = _Reader(text.strip()[1:])
    found = reader.either()
    reader.end()
    return found


class _Reader:
    """Recursive descent; each method returns the text of what it read."""

    def __init__(self, text: str) -> None:
        self.text, self.place, self.depth = text, 0, 0

    def _peek(self) -> tuple[str, str]:
        found = _TOKEN.match(self.text, self.place)
        return (str(found.lastgroup), found.group(str(found.lastgroup))) if found else ("end", self.text[self.place :])

    def _next(self) -> tuple[str, str]:
        kind, word = self._peek()
        found = _TOKEN.match(self.text, self.place)
        self.place = found.end() if found else self.place
        return kind, word

    def _refusal(self, word: str) -> FeelError:
        where = f"“{word.strip()}”这里" if word.strip() else "末尾"
        return FeelError(f"条件“={self.text}”在{where}不能用，可用的写法见 forms/README.md，也可以改写成属性 when。")

    def _expect(self, wanted: str) -> None:
        _, word = self._next()
        if word != wanted:
            raise self._refusal(word)

    def end(self) -> None:
        kind, word = self._peek()
        if kind != "end" or word.strip():
            raise self._refusal(word)

    def _chain(self, word: str, part: str) -> str:
        found = [getattr(self, part)()]
        while self._peek() == ("name", word):
            self._next()
            found.append(getattr(self, part)())
        return found[0] if len(found) == 1 else f" {word} ".join(f"({f})" for f in found)

    def either(self) -> str:
        self.depth += 1
        if self.depth > 20:
            raise self._refusal("(")
        found = self._chain("or", "both")
        self.depth -= 1
        return found

    def both(self) -> str:
        return self._chain("and", "comparison")

    def comparison(self) -> str:
        if self._peek() == ("mark", "("):
            return self._inside()
        if self._peek() == ("name", "not"):
            self._next()
            return f"not ({self._inside()})"
        if self._peek()[0] == "contains":
            return self._contains()
        left = self._value()
        if self._peek()[0] != "op":
            return left
        _, op = self._next()
        return f"{left} {'==' if op == '=' else op} {self._value()}"

    def _inside(self) -> str:
        self._expect("(")
        found = self.either()
        self._expect(")")
        return found

    def _contains(self) -> str:
        self._next()
        self._expect("(")
        whole = self._value()
        self._expect(",")
        part = self._value()
        self._expect(")")
        return f"{part} in {whole}"

    def _value(self) -> str:
        kind, word = self._next()
        if kind == "text":
            return repr(word[1:-1])
        if kind == "number" or (kind == "name" and word not in ("and", "or", "not")):
            return _WORDS.get(word, word)
        raise self._refusal(word)
