"""The calls of the contract, a file a noun. A call reads, asks a query or a verb, and shows."""

from app.api.calls import cases, clocks, follow, me, public, registers, statistics, tasks, uploads

__all__ = ["cases", "clocks", "follow", "me", "public", "registers", "statistics", "tasks", "uploads"]
