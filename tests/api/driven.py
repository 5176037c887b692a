"""What the driver knows of a case under way: by whom it was opened, what was done in it by whom."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Driven:
    """`waits`: how often time has passed since somebody acted in it last."""

    number: str
    opener: str
    story: list[str] = field(default_factory=list)
    tasks: list[tuple[str, int]] = field(default_factory=list)
    waits: int = 0

    @property
    def acts(self) -> list[str]:
        return [line for line in self.story if not line.startswith("until")]
