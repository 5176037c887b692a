"""Where things of a procedure stand in the folder, so that a finding names the right file. No rule stands here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache

from app.domain.expressions import Expression, ExpressionError, compile_expression
from app.procedures.drawing import Drawing, Flow, read_drawing
from app.procedures.form_model import Form
from app.procedures.model import Finding, Node, Procedure
from app.procedures.read import Library
from app.procedures.sheet import Faults, load

Rule = Callable[[Procedure, Library], Iterator[Finding]]
LibraryRule = Callable[[Library], Iterator[Finding]]


def yaml_of(procedure: Procedure) -> str:
    return f"bpmn/{procedure.slug}/procedure.yaml"


def yaml_with(procedure: Procedure, library: Library, section: str, key: str) -> str:
    """The file that says this: the procedure's own, or the one beside a called drawing."""
    own = yaml_of(procedure)
    beside = [f"bpmn/{n.removesuffix('.bpmn')}.yaml" for n in procedure.drawings if n.startswith("_shared/")]
    return next((f for f in (own, *beside) if key in _section(library.files.get(f, b""), section)), own)


@lru_cache(maxsize=512)
def _section(content: bytes, section: str) -> frozenset[str]:
    value = load(Faults(), "", content)
    part = value.get(section) if isinstance(value, dict) else None
    return frozenset(map(str, part)) if isinstance(part, dict) else frozenset()


def form_file(procedure: Procedure, library: Library, name: str) -> str:
    own = f"forms/{procedure.slug}/{name}.form"
    return own if own in library.files else f"forms/_shared/{name}.form"


def forms_of(procedure: Procedure, library: Library) -> Iterator[tuple[str, Form]]:
    """File and form."""
    return ((form_file(procedure, library, name), form) for name, form in procedure.forms.items())


def letter_file(procedure: Procedure, library: Library, letter: str) -> str:
    own = f"bpmn/{procedure.slug}/documents/{letter}.yaml"
    return own if own in library.files else f"bpmn/_shared/documents/{letter}.yaml"


def drawings_of(procedure: Procedure) -> Iterator[Drawing]:
    for name, content in procedure.drawings.items():
        if name.endswith(".bpmn"):
            yield read_drawing(drawing_file(procedure, name), content)


def drawing_file(procedure: Procedure, name: str) -> str:
    return f"bpmn/{name}" if name.startswith("_shared/") else f"bpmn/{procedure.slug}/{name}"


def flows_of(procedure: Procedure) -> Iterator[tuple[Node, Flow]]:
    """Each sequence flow with the node it leaves."""
    for drawing in drawings_of(procedure):
        nodes = {n.id: n for n in drawing.nodes}
        yield from ((nodes[f.source], f) for f in drawing.flows if f.source in nodes)


def compiled(text: str) -> Expression | None:
    """None where it cannot be read: the engine room's check says so with its own sentence."""
    try:
        return compile_expression(text) if text else None
    except ExpressionError:
        return None


def literal(text: str) -> str | None:
    """The text that an expression is nothing but, say 'refusal'."""
    text = text.strip()
    quoted = len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"" and text[0] not in text[1:-1]
    return text[1:-1] if quoted else None


def near(wrong: str, right: Iterable[str]) -> str:
    """What was meant, where a name is all but right."""
    found = get_close_matches(wrong, sorted(right), n=1)
    return f"是不是“{found[0]}”？" if found else ""


def shown(node: Node) -> str:
    return f"“{node.title or node.id}”"


def tasks(procedure: Procedure) -> Iterator[Node]:
    return (n for n in procedure.nodes.values() if n.kind == "userTask")
