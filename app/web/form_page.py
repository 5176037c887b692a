"""Forms of procedures on a page: drawn for a world, read back from what was posted. Citizen and desk share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict

from app.procedures import Field, Form, applicable, from_html, with_shown
from app.queries.drafts import Brought, RecordCard, brought_files, record_cards
from app.queries.registers import named_entries
from app.queries.shelf import registers
from app.services.execute import execute
from app.services.upload_file import upload_file
from app.services.world import World
from app.web import posted, words
from app.web.form_view import Card, Errors, FormView, KeptFile, Sources, as_list, form_view, walk
from app.web.session import current_actor
from app.web.show.register import item_hint

TOLD = "根据您的选择，下面还有要填的。"


@dataclass(frozen=True)
class Filled:
    """What came with a POST. `refused`: files that were not taken; `shown`: the fields that stood on the page."""

    answers: dict[str, Any]
    command: tuple[str, ...]
    shown: str
    refused: dict[str, list[str]] = field(default_factory=dict)

    @property
    def stays(self) -> bool:
        """The button asks for this page again, with more or fewer fields, and not for a check."""
        return self.command[0] in ("refresh", "remove", "drop")


def read_form(form: Form) -> Filled:
    """Reads the request; files are brought in first, so that another mistake does not lose them."""
    values: MultiDict[str, str] = MultiDict(request.form)
    command = posted.command(request.form)
    if command[0] == "remove" and len(command) == 3:
        posted.without_file(values, command[1], command[2])
    if command[0] == "drop" and len(command) == 3:
        posted.without_row(values, command[1], command[2])
    refused = posted.with_files(values, files_of(form), bring)
    return Filled(from_html(form, values), command, request.form.get("_shown", ""), refused)


def files_of(form: Form) -> MultiDict[str, FileStorage]:
    """The files that belong to fields of the form: a page may ask for others of its own."""
    keys = {field.key for field in form.fields}
    found = request.files.items(multi=True)
    return MultiDict([(name, file) for name, file in found if name.split(":")[0].split(".")[0] in keys])


def bring(file: FileStorage) -> str:
    taken = execute(upload_file, actor=current_actor(), name=file.filename or "", content=file.read())
    return str(taken["id"])


def draw(
    form: Form, world: World, answers: Mapping[str, Any], errors: Errors | None = None,
    keys: Iterable[str] | None = None,
) -> FormView:
    """The fields that apply to these answers, or those of them that a step asks."""
    fields = asked(form, with_shown(form.fields, answers, world), keys)
    view = form_view(form, fields, answers, sources(world, form, answers), errors)
    alone = keys is not None and len(view.fields) == 1
    return replace(view, fields=(replace(view.fields[0], titled=True),)) if alone else view


def asked(form: Form, answers: Mapping[str, Any], keys: Iterable[str] | None = None) -> tuple[Field, ...]:
    wanted = None if keys is None else set(keys)
    return tuple(f for f in applicable(form, answers) if wanted is None or f.key in wanted)


def newly_asked(view: FormView, filled: Filled) -> bool:
    """Fields apply now that were not on the page sent: without script they are asked before anything is wrong."""
    names = [one.name for one in walk(view.fields) if one.type not in ("group", "text")]
    return bool(filled.shown and posted.not_shown(filled.shown, names))


def sources(world: World, form: Form, answers: Mapping[str, Any]) -> Sources:
    files = brought_files(world.session, world.actor, uploads_of(form.fields, answers))
    return Sources(
        options=world.options,
        cards=lambda one: cards(world, one),
        file=lambda upload: kept(files.get(upload)),
        prefill=world.prefill,
    )


def cards(world: World, one: Field) -> Mapping[str, Card]:
    name = (one.source or "").removeprefix("register:")
    if one.type in ("checklist", "radio") and (register := registers().get(name)) and register.listed:
        items = named_entries(world.session, register, [key for key, _ in world.options(one)])
        return {item.id: Card(hint=item_hint(register, item)) for item in items}
    if one.type != "record":
        return {}
    found = record_cards(world.session, world.actor, [key for key, _ in world.options(one)])
    return {key: card(record) for key, record in found.items()}


def card(record: RecordCard) -> Card:
    parts = (record.document_no, record.source, words.full_day(record.dated))
    return Card(hint=" · ".join(part for part in parts if part), mark="、".join(record.marks))


def kept(file: Brought | None) -> KeptFile | None:
    return KeptFile(file.id, file.name, file.size) if file else None


def uploads_of(fields: Sequence[Field], answers: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for one in fields:
        value = answers.get(one.key)
        if one.type == "file":
            found += [str(upload) for upload in as_list(value)]
        elif one.fields:
            inner = value if isinstance(value, list) else [value]
            found += [u for row in inner if isinstance(row, Mapping) for u in uploads_of(one.fields, row)]
    return found


