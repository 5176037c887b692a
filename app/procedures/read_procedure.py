"""Reads one procedure from its files: yaml, drawings with what they call, forms, letters, words, scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from app.procedures import read_rules, read_words
from app.procedures.drawing import Drawing, read_drawing
from app.procedures.files import Files, below
from app.procedures.form_model import Form
from app.procedures.model import Door, Lane, Letter, Message, Node, Outcome, Procedure, Texts
from app.procedures.read_forms import read_form
from app.procedures.sheet import Faults, Sheet, open_sheet
from app.procedures.signing import FORM as SIGNATURE

MAIN = "process.bpmn"
V = TypeVar("V")


@dataclass(frozen=True)
class Drawings:
    """The main drawing and all it calls, by the names the engine knows them by; tables beside it."""

    files: Mapping[str, bytes]
    read: tuple[Drawing, ...]

    @property
    def nodes(self) -> dict[str, Node]:
        return {node.id: node for drawing in self.read for node in drawing.nodes}

    @property
    def shared(self) -> tuple[str, ...]:
        """The called drawings' names in bpmn/_shared, without suffix."""
        return tuple(
            n.removeprefix("_shared/").removesuffix(".bpmn") for n in self.files if n.endswith(".bpmn") and "/" in n
        )


def drawings_of(files: Files, slug: str) -> Drawings:
    """What process.bpmn needs to run: itself, called drawings (and theirs), the tables beside each."""
    shared = {n: c for n, c in below(files, "bpmn/_shared").items() if n.endswith((".bpmn", ".dmn"))}
    own = {n: c for n, c in below(files, f"bpmn/{slug}").items() if n.endswith((".bpmn", ".dmn"))}
    homes = {p: n for n, c in shared.items() if n.endswith(".bpmn") for p in read_drawing(n, c).processes}
    wanted = {n: read_drawing(f"bpmn/{slug}/{n}", c) for n, c in own.items() if n.endswith(".bpmn")}
    todo = list(wanted.values())
    while todo:
        for name in {homes[n.calls] for n in todo.pop().nodes if n.calls in homes} - set(wanted):
            wanted[name] = read_drawing(f"bpmn/_shared/{name}", shared[name])
            todo.append(wanted[name])
    called = {n for n in wanted if n not in own}
    tables = {n for n in shared if n.endswith(".dmn")} if called else set()
    kept = {**own, **{f"_shared/{n}": shared[n] for n in sorted(called | tables)}}
    return Drawings(dict(sorted(kept.items())), tuple(wanted.values()))


def read_procedure(faults: Faults, files: Files, slug: str) -> Procedure:
    """The procedure as far as it can be read; `faults` hold what cannot."""
    file = f"bpmn/{slug}/procedure.yaml"
    sheet = open_sheet(faults, file, files.get(file))
    drawings = drawings_of(files, slug)
    beside = [_beside(faults, files, name) for name in drawings.shared]
    doors = read_rules.doors(sheet)
    messages: dict[str, Message] = _merged(read_rules.messages, [*beside, sheet])
    nodes = drawings.nodes
    texts = read_words.texts(faults, files, slug)
    process = sheet.text("process")
    return Procedure(
        slug=slug,
        title=sheet.text("title"),
        prefix=sheet.text("prefix"),
        process=process,
        summary=sheet.text("summary"),
        articles=sheet.words("articles"),
        doors=doors,
        lanes=_lanes(beside, sheet, drawings),
        limits=_merged(read_rules.limits, [*beside, sheet]),
        messages=messages,
        invariants=tuple(i for s in (*beside, sheet) for i in read_rules.invariants(s)),
        separations=read_rules.separations(sheet),
        follows=read_rules.follows(sheet),
        retention=read_rules.retention(sheet),
        cycle=read_rules.cycle(sheet),
        outcomes=_outcomes(nodes, process, texts),
        nodes=nodes,
        forms=_forms(faults, files, slug, _wanted(doors, messages, nodes)),
        letters=_letters(faults, files, slug, nodes),
        texts=texts,
        words=read_words.letter_words(faults, files),
        scenarios=read_words.scenarios(faults, files, slug),
        drawings=drawings.files,
    )


def _beside(faults: Faults, files: Files, name: str) -> Sheet:
    """The yaml beside a called drawing; it need not have one."""
    file = f"bpmn/_shared/{name}.yaml"
    return open_sheet(faults, file, files[file]) if file in files else Sheet(faults, file, "", {}, missing=True)


def _merged(read: Callable[[Sheet], Mapping[str, V]], sheets: Iterable[Sheet]) -> dict[str, V]:
    """One map out of several; who comes later has the last word."""
    return {key: value for sheet in sheets for key, value in read(sheet).items()}


def _lanes(beside: list[Sheet], sheet: Sheet, drawings: Drawings) -> dict[str, Lane]:
    titles = {key: title for drawing in drawings.read for key, title in drawing.lanes.items()}
    found = {k: lane for s in beside for k, lane in read_rules.lanes(s, required=False).items()}
    found.update(read_rules.lanes(sheet, required=True))
    return {k: replace(v, title=v.title or titles.get(k, "")) for k, v in found.items()}


def _outcomes(nodes: Mapping[str, Node], process: str, texts: Texts) -> tuple[Outcome, ...]:
    """The ends of the case: terminate ends of the main flow, and ends of what interrupts it at any time.

    A plain end beside terminate ends closes a side branch only; where there is no terminate end, every end counts.
    """
    ends = [n for n in nodes.values() if n.kind == "endEvent" and n.process == process]
    main = [n for n in ends if not n.scope]
    main = [n for n in main if n.event == "terminate"] or main
    found = main + [n for n in ends if n.scope in _interrupting(nodes)]
    return tuple(Outcome(n.id, texts.outcomes.get(n.id) or n.title or n.id) for n in found)


def _interrupting(nodes: Mapping[str, Node]) -> set[str]:
    """Event subprocesses of a process itself whose start interrupts it."""
    starts = (n for n in nodes.values() if n.kind == "startEvent" and n.interrupting and n.scope in nodes)
    scopes = (nodes[n.scope] for n in starts)
    return {s.id for s in scopes if s.kind == "eventSubProcess" and not s.scope}


def _wanted(doors: Mapping[str, Door], messages: Mapping[str, Message], nodes: Mapping[str, Node]) -> list[str]:
    tasks = [n.form for n in nodes.values() if n.form]
    return sorted({SIGNATURE, *(d.form for d in doors.values()), *(m.form for m in messages.values()), *tasks})


def _forms(faults: Faults, files: Files, slug: str, wanted: Iterable[str]) -> dict[str, Form]:
    """The forms that something asks for: the procedure's own, else the shared one of that name."""
    shared = below(files, "forms/_shared", ".form")
    found = {}
    for name in wanted:
        homes = (f"forms/{slug}/{name}.form", f"forms/_shared/{name}.form")
        file = next((h for h in homes if h in files), None)
        if file is not None:
            found[name] = read_form(faults, file, files[file], shared)
    return found


def _letters(faults: Faults, files: Files, slug: str, nodes: Mapping[str, Node]) -> dict[str, Letter]:
    """The procedure's own letters, and those shared ones that a node issues by name."""
    issued = {n.params.get("letter", "").strip("'\"") for n in nodes.values() if n.operation == "issue_document"}
    shared = read_words.letters(faults, files, "bpmn/_shared")
    own = read_words.letters(faults, files, f"bpmn/{slug}")
    return {**{k: v for k, v in shared.items() if k in issued}, **own}
