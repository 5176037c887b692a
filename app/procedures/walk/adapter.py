"""The finite choices of a procedure, read from its forms and operations. What a walk does with them: domains.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from app.domain.expressions import ExpressionError, compile_expression, evaluate
from app.procedures.form_model import Field, Form
from app.procedures.model import Door, Procedure
from app.procedures.operations import OPERATIONS
from app.procedures.signing import RESULTS, signing_of
from app.procedures.walk.constants import OTHER, Uses, cut_values, lists_of, uses_of, values_for
from app.procedures.walk.domains import PRESENT, Answers, Domains, Opening, World
from app.procedures.walk.drawing import PEOPLE, Model, Node

ANOTHER = "另一个"
UNANSWERED = object()  # the answer is missing, and the flow's data have no such name
MOST_ASSIGNMENTS = 4096
ACCEPTOR = {"acceptor": 1}  # what filing a case adds of its own, beside the door

Values = tuple[Any, ...]


def domains_of(procedure: Procedure, model: Model) -> Domains:
    world = World(model, Domains())
    forms = {node.id: form for node in model.nodes() if (form := _form(procedure, node))}
    answers = {node: assignments(form, world) for node, form in forms.items()} | _signed(procedure)
    results = {node.id: _range(node) for node in model.nodes() if node.asks and _range(node)}
    openings = tuple(o for door in procedure.doors.values() for o in _openings(procedure, model, door, world))
    return Domains(answers, results, openings or (Opening(),))


def _signed(procedure: Procedure) -> dict[str, tuple[Answers, ...]]:
    """What came of it is all that the flow reads of a signing, whatever the signers filled in."""
    found = {node.id: signing_of(node.properties) for node in procedure.nodes.values() if node.kind == "userTask"}
    return {node: tuple({signing.result: value} for value in RESULTS) for node, signing in found.items() if signing}


def _form(procedure: Procedure, node: Node) -> Form | None:
    if node.kind in PEOPLE:
        return procedure.form_of(node.id)
    if node.event and node.event.kind == "message":
        message = procedure.messages.get(node.event.name)
        return procedure.forms.get(message.form) if message else None
    return None


def _range(node: Node) -> Values:
    operation = OPERATIONS.get(node.operation)
    return operation.answers if operation else ()


def _openings(procedure: Procedure, model: Model, door: Door, world: World) -> Iterator[Opening]:
    container = model.containers[model.process]
    events = [container.nodes[start].event for start in container.starts]
    message = door.message if any(event and event.name == door.message for event in events) else None
    form = procedure.forms.get(door.form)
    carried = {"records": PRESENT} if procedure.follows else {}
    for answers in assignments(form, world) if form else ({},):
        if answers.get("door", door.message) == door.message:
            yield Opening(message, {**carried, **answers, **ACCEPTOR, "door": door.message})


def assignments(form: Form, world: World) -> tuple[Answers, ...]:
    """Every way to fill in what the flow reads, with the conditions of the form kept; the rest is left out."""
    fields = list(_leaves(form.fields, None))
    whens = {when for field, when, _ in fields for when in _conditions(field, when)}
    asked = uses_of(compile_expression(text) for text in whens)
    wanted = [found for found in fields if (found[0].engine and found[0].key in world.named) or found[0].key in asked]
    looked_at = world.read | asked.keys()
    choices = [
        _values(field, sure, (world.uses.get(field.key), asked.get(field.key))) if field.key in looked_at
        else _there(field, sure)
        for field, _, sure in wanted
    ]  # fmt: skip
    found: dict[str, Answers] = {}
    for count, values in enumerate(product(*choices)):
        if count < MOST_ASSIGNMENTS:
            answers = _settled(wanted, values, world.named)
            found[repr(sorted(answers.items()))] = answers
    return tuple(found.values())


Leaf = tuple[Field, str | None, bool]  # a field, the condition around it, and whether it is always there


def _leaves(fields: Iterable[Field], around: str | None, sure: bool = True) -> Iterator[Leaf]:
    for field in fields:
        if field.type == "group":
            yield from _leaves(field.fields, field.when or around, sure)
        elif field.type == "dynamiclist":
            yield from _leaves(field.fields, field.when or around, sure and bool(field.rows or field.min_rows))
        else:
            yield field, around, sure


def _conditions(field: Field, around: str | None) -> list[str]:
    return [text for text in (around, field.when) if text]


def _settled(wanted: list[Leaf], values: tuple[Any, ...], named: frozenset[str]) -> Answers:
    names: dict[str, Any] = {field.key: None for field, _, _ in wanted}
    answers: dict[str, Any] = {}
    for (field, around, _), value in zip(wanted, values, strict=True):
        if value is UNANSWERED or not all(_holds(text, names) for text in _conditions(field, around)):
            continue
        names[field.key] = value
        if field.engine and field.key in named:
            answers[field.key] = value
    return answers


def _holds(text: str, names: Mapping[str, Any]) -> bool:
    try:
        return bool(evaluate(text, names))
    except ExpressionError:
        return False


def _there(field: Field, sure: bool) -> Values:
    """Nobody looks at the value, but an operation needs one."""
    return (PRESENT,) if sure and (field.required or field.type == "checkbox") else (PRESENT, UNANSWERED)


def _values(field: Field, sure: bool, uses: tuple[Uses | None, Uses | None]) -> Values:
    values = [value for use in uses if use for value in _by_type(field, use)] or list(_by_type(field, Uses()))
    distinct = tuple({repr(value): value for value in values}.values())
    return distinct if sure and (field.required or field.type == "checkbox") else (*distinct, UNANSWERED)


def _by_type(field: Field, uses: Uses) -> Values:
    if field.type == "checkbox":
        return (True,) if field.required else (True, False)
    if field.type in ("number", "date", "datetime"):
        return _numbers(field, uses)
    options = tuple(option.value for option in field.options) or tuple(uses.equal or uses.members) or (OTHER,)
    if field.type == "checklist" or field.multiple:
        return _lists(field, options)
    return options


def _lists(field: Field, options: Values) -> Values:
    """No value is chosen twice; what the world offers is at least two things."""
    options = options if len(options) > 1 else (*options, ANOTHER)
    lists = [*(chosen for chosen in lists_of(options) if len(set(chosen)) == len(chosen)), list(options)]
    return tuple(chosen for chosen in lists if chosen or not field.required)


def _numbers(field: Field, uses: Uses) -> Values:
    """Cut at the constants of conditions, within the bounds of the field."""
    if field.money or field.type != "number":
        return tuple(cut_values(uses.cuts)) or values_for(uses)
    wanted = [*cut_values([*uses.cuts, *uses.equal])] or [1]
    low, high = float(field.min or "-inf"), float(field.max or "inf")
    return tuple(value for value in wanted if low <= value <= high) or (max(low, 0),)
