"""How the house rules look at source: files as text and as syntax trees. No rule lives here."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, and what it says."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """app/services/execute.py -> services; app/clock.py -> clock; app/__init__.py -> app."""
        parts = Path(self.path).with_suffix("").parts
        return "app" if parts[:2] == ("app", "__init__") else parts[1] if parts[0] == "app" else parts[0]

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and dotted name of each module imported; `from app import clock` is app.clock."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from self._from(node)

    def _from(self, node: ast.ImportFrom) -> Iterator[tuple[int, str]]:
        module = "." * node.level + (node.module or "")
        if module == "app" or not node.module:
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
        else:
            yield node.lineno, module

    def calls(self) -> Iterator[tuple[int, str]]:
        """Line and dotted name of each call: `datetime.now`, `.commit` after anything that is no plain name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node.lineno, dotted(node.func)

    def functions(self) -> Iterator[tuple[str, int, int]]:
        """Name, first line and length of each function, decorators left out."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


@cache
def sources(name: str) -> tuple[Source, ...]:
    """Every hand-written Python file under a folder of the root, or the one file named."""
    paths = [ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("*.py"))
    return tuple(Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths)


def house() -> tuple[Source, ...]:
    """The code of the application."""
    return sources("app") + sources("config.py") + sources("wsgi.py")


def listed(faults: list[str]) -> str:
    return "\n".join(["", *faults])
