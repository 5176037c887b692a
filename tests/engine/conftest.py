"""The bench of the engine's tests: `play` draws, opens a case, and speaks of tasks and waits by their node."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.engine import Engine, Flow, OpenTask, Seal, Step, Waiting, parse
from tests.engine.sketch import bpmn

SEAL = Seal({"2026": b"a key of the tests, long enough"}, "2026")


class Play:
    """One case, stepped and saved after every move."""

    def __init__(self, flow: Flow, data: Mapping[str, object], door: str | None, answers: Mapping[str, Any]) -> None:
        self.flow, self.engine, self.answers = flow, Engine(SEAL), answers
        self.asked: list[tuple[str, Mapping[str, object]]] = []
        self.step: Step = self.engine.start(flow, data, door=door, ask=self.ask)

    def ask(self, operation: str, params: Mapping[str, object]) -> object:
        self.asked.append((operation, params))
        return self.answers[operation]

    @property
    def snapshot(self) -> bytes:
        assert self.step.snapshot is not None
        return self.step.snapshot

    @property
    def open(self) -> list[str]:
        return [_name(task.node, task.key) for task in self.step.open_tasks]

    @property
    def awaited(self) -> list[str]:
        return [_name(wait.node, wait.key) for wait in self.step.waiting]

    @property
    def visited(self) -> list[str]:
        return [_name(visit.node, visit.key) for visit in self.step.visited]

    def task(self, name: str) -> OpenTask:
        (found,) = (task for task in self.step.open_tasks if _name(task.node, task.key) == name)
        return found

    def wait(self, name: str) -> Waiting:
        (found,) = (wait for wait in self.step.waiting if _name(wait.node, wait.key) == name)
        return found

    def do(self, name: str, /, **answers: object) -> "Play":
        task = self.task(name)
        self.step = self.engine.complete(self.flow, self.snapshot, task.id, answers, ask=self.ask)
        return self

    def send(self, name: str, /, **payload: object) -> "Play":
        wait = self.wait(name)
        self.step = self.engine.send(self.flow, self.snapshot, wait.id, wait.node, payload, ask=self.ask)
        return self

    def wake(self, name: str) -> "Play":
        wait = self.wait(name)
        self.step = self.engine.wake(self.flow, self.snapshot, wait.id, wait.node, ask=self.ask)
        return self

    def back(self, name: str, to: str, straight_back: bool = False) -> "Play":
        id = self.task(name).id
        self.step = self.engine.jump(self.flow, self.snapshot, id, to, ask=self.ask, straight_back=straight_back)
        return self


def _name(node: str, key: tuple[str | int, ...]) -> str:
    """`review`, `review[0]` of an instance, `handle[further#1]` of a run at any time."""
    return node + "".join(f"[{part}]" for part in key)


@pytest.fixture
def draw() -> Callable[..., Flow]:
    def _draw(text: str, **others: bytes) -> Flow:
        files = {
            f"{name}.dmn" if b"<decision" in data else f"_shared/{name}.bpmn": data for name, data in others.items()
        }
        return parse("p", {"process.bpmn": bpmn(text), **files})

    return _draw


@pytest.fixture
def play(draw: Callable[..., Flow]) -> Callable[..., Play]:
    def _play(
        text: str | Flow, /, *, door: str | None = None, answers: Mapping[str, Any] | None = None,
        files: Mapping[str, bytes] | None = None, **data: object,
    ) -> Play:  # fmt: skip
        flow = text if isinstance(text, Flow) else draw(text, **(files or {}))
        return Play(flow, data, door, answers or {})

    return _play
