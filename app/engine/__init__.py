"""The engine room: the only importer of SpiffWorkflow. Plain values in and out; no table, clock or network.

Reading a drawing: parsing.py (the door), drawing.py, decisions.py, refusals.py and judging.py (what is refused),
building.py, returning.py -> flow.py. Running a case: room.py (the verbs), running.py (tokens and scopes), specs.py,
events.py, activities.py and many.py (what a token does at a node), anytime.py, jump.py, reading.py -> values.py.
Keeping it: snapshots.py, seal.py. How SpiffWorkflow 3.2.0 differs, and why, is said where we depart from it.
"""

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
