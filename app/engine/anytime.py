"""What may come at any time: event subprocesses, run by the room in the scope that they stand in.

Stock 3.2.0: an interrupting one does not interrupt, one inside a subprocess never listens, and the first message makes
every later case on the same parsed drawing wait for it from the start and never end.
"""

from collections.abc import Mapping

from app.engine.events import AtAnyTime
from app.engine.running import Scope


def begin(scope: Scope, event: AtAnyTime, payload: Mapping[str, object]) -> None:
    """An interrupting one ends everything in its scope; the others run beside it, numbered: further#1, further#2 ..."""
    marks: dict[str, object] = {}
    name = event.sub.name
    if event.interrupting:
        scope.interrupted = True
        for token in scope.alive():
            token.cancel()
    else:
        scope.fired[name] = scope.fired.get(name, 0) + 1
        marks["key"] = f"{name}#{scope.fired[name]}"
    token = scope.enter(event.sub, own=dict(payload), **marks)
    token.own = None
