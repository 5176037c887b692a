"""The demo's records that no case is about yet."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from app.demo.plots import Plot
from app.demo.records import NewRecord


class Pile:
    """The records that nobody has objected to yet, by subject."""

    def __init__(self, records: Sequence[tuple[NewRecord, str]]) -> None:
        self._left: dict[str, list[tuple[NewRecord, str]]] = {}
        for record, key in records:
            self._left.setdefault(record.subject, []).append((record, key))

    def fit(self, subject: str, plot: Plot) -> list[tuple[NewRecord, str]]:
        return [(record, key) for record, key in self._left.get(subject, ()) if _fits(record, plot)]

    def draw(self, random: Random, subject: str, plot: Plot) -> tuple[str, ...]:
        """One or two records of this subject and kind, from one source; none twice."""
        fit = self.fit(subject, plot)
        same = [key for record, key in fit if record.source == fit[0][0].source]
        taken = same[:1 if plot.records == "market" else random.choice((1, 1, 1, 2))]
        self._left[subject] = [(record, key) for record, key in self._left[subject] if key not in taken]
        return tuple(taken)

    def of_source(self, subject: str, source: str) -> tuple[str, ...]:
        """One record of this subject that this organisation supplied, taken from the pile: the one that has been
        published longest, of which most can be asked; none where there is none."""
        left = self._left.get(subject, [])
        fit = [pair for pair in left if pair[0].source == source]
        taken = min(fit, key=lambda pair: (pair[0].data["publication"] != "published", pair[0].dated), default=None)
        if taken is None:
            return ()
        left.remove(taken)
        return (taken[1],)


def _fits(record: NewRecord, plot: Plot) -> bool:
    if plot.records == "market":
        return bool(record.data["info_class"] == "market")
    return bool(record.data["polarity"] == "negative")
