"""Diagram layout with lanes. `layout(bytes) -> bytes` draws; `check` finds lines through boxes and boxes on boxes."""

from app.procedures.layout.check import Fault, check
from app.procedures.layout.layout import arrange, layout

__all__ = ["Fault", "arrange", "check", "layout"]
