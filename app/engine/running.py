"""A case while a step runs: its tokens, its scopes, and what was asked and visited on the way. Never stored as it is.

SpiffWorkflow's Task and BpmnWorkflow, with four things changed, each for a reason:

* One set of data a scope, not a copy a task. With copies, a parallel join lets the branch that comes last write its
  stale values over the answers of the others, and a step spends most of its time in copying.
* Nothing is predicted. 3.2.0 keeps a tree of what may come; only what has come has any effect here.
* What has finished is forgotten at once. 3.2.0 walks all that ever happened, several times a step.
* Tokens are numbered by the case. 16 random bytes a node were three quarters of a stored state.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.values import Ask, Effect, Key, StepFailed, Visit

WAITING, READY, STARTED = TaskState.WAITING, TaskState.READY, TaskState.STARTED
ALIVE = WAITING | READY | STARTED | TaskState.FUTURE
MAX_TOKENS = 10_000
MAX_MOVES = 10_000
Spec = Any


class Token(Task):  # type: ignore[misc]
    """Task.__init__ is not called: it draws a random id and a wall-clock time for each node."""

    def __init__(
        self, workflow: "Scope", task_spec: Spec, parent: "Token | None" = None, state: int = TaskState.FUTURE,
        id: int | None = None,
    ) -> None:  # fmt: skip
        self.id = workflow.top_workflow.new_id() if id is None else id
        workflow.tasks[self.id] = self
        self.workflow = workflow
        self.task_spec = task_spec
        self._state = state
        self._parent = None
        self._children: list[int] = []
        self.internal_data: dict[str, Any] = {}
        self.own: dict[str, object] | None = None
        if parent is not None:
            self._parent = parent.id
            parent._children.append(self.id)

    @property
    def data(self) -> dict[str, object]:
        """The scope's data, seen through what this token alone holds (the item of an instance)."""
        return self.workflow.data if self.own is None else {**self.workflow.data, **self.own}

    def put(self, values: Mapping[str, object]) -> None:
        (self.workflow.data if self.own is None else self.own).update(values)

    @property
    def children(self) -> list["Token"]:
        tokens = self.workflow.tasks
        return [tokens[child] for child in self._children if child in tokens]

    @property
    def alive(self) -> bool:
        return bool(self._state & ALIVE)

    def _inherit_data(self) -> None:
        """Nothing to inherit: the data are the scope's."""

    def _add_child(self, task_spec: Spec, state: int = TaskState.FUTURE) -> "Token":
        return Token(self.workflow, task_spec, self, state)

    def _set_state(self, value: int) -> None:
        # 3.2.0 builds a log record here, also when nobody logs.
        self._state = value
        if value == READY and not self.task_spec.manual:
            self.workflow.top_workflow.ready.append(self)

    def _ready(self) -> None:
        self._set_state(READY)

    def run(self) -> Any:
        self.workflow.top_workflow.moves(self)
        self.task_spec.sprout(self)
        return super().run()

    def complete(self) -> None:
        if self.task_spec.visible:
            self.workflow.top_workflow.visited.append(Visit(self.task_spec.node.id, key_of(self)))
        super().complete()
        if self.parent is not None:
            self.parent.task_spec.child_done(self.parent, self)
        if not self.task_spec.stays:
            del self.workflow.tasks[self.id]

    def cancel(self) -> None:
        """This token and what is alive below it. 3.2.0 drops instances uncancelled and forgets their subprocesses."""
        for child in self.children:
            child.cancel()
        if self.alive:
            self._set_state(TaskState.CANCELLED)
            self.task_spec._on_cancel(self)
        self.workflow.tasks.pop(self.id, None)


class Scope:
    """What Case and Inner share: one instance of a process or subprocess."""

    spec: Spec
    data: dict[str, object]
    tasks: dict[int, Token]
    completed: bool
    task_tree: Token
    top_workflow: "Case"

    def open_up(self) -> None:
        # An interrupting event subprocess ends the listening; `fired` numbers the runs of the others.
        self.interrupted = False
        self.fired: dict[str, int] = {}

    def plant(self, root_id: int | None = None) -> None:
        self.task_tree = Token(self, self.spec.start, state=TaskState.COMPLETED, id=root_id)

    def enter(self, spec: Spec, own: dict[str, object] | None = None, **marks: object) -> Token:
        """A token at a node, hung under the root: where it came from has no effect on what follows."""
        token = self.task_tree._add_child(spec)
        token.own = own
        token.internal_data.update(marks)
        spec._update(token)
        return token

    def alive(self) -> list[Token]:
        return [token for token in self.tasks.values() if token._state & ALIVE]

    def _task_completed_notify(self, token: Token) -> None:
        if not self.completed and not any(other._state & ALIVE for other in self.tasks.values()):
            self.completed = True
            self.finish()

    def finish(self) -> None:
        raise NotImplementedError


