"""A parsed release: immutable, shared by every case and thread. How it is read stands in parsing.py and building.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the drawing. `lane` is empty where a called diagram takes the caller's; `scope` is its (sub)process."""

    id: str
    kind: str
    title: str
    lane: str
    article: str
    form: str
    process: str
    scope: str
    props: Mapping[str, str]


class Flow:
    """`nodes` holds every node of the process and of what it calls, by id."""

    def __init__(
        self, process_id: str, title: str, nodes: Mapping[str, Node], specs: Mapping[str, Any],
        returns: Mapping[str, frozenset[str]],
    ) -> None:  # fmt: skip
        self.process_id = process_id
        self.title = title
        self.nodes = nodes
        self.specs = specs
        self.top = specs[process_id]
        self._returns = returns

    @property
    def doors(self) -> tuple[str, ...]:
        """The messages that start a case; one empty name when it starts without any."""
        return tuple(start.door for start in self.top.doors)

    @property
    def ends(self) -> Mapping[str, str]:
        """The end events of the process and of what interrupts it, with their titles."""
        inside = {self.process_id} | {a.sub.spec for a in self.top.at_any_time if a.interrupting}
        return {n.id: n.title for n in self.nodes.values() if n.kind == "endEvent" and n.scope in inside}

    @property
    def beside(self) -> frozenset[str]:
        """The nodes inside of what may come at any time: what they do is no part of the way between two steps."""
        subs = {event.sub.spec for spec in self.specs.values() for event in spec.at_any_time}
        return frozenset(node.id for node in self.nodes.values() if node.scope in subs)

    def return_targets(self, node: str) -> frozenset[str]:
        """The tasks to which an open task at `node` may be sent back: earlier ones, on the same parallel branch. `node`
        may be a called diagram or subprocess that the task stands in.

        Says what the drawing allows. Whether this case has been there is for the caller to know.
        """
        return self._returns.get(node, frozenset())
