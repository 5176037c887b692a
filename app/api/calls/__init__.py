"""The calls of the contract, a file a noun. A call reads, asks a query or a verb, and shows."""

from app.api.calls import (
    acts,
    cases,
    clocks,
    follow,
    lists,
    me,
    people,
    public,
    registers,
    search,
    statistics,
    tasks,
    uploads,
)

__all__ = ["acts", "cases", "clocks", "follow", "lists", "me", "people", "public", "registers", "search",
           "statistics", "tasks", "uploads"]
