"""The floor's engine: SpiffWorkflow as it comes, parser and serializer, its spec parsed once, its snapshots pruned.

Nothing of app/engine is used here, and no table: what the floor writes is twin.py's.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.helpers import BpmnConverter
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

ALIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
DUE = "2040-01-01T00:00:00+08:00"
OVER = "2020-01-01T00:00:00+08:00"


class RawProcess:
    """A process as SpiffWorkflow reads it. A snapshot is its own JSON without the spec; a step is load, run, dump."""

    def __init__(self, file: Path, process_id: str) -> None:
        parser = BpmnParser()
        parser.add_bpmn_file(str(file))
        self._spec = parser.get_spec(process_id)
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(self._config()))
        self._waits = PythonScriptEngine(TaskDataEnvironment({"due": lambda _limit: DUE}))

    def _config(self) -> dict[type, Any]:
        spec = self._spec

        class KeptSpec(BpmnConverter):  # type: ignore[misc]
            """Says nothing and gives back the one spec: no step of ours reads or writes the flow again."""

            def to_dict(self, _spec: Any) -> dict[str, Any]:
                return {}

            def from_dict(self, _dict: dict[str, Any]) -> Any:
                return spec

        return {**DEFAULT_CONFIG, BpmnProcessSpec: KeptSpec}

    def start(self, data: Mapping[str, object]) -> str:
        """A new case up to its first task."""
        workflow = BpmnWorkflow(self._spec, script_engine=self._waits)
        workflow.task_tree.data.update(data)
        workflow.do_engine_steps()
        return self._dump(workflow)

    def complete(self, snapshot: str, node: str, answers: Mapping[str, object]) -> str | None:
        """None where the case has ended."""
        workflow = self._load(snapshot)
        task = workflow.get_next_task(state=TaskState.READY, spec_name=node)
        task.data.update(answers)
        task.run()
        workflow.do_engine_steps()
        return None if workflow.completed else self._dump(workflow)

    def fire(self, snapshot: str) -> str | None:
        """The timer that waits is over."""
        workflow = self._load(snapshot.replace(DUE, OVER))
        workflow.refresh_timers()
        workflow.do_engine_steps()
        return None if workflow.completed else self._dump(workflow)

    def whole(self, steps: Mapping[str, Mapping[str, object]]) -> int:
        """Bytes of a finished case as SpiffWorkflow itself keeps it: every task with its data, the flow left out."""
        workflow = BpmnWorkflow(self._spec, script_engine=self._waits)
        workflow.do_engine_steps()
        for node, answers in steps.items():
            task = workflow.get_next_task(state=TaskState.READY, spec_name=node)
            task.data.update(answers)
            task.run()
            workflow.do_engine_steps()
        return len(str(self._serializer.serialize_json(workflow)).encode())

    def _load(self, snapshot: str) -> BpmnWorkflow:
        workflow = self._serializer.deserialize_json(snapshot)
        workflow.script_engine = self._waits
        return workflow

    def _dump(self, workflow: BpmnWorkflow) -> str:
        prune(workflow)
        return str(self._serializer.serialize_json(workflow))


def prune(workflow: BpmnWorkflow) -> None:
    """Keeps what is below the lowest common ancestor of all that lives, with its two ancestors, hung under the root."""
    path = _common_path([task for task in workflow.get_tasks() if task.has_state(ALIVE)])
    root = workflow.task_tree
    if len(path) < 2:
        return
    top = path[1:][-3:][0]
    kept = {root.id} | {task.id for task in workflow.get_tasks(first_task=top)}
    workflow.tasks = {id: task for id, task in workflow.tasks.items() if id in kept}
    root._children, top._parent = [top.id], root.id
    if workflow.last_task is not None and workflow.last_task.id not in kept:
        workflow.last_task = root


def _common_path(alive: list[Task]) -> list[Task]:
    """From the root to the lowest common ancestor."""
    paths = [_path(task) for task in alive]
    return [steps[0] for steps in zip(*paths, strict=False) if len({task.id for task in steps}) == 1]


def _path(task: Task | None) -> list[Task]:
    path = []
    while task is not None:
        path.append(task)
        task = task.parent
    return path[::-1]
