"""The verbs of the engine room: bytes in, a Step out. No clock, table or network; nothing kept between two calls."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from app.domain.expressions import ExpressionError
from app.engine import anytime, snapshots
from app.engine.flow import Flow
from app.engine.jump import jump
from app.engine.plain import check_plain
from app.engine.reading import Wait, open_tasks, waits
from app.engine.running import READY, Case, Token
from app.engine.seal import Seal
from app.engine.values import Ask, NotOpen, OpenTask, Step, StepFailed, Waiting, WaitKind

Data = Mapping[str, object]


class Engine:
    """Every verb raises NotOpen when what it names is not open, and StepFailed when the step cannot be finished.

    Either way nothing has changed: what is stored stays as it was. `ask` answers the operations "ask.…" by whole id;
    what it raises comes out as it is, because a fault of the database must reach whoever holds the transaction.
    """

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def start(self, flow: Flow, data: Data, *, door: str | None, ask: Ask) -> Step:
        """A new case. `door` is the message of the start event to come in by; None for a plain start."""
        start = next((spec for spec in flow.top.doors if spec.door == (door or "")), None)
        if start is None:
            raise NotOpen(f"程序“{flow.title}”不能由“{door or '无消息'}”开始。")
        check_plain(start.name, data)
        case = Case(flow, ask)
        case.data.update(data)
        with _failures(case):
            case.plant()
            case.enter(start)
        return self._finish(case)

    def complete(self, flow: Flow, snapshot: bytes, task_id: str, answers: Data, *, ask: Ask) -> Step:
        case = snapshots.load(snapshot, flow, self._seal, ask)
        token = _task(case, task_id)
        check_plain(token.task_spec.node.id, answers)
        with _failures(case):
            token.put(answers)
            token.run()
        return self._finish(case)

    def send(self, flow: Flow, snapshot: bytes, wait_id: str, node: str, payload: Data, *, ask: Ask) -> Step:
        """A message for one wait, addressed as the Waiting said. The payload goes into the data of its scope."""
        check_plain(node, payload)
        return self._fire(snapshots.load(snapshot, flow, self._seal, ask), wait_id, node, "message", payload)

    def wake(self, flow: Flow, snapshot: bytes, wait_id: str, node: str, *, ask: Ask) -> Step:
        """A limit has run out. Nothing else makes a timer fire."""
        return self._fire(snapshots.load(snapshot, flow, self._seal, ask), wait_id, node, "timer", {})

    def jump(
        self, flow: Flow, snapshot: bytes, task_id: str, to_node: str, *, ask: Ask, straight_back: bool = False
    ) -> Step:
        """Cancel this open task and open an earlier one (`Flow.return_targets`); everything else stays as it is.

        With `straight_back` the earlier task, once completed, leads here again and not along the drawing.
        """
        case = snapshots.load(snapshot, flow, self._seal, ask)
        token = _task(case, task_id)
        with _failures(case):
            jump(case, token, to_node, straight_back)
        return self._finish(case)

    def look(self, flow: Flow, snapshot: bytes) -> tuple[tuple[OpenTask, ...], tuple[Waiting, ...]]:
        """What is open and what is awaited in a stored case; nothing moves. StepFailed for what we did not write."""
        case = snapshots.load(snapshot, flow, self._seal, _nothing)
        return open_tasks(case), tuple(wait.seen for wait in waits(case))

    def values(self, flow: Flow, snapshot: bytes) -> dict[str, object]:
        """The data of the outermost scope of a stored case; nothing moves."""
        return dict(snapshots.load(snapshot, flow, self._seal, _nothing).data)

    def amend(self, flow: Flow, snapshot: bytes, name: str, value: object, *, ask: Ask) -> Step:
        """One value corrected wherever the old one stands in a scope, then all that needs no person goes on."""
        check_plain("", {name: value})
        case = snapshots.load(snapshot, flow, self._seal, ask)
        was = case.data.get(name)
        for scope in case.scopes():
            if name in scope.data and scope.data[name] == was:
                scope.data[name] = value
        return self._finish(case)

    def seal_anew(self, snapshot: bytes) -> bytes | None:
        """The same state under the current key; None where it is already. StepFailed for what we did not write."""
        return None if self._seal.current(snapshot) else self._seal.close(self._seal.open(snapshot))

    def nudge(self, flow: Flow, snapshot: bytes, *, ask: Ask) -> Step:
        """Look at the waiting conditions again."""
        return self._finish(snapshots.load(snapshot, flow, self._seal, ask))

    def _fire(self, case: Case, wait_id: str, node: str, kind: WaitKind, payload: Data) -> Step:
        found = [w for w in waits(case) if (w.seen.id, w.seen.node, w.seen.kind) == (wait_id, node, kind)]
        if not found:
            raise NotOpen(f"“{node}”此刻没有在等这件事。")
        with _failures(case):
            _fire_one(found[0], payload)
        return self._finish(case)

    def _finish(self, case: Case) -> Step:
        with _failures(case):
            case.advance()
        tasks = open_tasks(case)
        waiting = tuple(wait.seen for wait in waits(case))
        if not (case.completed or tasks or waiting):
            raise StepFailed(case.now, "流程停住了：没有待办，没有在等的事，也没有办结。")
        snapshot = None if case.completed else snapshots.save(case, self._seal)
        ended = case.outcome or "" if case.completed else None
        return Step(snapshot, tasks, waiting, tuple(case.effects), tuple(case.visited), ended)


def _nothing(operation: str, parameters: Data) -> object:
    raise AssertionError("nothing is asked while nothing moves")


def _task(case: Case, task_id: str) -> Token:
    # Only what is READY and for people: 3.2.0 runs a completed task again and says True.
    for scope in case.scopes():
        token = scope.tasks.get(int(task_id)) if task_id.isdecimal() else None
        if token is not None and token._state == READY and token.task_spec.manual:
            return token
    raise NotOpen("这项待办此刻没有打开。")


def _fire_one(wait: Wait, payload: Data) -> None:
    if wait.any_time is not None:
        anytime.begin(wait.scope, wait.any_time, payload)
    elif wait.token is not None:
        wait.token.put(payload)
        wait.token.task_spec.fire(wait.token, wait.seen.node)


@contextmanager
def _failures(case: Case) -> Iterator[None]:
    """Whatever goes wrong inside becomes one exception that names the node."""
    try:
        yield
    except (StepFailed, NotOpen):
        raise
    except Exception as fault:
        if fault is case.port_fault:
            raise
        reason = str(fault) if isinstance(fault, ExpressionError) else f"{type(fault).__name__}: {fault}"
        raise StepFailed(case.now, reason) from fault
