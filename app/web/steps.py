"""One thing a page: a long form cut into steps by its own shape, so that no procedure has to say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.expressions import compile_expression
from app.procedures.form_model import Field, Form

MOST = 4  # questions a page, follow-ups not counted
LABELS = 2
ALONE = ("group", "record", "dynamiclist", "subject")


@dataclass(frozen=True)
class Step:
    """`keys` are the top-level fields asked here; `last` is the page on which all is read over and sent."""

    number: int
    title: str
    keys: tuple[str, ...]
    last: bool = False

    def has(self, name: str) -> bool:
        """Whether an answer or a mistake of that name (`service.address`) belongs here."""
        return name.split(".")[0] in self.keys


def steps_of(form: Form) -> tuple[Step, ...]:
    """Groups, records and lists have a page each; other questions share one, their follow-ups beside them.

    Boxes to tick at the very end (我保证真实) stand on the last page, above the button that sends.
    """
    pages, declared = split_end(list(clusters(form.fields)))
    steps = [Step(n + 1, title_of(page), keys_of(page)) for n, page in enumerate(merged(pages))]
    return (*steps, Step(len(steps) + 1, "检查后提交", keys_of(declared), last=True))


Cluster = list[Field]  # a question and its follow-ups


def clusters(fields: Iterable[Field]) -> Iterable[Cluster]:
    found: list[Cluster] = []
    for field in fields:
        home = next((c for c in found if field.when and depends(field, c)), None)
        if home is not None:
            home.append(field)
        else:
            found.append([field])
    return found


def depends(field: Field, cluster: Cluster) -> bool:
    names = compile_expression(field.when or "True").names
    return any(other.key in names for other in cluster)


def split_end(found: list[Cluster]) -> tuple[list[Cluster], list[Cluster]]:
    at = len(found)
    while at > 1 and all(field.type in ("checkbox", "text") for field in found[at - 1]):
        at -= 1
    return found[:at], found[at:]


def merged(found: Sequence[Cluster]) -> list[list[Cluster]]:
    pages: list[list[Cluster]] = []
    for cluster in found:
        fits = pages and not alone(cluster) and not alone(pages[-1][0]) and len(pages[-1]) < MOST
        if fits:
            pages[-1].append(cluster)
        else:
            pages.append([cluster])
    return pages


def alone(cluster: Cluster) -> bool:
    return cluster[0].type in ALONE


def keys_of(page: Sequence[Cluster]) -> tuple[str, ...]:
    return tuple(field.key for cluster in page for field in cluster)


def title_of(page: Sequence[Cluster]) -> str:
    labels = [cluster[0].label for cluster in page if cluster[0].label]
    return "、".join(labels[:LABELS]) + ("等" if len(labels) > LABELS else "") if labels else "填写"
