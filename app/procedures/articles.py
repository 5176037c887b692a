"""Where a procedure names articles of law; whether their words are here, check and release ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.procedures.model import Limit, Procedure


class Named(NamedTuple):
    file: str
    element: str
    article: str


def articles_of(procedure: Procedure) -> Iterator[Named]:
    """Every place that names one; 默认 and 参照 stand where a rule of our own has no article."""
    file = f"bpmn/{procedure.slug}/procedure.yaml"
    found = [*_yaml(procedure, file), *_drawn(procedure), *_words(procedure)]
    return (named for named in found if named.article and named.article not in ("默认", "参照"))


def _yaml(procedure: Procedure, file: str) -> Iterator[Named]:
    for name in procedure.articles:
        yield Named(file, "articles", name)
    for limit in procedure.limits.values():
        yield from _limit(limit, file)
    for separation in procedure.separations:
        yield Named(file, "separations", separation.article)
    if procedure.retention:
        yield Named(file, "retention", procedure.retention.article)


def _limit(limit: Limit, file: str) -> Iterator[Named]:
    yield Named(file, f"limits.{limit.key}", limit.article)
    if limit.extension:
        yield Named(file, f"limits.{limit.key}.extension", limit.extension.article)
    if limit.pausable_by:
        yield Named(file, f"limits.{limit.key}.pausable_by", limit.pausable_by)


def _drawn(procedure: Procedure) -> Iterator[Named]:
    for node in procedure.nodes.values():
        yield Named(node.file, node.id, node.article)


def _words(procedure: Procedure) -> Iterator[Named]:
    for name, form in procedure.forms.items():
        yield Named(f"forms/{procedure.slug}/{name}.form", "properties.article", form.article)
    for key, remedy in procedure.words.get("remedies", {}).items():
        if isinstance(remedy, dict) and isinstance(remedy.get("article"), str):
            yield Named("bpmn/_shared/remedies.yaml", key, remedy["article"])
