"""The engine room: the only importer of SpiffWorkflow. Plain values in and out (values.py, room.py)."""

from app.engine.flow import Flow, Node
from app.engine.parsing import parse
from app.engine.room import Engine
from app.engine.seal import Seal
from app.engine.values import (
    Ask,
    DiagramRefused,
    Effect,
    Finding,
    Key,
    NotOpen,
    OpenTask,
    Step,
    StepFailed,
    Visit,
    Waiting,
)

__all__ = [
    "Ask", "DiagramRefused", "Effect", "Engine", "Finding", "Flow", "Key", "Node", "NotOpen", "OpenTask", "Seal",
    "Step", "StepFailed", "Visit", "Waiting", "parse",
]  # fmt: skip
