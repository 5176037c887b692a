"""The called diagrams that a case has gone into: by which call, which of several, how far, and who has it there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.errors import NotFound
from app.models import Task, Wait
from app.procedures import Procedure
from app.procedures.model import Node
from app.queries.seen import Seen, see_case
from app.queries.story import SHOWN, Place, awaited
from app.services.access import SUBJECT

MAIN = "process.bpmn"
CATCHES = "intermediateCatchEvent"


@dataclass(frozen=True)
class Work:
    """What is open there. `who`: empty where nobody has taken it, and for the subject; `until`: its last day's end."""

    title: str
    organ: str
    who: str
    until: datetime | None


@dataclass(frozen=True)
class Called:
    """One run of a called diagram. `n` names it in addresses; `call` is the box that called it, `outer` the run in
    which that box stands (0: the main drawing); `which` tells several of one call apart."""

    n: int
    call: str
    outer: int
    title: str
    which: str
    state: str  # done or now
    places: tuple[Place, ...]
    works: tuple[Work, ...]


@dataclass
class _Run:
    call: Node
    tasks: list[Task] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    outer: int = 0
    inner: list[_Run] = field(default_factory=list)

    @property
    def open(self) -> list[Task]:
        return [task for task in self.tasks if task.state == "open"]

    @property
    def now(self) -> bool:
        return bool(self.open or self.waits or any(run.now for run in self.inner))


def called_in(session: Session, actor: Actor, number: str) -> tuple[Called, ...]:
    """In the order in which the case first came to each. Raises NotFound for a case that may not be known."""
    return called_of(see_case(session, actor, number))


def called_of(seen: Seen) -> tuple[Called, ...]:
    runs = _runs(seen)
    return tuple(_called(seen, n, run) for n, run in enumerate(runs, 1))


def run_named(runs: tuple[Called, ...], n: str | None) -> Called | None:
    """The run that an address names; None where it names none. Raises NotFound for one that is not there."""
    if n is None:
        return None
    found = next((run for run in runs if str(run.n) == n), None)
    if found is None:
        raise NotFound()
    return found


def called_drawing(session: Session, actor: Actor, number: str, call: str) -> bytes:
    """The BPMN that this box of the case's drawings calls. Raises NotFound."""
    procedure = see_case(session, actor, number).live.running.procedure
    calls = procedure.nodes[call].calls if call in procedure.nodes else ""
    file = next((node.file for node in procedure.nodes.values() if calls and node.process == calls), "")
    content = next((content for name, content in procedure.drawings.items() if file and file.endswith(name)), None)
    if content is None:
        raise NotFound()
    return content


def _runs(seen: Seen) -> list[_Run]:
    procedure = seen.live.running.procedure
    found: dict[tuple[str, str], _Run] = {}
    scopes: dict[str, tuple[str, str]] = {}
    for task in seen.tasks:
        call = _call(procedure, task) if task.state != "cancelled" else None
        if call is not None:
            key = (call.id, task.ways[0][0] if task.ways else task.item.partition("/")[0])
            found.setdefault(key, _Run(call)).tasks.append(task)
            scopes[task.scope] = key
    runs = list(found.values())
    for run in runs:
        stands_in = found.get(scopes.get(run.tasks[0].ways[0][0], ("", ""))) if run.tasks[0].ways else None
        if stands_in is not None:
            run.outer = runs.index(stands_in) + 1
            stands_in.inner.append(run)
    for wait in awaited(seen):
        _stand(procedure, runs, wait)
    return runs


def _call(procedure: Procedure, task: Task) -> Node | None:
    """The innermost box through which a task's diagram was called; None in the main drawing."""
    node = procedure.nodes.get(task.node)
    if node is None or node.file.endswith(MAIN):
        return None
    around = [*(way[1] for way in task.ways or ()), task.scope.partition(":")[2]]
    calls = {one.id: one for one in procedure.nodes.values() if one.calls == node.process}
    return next((calls[name] for name in around if name in calls), next(iter(calls.values()), None))


def _stand(procedure: Procedure, runs: list[_Run], wait: Wait) -> None:
    """A wait tells less of where it stands than a task: in its diagram's last run of its part of the case, else at the
    only box that calls the diagram."""
    process = procedure.nodes[wait.node].process if wait.node in procedure.nodes else ""
    there = [run for run in runs if run.call.calls == process and wait.item in {task.item for task in run.tasks}]
    calls = [node for node in procedure.nodes.values() if node.calls and node.calls == process]
    if not there and len(calls) == 1:
        there = [_Run(calls[0])]
        runs += there
    if there:
        there[-1].waits.append(wait)


def _called(seen: Seen, n: int, run: _Run) -> Called:
    works = [_work(seen, task) for task in run.open]
    works += [Work(seen.live.running.procedure.stage(wait.node), "", "", None) for wait in run.waits]
    return Called(n, run.call.id, run.outer, run.call.title, _which(run), "now" if run.now else "done",
                  tuple(_places(seen.live.running.procedure, run)), tuple(works))


def _work(seen: Seen, task: Task) -> Work:
    organ = task.organisation.name if task.organisation else ""
    if seen.subject_side:
        return Work(task.title, "您" if task.role == SUBJECT else organ, "", None)
    return Work(task.title, organ, task.assignee.name if task.assignee else "", task.due_at)


def _which(run: _Run) -> str:
    """The organ of an organ's part; the how-manieth time of what may happen again and again."""
    first = run.tasks[0] if run.tasks else None
    if run.call.many and first:
        return first.organisation.name if first.organisation else ""
    times = (first or run.waits[0]).item.partition("#")[2].partition("/")[0]
    return f"第{times}次" if times else ""


def _places(procedure: Procedure, run: _Run) -> Iterable[Place]:
    done = {t.node for t in run.tasks if t.state == "done"} | {inner.call.id for inner in run.inner}
    now = {t.node for t in run.open} | {w.node for w in run.waits} | {one.call.id for one in run.inner if one.now}
    for node in procedure.nodes.values():
        if node.process == run.call.calls and (node.kind in SHOWN or (node.kind == CATCHES and node.id in now)):
            lane = procedure.lanes[node.lane].title if node.lane in procedure.lanes else ""
            yield Place(node.id, node.title, lane, "now" if node.id in now else "done" if node.id in done else "")
