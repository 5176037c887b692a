"""The rest of the house rules, a sentence each. Where they come from: app/README.md, "House rules"."""

import ast
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.house.reading import ROOT, Source, house, listed, sources

LONGEST_FUNCTION = 40
LONGEST_FILE = 300
MEDIAN, NINETIETH = 8, 20
OURS = ("app", "tests", "migrations", "bench", "config.py", "wsgi.py")
MADE = "migrations/versions/"  # written by alembic from the tables, read and then kept


def long_functions(source: Source) -> list[str]:
    return [
        f"{source.path}:{line} {name} has {length} lines: take its steps apart, {LONGEST_FUNCTION} is the limit."
        for name, line, length in source.functions()
        if length > LONGEST_FUNCTION and not source.path.startswith(MADE)
    ]


def long_file(source: Source) -> list[str]:
    length = source.text.count("\n")
    if length <= LONGEST_FILE or source.path.startswith(MADE):
        return []
    return [f"{source.path} has {length} lines: it holds two things, give each a file ({LONGEST_FILE} is the limit)."]


def unsaid(source: Source) -> list[str]:
    if ast.get_docstring(source.tree):
        return []
    return [f"{source.path} does not say in its first line what lives here and what does not."]


def commits(source: Source) -> list[str]:
    if source.path == "app/services/execute.py":
        return []
    return [
        f"{source.path}:{line} commits: call the verb through execute(), the only door to the database's yes."
        for line, name in source.calls()
        if name.endswith(".commit")
    ]


def sessions(source: Source) -> list[str]:
    if source.room in ("services", "queries", "tests"):
        return []
    return [
        f"{source.path}:{node.lineno} uses db.session: a door reads by queries.reading and writes by execute()."
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and dotted_end(node) == "db.session"
    ]


def dotted_end(node: ast.Attribute) -> str:
    return f"{node.value.id}.{node.attr}" if isinstance(node.value, ast.Name) else ""


def clocks(source: Source) -> list[str]:
    readings = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "datetime.datetime.now"}
    if source.path == "app/clock.py":
        return []
    return [
        f"{source.path}:{line} reads the wall clock by {name}(): ask app.clock, which can be set."
        for line, name in source.calls()
        if name in readings
    ]


def environment(source: Source) -> list[str]:
    if source.path == "config.py":
        return []
    return [
        f"{source.path}:{node.lineno} reads the environment: config.py is its only reader, take the setting from there."
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and dotted_end(node) in ("os.environ", "os.getenv")
    ]


def slugs_in_code(source: Source, slugs: set[str]) -> list[str]:
    """Demo matters are particular by nature; the command line's `demo load` is not what production runs."""
    if source.room == "demo":
        return []
    return [
        f"{source.path}:{node.lineno} names the procedure {node.value!r}: code reads procedures, it never knows one."
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in slugs
    ]


def evals(source: Source) -> list[str]:
    return [
        f"{source.path}:{line} calls {name}(): text from a drawing or a form goes through app/domain/expressions.py."
        for line, name in source.calls()
        if name in ("eval", "exec", "compile", "__import__")
    ]


def sleepy_tests(source: Source) -> list[str]:
    """Tests that may not fail: skipped, expected to fail, or against a mock of our own code."""
    marks = {"pytest.skip", "pytest.xfail", "pytest.importorskip", "pytest.mark.skip", "pytest.mark.skipif"}
    names = {dotted(node) for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)}
    found = sorted(names & (marks | {"pytest.mark.xfail"}))
    found += sorted({name for _, name in source.imports() if name.startswith(("unittest.mock", "mock"))})
    return [
        f"{source.path} uses {name}: a test that cannot fail is no test; build the world it needs." for name in found
    ]


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def procedure_slugs() -> set[str]:
    return {folder.parent.name for folder in (ROOT / "bpmn").glob("*/procedure.yaml")}