class Case(Scope, BpmnWorkflow):  # type: ignore[misc]
    """The outermost scope, and the notebook of the step."""

    def __init__(self, flow: Any, ask: Ask, next_id: int = 0) -> None:
        BpmnWorkflow.__init__(self, flow.top, flow.specs, script_engine=flow, deserializing=True)
        self.flow, self.ask, self.next_id = flow, ask, next_id
        self.ready: deque[Token] = deque()
        self.effects: list[Effect] = []
        self.visited: list[Visit] = []
        self.outcome: str | None = None
        self.port_fault: Exception | None = None
        self.now = ""
        self.moved = 0
        self.open_up()

    def new_id(self) -> int:
        self.next_id += 1
        if not self.next_id % 256 and sum(len(scope.tasks) for scope in self.scopes()) > MAX_TOKENS:
            raise StepFailed(self.now, f"同时存在的节点超过 {MAX_TOKENS} 个。")
        return self.next_id

    def moves(self, token: Token) -> None:
        self.now = token.task_spec.node.id
        self.moved += 1
        if self.moved > MAX_MOVES:
            raise StepFailed(self.now, f"一步里自动执行了 {MAX_MOVES} 个节点还没有停下来。")

    def scopes(self) -> Iterator[Scope]:
        """Every scope that runs, outer ones first."""
        yield self
        yield from self.subprocesses.values()

    def create_subprocess(self, my_task: Token, spec_name: str) -> "Inner":
        inner = Inner(self.subprocess_specs[spec_name], my_task, self)
        self.subprocesses[my_task.id] = inner
        return inner

    def drop_subprocess(self, token: Token) -> None:
        inner = self.subprocesses.pop(token.id, None)
        for other in inner.alive() if inner is not None else ():
            other.cancel()

    def finish(self) -> None:
        """Nothing is alive any more; `outcome` says which end was the last."""

    def advance(self) -> None:
        """Run everything that needs no person and no event."""
        while self.ready or self.conditions_met():
            while self.ready:
                token = self.ready.popleft()
                if token._state == READY:
                    token.run()

    def conditions_met(self) -> bool:
        """3.2.0 never looks at a condition again once it waits."""
        for scope in tuple(self.scopes()):
            for token in tuple(scope.tasks.values()):
                if token._state == WAITING and token.task_spec.condition is not None:
                    token.task_spec._update(token)
        return bool(self.ready)


class Inner(Scope, BpmnSubWorkflow):  # type: ignore[misc]
    """One instance of a subprocess or a called diagram, held by the token that started it."""

    def __init__(self, spec: Spec, holder: Token, case: Case) -> None:
        BpmnSubWorkflow.__init__(self, spec, holder.id, case, deserializing=True)
        self.holder = holder
        self.open_up()

    def _calculate_depth(self) -> int:
        return 0

    def finish(self) -> None:
        self.top_workflow.subprocesses.pop(self.holder.id, None)
        self.holder.task_spec.take_back(self.holder, self)
        self.holder._set_state(READY)


def holder_of(scope: Scope) -> Token | None:
    return scope.holder if isinstance(scope, Inner) else None


def key_of(token: Token | None) -> Key:
    keys: list[str | int] = []
    while token is not None:
        if "key" in token.internal_data:
            keys.append(token.internal_data["key"])
        token = holder_of(token.workflow)
    return tuple(reversed(keys))


def running(token: Token) -> Callable[[str], int]:
    """running('x') counts the tokens at x in the innermost scope, outwards, whose drawing has an x."""

    def count(node: str) -> int:
        scope: Scope | None = token.workflow
        while scope is not None and node not in scope.spec.task_specs:
            holder = holder_of(scope)
            scope = holder.workflow if holder is not None else None
        return sum(t.task_spec.name == node for t in scope.alive()) if scope is not None else 0

    return count
