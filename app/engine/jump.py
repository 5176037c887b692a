"""Sending a task back to an earlier one, or pulling it back (退回, 撤回). Where to: returning.py."""

from app.engine.events import Guard
from app.engine.running import Case, Token
from app.engine.values import NotOpen


def jump(case: Case, token: Token, to_node: str, straight_back: bool) -> None:
    """Leaves everything else in the case as it is: side branches, other instances, what runs at any time."""
    here = token.task_spec.name
    if to_node not in case.flow.return_targets(here):
        raise NotOpen(f"“{here}”不能退回到“{to_node}”：只能退回本范围、本分支里更早的待办。")
    _leave(token)
    marks = {"back": here} if straight_back else {}
    scope = token.workflow
    scope.enter(scope.spec.entries[to_node], None, **marks)


def _leave(token: Token) -> None:
    """The task and, where it has some, its clocks and boundary messages. Paths that these have opened go on."""
    guard = token.parent
    (guard if guard is not None and isinstance(guard.task_spec, Guard) else token).cancel()
