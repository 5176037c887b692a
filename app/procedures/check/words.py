"""Rules about words: articles whose text is here, stages of nodes that exist, letters that name what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.procedures.articles import articles_of
from app.procedures.check.look import Rule, form_file, letter_file, near, yaml_of
from app.procedures.model import Finding, Letter, Procedure
from app.procedures.read import Library

# {answers.decide.reason}, {limits.objection.last_day}, {letters.result.title}, answers.decide.findings
START = "start"  # in a letter: whatever form the case was opened with
_NAMED = re.compile(r"(?<![\w.])(answers|limits|letters)\.(\w+)(?:\.(\w+))?")


def article_unknown(p: Procedure, library: Library) -> Iterator[Finding]:
    for file, element, article in articles_of(p):
        if library.article(article) is None:
            where = (
                form_file(p, library, file.rsplit("/", 1)[1].removesuffix(".form")) if file.endswith(".form") else file
            )
            yield Finding(where, element, f"bpmn/_law/ 里没有“{article}”的原文。")


def slug_odd(p: Procedure, library: Library) -> Iterator[Finding]:
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", p.slug):
        yield Finding(f"bpmn/{p.slug}", "", "文件夹的名称只能用小写字母、数字和连字符，以字母开头。")


def prefix_not_two_capitals(p: Procedure, library: Library) -> Iterator[Finding]:
    if not re.fullmatch(r"[A-Z]{2}", p.prefix):
        yield Finding(yaml_of(p), "prefix", "编号前缀应当是两个大写字母。")


def prefix_used_twice(p: Procedure, library: Library) -> Iterator[Finding]:
    for other in library.procedures.values():
        if other.slug < p.slug and other.prefix == p.prefix:
            yield Finding(yaml_of(p), "prefix", f"编号前缀“{p.prefix}”已经由“{other.title}”使用。")


def stage_of_nothing(p: Procedure, library: Library) -> Iterator[Finding]:
    """Only of the procedure's own words: those common to all name what some other procedure has."""
    known = set(p.nodes) | set(p.lanes)
    file = f"bpmn/{p.slug}/texts.yaml"
    own = library.files.get(file, b"").decode(errors="replace")
    for key in (*p.texts.stages, *p.texts.next, *p.texts.outcomes):
        if key not in known and re.search(rf"\b{re.escape(key)}\b", own):
            yield Finding(file, key, f"图里没有节点或泳道“{key}”。{near(key, known)}")


def letter_names_nothing(p: Procedure, library: Library) -> Iterator[Finding]:
    """The placeholders of a letter are filled when it is issued; what cannot be there is said now."""
    for letter in p.letters.values():
        for text in _texts(letter.source):
            for kind, name, inner in _NAMED.findall(text):
                sentence = _unknown(p, kind, name, inner)
                if sentence:
                    yield Finding(letter_file(p, library, letter.id), f"{kind}.{name}", sentence)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _unknown(p: Procedure, kind: str, name: str, inner: str) -> str:
    if kind == "limits":
        return "" if name in p.limits else f"没有期限“{name}”。"
    if kind == "letters":
        return "" if name in p.letters else f"没有文书“{name}”。"
    return _unanswered(p, name, inner)


def _unanswered(p: Procedure, name: str, key: str) -> str:
    nodes = {node.id: node.form for node in p.nodes.values() if node.form}
    messages = {message.name: message.form for message in p.messages.values()}
    doors = [door.form for door in p.doors.values()] if name == START else []
    wanted = [nodes.get(name) or messages.get(name) or name, *doors]
    forms = [p.forms[form] for form in wanted if form in p.forms]
    if not forms:
        return f"没有“{name}”这个任务、消息或开始表单。"
    known = {field.key for form in forms for field in form.fields}
    return "" if not key or key in known else f"表单“{forms[0].title}”里没有“{key}”。"


def letter_never_issued(p: Procedure, library: Library) -> Iterator[Finding]:
    """Where an operation names its letter by an expression, any of them may be meant."""
    named = [node.params.get("letter", "") for node in p.nodes.values() if node.operation == "issue_document"]
    if all(text[:1] in ("'", '"') for text in named):
        for letter in p.letters.values():
            if letter.id not in {text.strip("'\"") for text in named}:
                yield _of(p, library, letter, "没有一步制发这份文书。")


def letter_without_organ(p: Procedure, library: Library) -> Iterator[Finding]:
    lanes = {lane.organisation for lane in p.lanes.values()}
    doors = {door.organisation for door in p.doors.values()}
    for letter in p.letters.values():
        if letter.organ.startswith("$") and letter.organ not in lanes | doors | {"$acceptor"}:
            yield _of(p, library, letter, f"发文机关“{letter.organ}”不是任何泳道或入口的单位。")


def _of(p: Procedure, library: Library, letter: Letter, sentence: str) -> Finding:
    return Finding(letter_file(p, library, letter.id), "", sentence)


RULES: tuple[Rule, ...] = (
    article_unknown,
    slug_odd,
    prefix_not_two_capitals,
    prefix_used_twice,
    stage_of_nothing,
    letter_names_nothing,
    letter_never_issued,
    letter_without_organ,
)
