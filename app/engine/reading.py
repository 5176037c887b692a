"""What a running case shows to the outside: open tasks and waits, with their lanes and keys. Changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from app.engine.events import AtAnyTime, Catch, Choice
from app.engine.running import READY, WAITING, Case, Scope, Token, holder_of, key_of
from app.engine.values import OpenTask, Waiting

LONGEST_SCOPE = 40  # what a task's row keeps of it; its number stands first and alone tells scopes apart


@dataclass(frozen=True, slots=True)
class Wait:
    """A Waiting, and where to fire it: at a token, or at a scope for what may come at any time."""

    seen: Waiting
    token: Token | None
    scope: Scope
    any_time: AtAnyTime | None


def open_tasks(case: Case) -> tuple[OpenTask, ...]:
    tokens = (token for scope in case.scopes() for token in scope.tasks.values())
    return tuple(_open_task(token) for token in tokens if token._state == READY and token.task_spec.manual)


def _open_task(token: Token) -> OpenTask:
    node = token.task_spec.node
    return OpenTask(
        id=str(token.id), node=node.id, key=key_of(token), scope=scope_of(token.workflow), lane=lane_of(token),
        title=node.title, article=node.article, form=node.form, props=node.props, data=MappingProxyType(token.data),
        ways=tuple((scope_of(at.workflow), at.task_spec.node.id) for at in leavable(token)),
    )  # fmt: skip


def leavable(token: Token) -> Iterator[Token]:
    """The task, then what holds its scope, outwards. An instance of many and what runs at any time are not left: others
    run beside them, or nothing comes before them."""
    at: Token | None = token
    while at is not None:
        yield at
        holder = holder_of(at.workflow)
        alone = holder is not None and "key" not in holder.internal_data and not holder.task_spec.at_any_time
        at = holder if alone else None


def scope_of(scope: Scope) -> str:
    """A name of its own while it lives; inside a called diagram or subprocess also the outermost node it stands in."""
    holder, outermost = holder_of(scope), ""
    while holder is not None:
        outermost, holder = str(holder.task_spec.node.id), holder_of(holder.workflow)
    return f"{scope.task_tree.id}:{outermost}"[:LONGEST_SCOPE] if outermost else str(scope.task_tree.id)


def lane_of(token: Token) -> str:
    """The node's own lane, else that of the diagram's caller, outwards. 3.2.0 loses the lanes inside subprocesses."""
    at: Token | None = token
    while at is not None:
        if at.task_spec.node.lane:
            return str(at.task_spec.node.lane)
        at = holder_of(at.workflow)
    return ""


def waits(case: Case) -> Iterator[Wait]:
    for scope in case.scopes():
        waiting = [wait for token in scope.tasks.values() if token._state == WAITING for wait in _of_token(token)]
        yield from _at_any_time(scope, {wait.seen.name for wait in waiting if wait.seen.kind == "message"})
        yield from waiting


def _of_token(token: Token) -> Iterator[Wait]:
    spec = token.task_spec
    if isinstance(spec, Choice):
        for branch, event in spec.branches:
            yield _wait(token, branch, event.kind, event.name)
    elif isinstance(spec, Catch):
        if spec.condition is not None:
            yield _wait(token, spec.name, "condition", spec.condition.text)
        else:
            yield _wait(token, spec.name, spec.event_definition.kind, spec.event_definition.name)


def _wait(token: Token, node: str, kind: str, name: str) -> Wait:
    return Wait(Waiting(str(token.id), node, key_of(token), kind, name), token, token.workflow, None)  # type: ignore[arg-type]


def _at_any_time(scope: Scope, own_messages: set[str]) -> Iterator[Wait]:
    if scope.interrupted or scope.completed:
        return
    for event in scope.spec.at_any_time:
        # A wait of the flow itself comes before "at any time" for the same message; a limit runs out once.
        taken = event.waits.name in own_messages if event.waits.kind == "message" else event.sub.name in scope.fired
        if not taken:
            seen = Waiting(
                str(scope.task_tree.id), event.start, key_of(holder_of(scope)), event.waits.kind, event.waits.name
            )
            yield Wait(seen, None, scope, event)