RULES = {
    "no function over 40 lines": (long_functions, OURS),
    "no file over 300 lines": (long_file, OURS),
    "each module says what lives in it": (unsaid, ("app", "config.py", "wsgi.py")),
    "only execute commits": (commits, ("app",)),
    "doors do not hold a session": (sessions, ("app",)),
    "one clock": (clocks, ("app",)),
    "one reader of the environment": (environment, ("app", "wsgi.py")),
    "no eval": (evals, ("app",)),
    "no test that cannot fail": (sleepy_tests, ("tests",)),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps(rule):
    check, folders = RULES[rule]
    there = [folder for folder in folders if (ROOT / folder).exists()]
    faults = [fault for folder in there for source in sources(folder) for fault in check(source)]
    assert not faults, listed(faults)


def test_no_procedure_is_named_in_code():
    slugs = procedure_slugs()
    assert slugs, "no procedure found under bpmn/: this rule would hold of anything"
    faults = [fault for source in house() for fault in slugs_in_code(source, slugs)]
    assert not faults, listed(faults)


def test_functions_are_short_on_the_whole():
    lengths = [length for source in house() for _, _, length in source.functions()]
    half, ninetieth = median(lengths), quantiles(lengths, n=10)[-1]
    assert half <= MEDIAN, f"the median function has {half} lines, {MEDIAN} is the limit: new code is growing long"
    assert ninetieth <= NINETIETH, f"one function in ten has over {ninetieth} lines, {NINETIETH} is the limit"


def test_only_the_users_names_stand_at_the_root():
    allowed = {"app", "bpmn", "forms", "migrations", "tests", "config.py", "wsgi.py", "requirements.txt", "README.md"}
    allowed |= {"Makefile", "pyproject.toml", "requirements-dev.txt", "bench", "instance"}
    strange = {path.name for path in ROOT.iterdir() if not path.name.startswith((".", "__"))} - allowed
    assert not strange, f"{sorted(strange)} stand at the root, which is the user's: put them into app/ (app/README.md)."


LONG = "def f():\n" + "    x = 1\n" * 40


@pytest.mark.parametrize(
    ("check", "path", "text", "sentence"),
    [
        (long_functions, "app/a.py", LONG, "app/a.py:1 f has 41 lines: take its steps apart, 40 is the limit."),
        (
            long_file,
            "app/a.py",
            "x = 1\n" * 301,
            "app/a.py has 301 lines: it holds two things, give each a file (300 is the limit).",
        ),
        (unsaid, "app/a.py", "x = 1", "app/a.py does not say in its first line what lives here and what does not."),
        (
            commits,
            "app/services/a.py",
            "ctx.session.commit()",
            "app/services/a.py:1 commits: call the verb through execute(), the only door to the database's yes.",
        ),
        (
            sessions,
            "app/web/desk.py",
            "row = db.session.get(X, 1)",
            "app/web/desk.py:1 uses db.session: a door reads by queries.reading and writes by execute().",
        ),
        (
            clocks,
            "app/jobs/a.py",
            "x = datetime.now(UTC)",
            "app/jobs/a.py:1 reads the wall clock by datetime.now(): ask app.clock, which can be set.",
        ),
        (
            environment,
            "app/web/a.py",
            "x = os.environ['HOST']",
            "app/web/a.py:1 reads the environment: config.py is its only reader, take the setting from there.",
        ),
        (
            evals,
            "app/engine/a.py",
            "eval(text)",
            "app/engine/a.py:1 calls eval(): text from a drawing or a form goes through app/domain/expressions.py.",
        ),
        (
            sleepy_tests,
            "tests/a.py",
            "@pytest.mark.skip\ndef test_x(): pass",
            "tests/a.py uses pytest.mark.skip: a test that cannot fail is no test; build the world it needs.",
        ),
        (
            sleepy_tests,
            "tests/a.py",
            "from unittest.mock import patch",
            "tests/a.py uses unittest.mock: a test that cannot fail is no test; build the world it needs.",
        ),
    ],
)
def test_each_rule_refuses_with_this_sentence(check, path, text, sentence):
    assert check(Source(path, text)) == [sentence]


def test_the_rule_on_slugs_refuses_with_this_sentence():
    source = Source("app/services/a.py", "if case.procedure == 'objection':\n    pass")
    assert slugs_in_code(source, {"objection"}) == [
        "app/services/a.py:1 names the procedure 'objection': code reads procedures, it never knows one."
    ]


def test_the_sources_are_really_found():
    assert {"app/clock.py", "config.py"} <= {source.path for source in house()}
    assert Path(__file__).relative_to(ROOT).as_posix() in {source.path for source in sources("tests")}
