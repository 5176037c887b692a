"""What a token does where something is awaited: catches, boundary events, choices, and what may come at any time."""

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, EventBasedGateway, IntermediateCatchEvent
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition

from app.engine.activities import Sub
from app.engine.running import READY, WAITING, Token
from app.engine.specs import Plain, holds
from app.engine.values import WaitKind


class Await(EventDefinition):  # type: ignore[misc]
    """What is waited for: a message by its name or a limit by its key. Reads no clock and correlates nothing.

    3.2.0 freezes a timer's date in the task and compares it with now(); it opens every instance of a multi-instance
    with one message, and lets two timers of one event gateway share a date. Here the room fires one waiting id.
    """

    def __init__(self, kind: WaitKind, name: str) -> None:
        super().__init__(name)
        self.kind = kind


class Catch(Plain, IntermediateCatchEvent):  # type: ignore[misc]
    """Waits for a message or a limit, which the room fires, or for a condition, tried again after each step."""

    def _update_hook(self, token: Token) -> bool | None:
        if token.internal_data.pop("caught", False) or (self.condition is not None and holds(self.condition, token)):
            return True
        token._set_state(WAITING)
        return None

    def fire(self, token: Token, branch: str) -> None:
        token.internal_data["caught"] = True
        self._update(token)


class Boundary(Catch, BoundaryEvent):  # type: ignore[misc]
    pass


class Choice(Plain, EventBasedGateway):  # type: ignore[misc]
    """Waits for the first of several events. 3.2.0 leaves the caught event in the data, which cannot be saved."""

    branches: tuple[tuple[str, Await], ...] = ()

    def _update_hook(self, token: Token) -> bool | None:
        token._set_state(WAITING)
        return None

    def fire(self, token: Token, branch: str) -> None:
        token.internal_data["took"] = branch
        token._set_state(READY)

    def sprout(self, token: Token) -> None:
        child = token._add_child(token.workflow.spec.task_specs[token.internal_data["took"]])
        child.internal_data["caught"] = True


class Guard(Plain, BoundaryEventSplit):  # type: ignore[misc]
    """Stands before an activity with boundary events: when the activity is done they stop listening; when an
    interrupting one fires, the activity and the others stop.
    """

    visible = False
    stays = True

    def sprout(self, token: Token) -> None:
        host, *_ = [token._add_child(spec) for spec in self.after]
        host.internal_data.update(token.internal_data)

    def child_done(self, token: Token, child: Token) -> None:
        host = not isinstance(child.task_spec, Boundary)
        if not host and not child.task_spec.cancel_activity:
            return
        for other in token.children:
            if other is not child and (host or other._state == WAITING or not isinstance(other.task_spec, Boundary)):
                _stop(other)


def _stop(token: Token) -> None:
    # Only what still listens or runs: the path that an event opened goes on by itself.
    if token.alive:
        token.cancel()


class AtAnyTime:
    """An event subprocess, lifted out of the flow: 3.2.0 lets it rewire the drawing that all later cases share."""

    def __init__(self, start: str, sub: Sub, waits: Await, interrupting: bool) -> None:
        self.start, self.sub, self.waits, self.interrupting = start, sub, waits, interrupting
