"""Sending a task back to an earlier one, or pulling it back (退回, 撤回). Where to: returning.py."""

from app.engine.events import Guard
from app.engine.reading import leavable
from app.engine.running import Case, Token
from app.engine.values import NotOpen


def jump(case: Case, token: Token, to_node: str, straight_back: bool) -> None:
    """Leaves everything else in the case as it is: side branches, other instances, what runs at any time.

    To a task outside of a called diagram or subprocess it leaves that as a whole; straight back is then to its start.
    """
    here = token.task_spec.node.id
    left = next((at for at in leavable(token) if to_node in case.flow.return_targets(at.task_spec.node.id)), None)
    if left is None:
        raise NotOpen(f"“{here}”不能退回到“{to_node}”：只能退回同一分支里更早的待办。")
    _leave(left)
    marks = {"back": left.task_spec.node.id} if straight_back else {}
    scope = left.workflow
    scope.enter(scope.spec.entries[to_node], None, **marks)


def _leave(token: Token) -> None:
    """The task or what holds it, with its clocks and boundary messages. Paths that these have opened go on."""
    guard = token.parent
    (guard if guard is not None and isinstance(guard.task_spec, Guard) else token).cancel()
