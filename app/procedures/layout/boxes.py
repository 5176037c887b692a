"""Boxes, sizes and widths of text: the arithmetic of the drawing. Not here: where a box stands (place.py)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

GRID = 10
Point = tuple[float, float]
Direction = tuple[int, int]

EVENT, GATEWAY, TASK = (36.0, 36.0), (50.0, 50.0), (100.0, 80.0)
LABEL_LINE, LABEL_WIDTH = 14.0, 86.0


@dataclass
class Box:
    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def middle(self) -> Point:
        return self.x + self.w / 2, self.y + self.h / 2

    def shift(self, dx: float, dy: float) -> None:
        self.x, self.y = self.x + dx, self.y + dy

    def overlaps(self, other: Box) -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def crossed_by(self, a: Point, b: Point, slack: float = 0.0) -> bool:
        """Whether the straight, orthogonal line a-b runs through the box."""
        return (
            min(a[0], b[0]) < self.right - slack
            and max(a[0], b[0]) > self.x + slack
            and min(a[1], b[1]) < self.bottom - slack
            and max(a[1], b[1]) > self.y + slack
        )


def up(value: float, step: int = GRID) -> int:
    """The next multiple of the step."""
    return -(-int(value) // step) * step


def text_width(text: str) -> int:
    """Pixels of a line of the modeller's 12 px font: Chinese letters are square, others about 7 wide."""
    return sum(12 if ord(letter) > 255 else 7 for letter in text)


def label_size(text: str) -> tuple[float, float]:
    width = text_width(text) + 4
    return min(float(width), LABEL_WIDTH), LABEL_LINE * -(-width // int(LABEL_WIDTH))


def segments(line: list[Point]) -> Iterable[tuple[Point, Point]]:
    return zip(line, line[1:], strict=False)
