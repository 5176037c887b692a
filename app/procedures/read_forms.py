"""Reads form-js JSON into forms, by the table in forms/README.md. Fields one by one are read in read_field.py."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from app.procedures.form_model import Form, Rule
from app.procedures.read_field import Includes, read_fields
from app.procedures.sheet import Faults, Sheet

_EDITOR = ("schemaVersion", "exporter", "executionPlatform", "executionPlatformVersion")


def read_form(faults: Faults, file: str, content: bytes, shared: Mapping[str, bytes]) -> Form:
    """The form of a file; `shared` are the files of forms/_shared by name, for groups that include one."""
    sheet = _sheet(faults, file, content)
    properties = sheet.sheet("properties") or Sheet(faults, file, "properties", {}, missing=sheet.missing)
    _same_name(sheet, file)
    return Form(
        id=file.rsplit("/", 1)[-1].removesuffix(".form"),
        title=properties.text("title"),
        submit=properties.text("submit"),
        intro=properties.text("intro", ""),
        article=properties.text("article", ""),
        rules=tuple(_rule(row) for row in properties.rows("rules")),
        fields=read_fields(sheet, "components", _Shared(faults, shared)),
    )


class _Shared(Includes):
    """The components of forms/_shared, opened when a group includes them."""

    def __init__(self, faults: Faults, files: Mapping[str, bytes]) -> None:
        self._faults, self._files = faults, files

    def find(self, name: str) -> Sheet | None:
        content = self._files.get(name)
        if content is None:
            return None
        sheet = _sheet(self._faults, f"forms/_shared/{name}.form", content)
        sheet.raw("properties")
        return sheet


def _sheet(faults: Faults, file: str, content: bytes) -> Sheet:
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        faults.add(file, "", f"不是可读的 JSON：第 {error.lineno} 行附近的写法不对，多为缺逗号、引号或括号。")
        return Sheet(faults, file, "", {}, missing=True)
    if not isinstance(value, dict) or value.get("type") != "default":
        faults.add(file, "", '不是 form-js 的表单：最外层应当有 "type": "default"。')
        return Sheet(faults, file, "", {}, missing=True)
    sheet = Sheet(faults, file, "", value)
    for key in ("type", "id", *_EDITOR):
        sheet.raw(key)
    return sheet


def _same_name(sheet: Sheet, file: str) -> None:
    name = file.rsplit("/", 1)[-1].removesuffix(".form")
    if not sheet.missing and sheet.raw("id") != name:
        sheet.fault("id", f"应当与文件名一致，写成“{name}”。")


def _rule(row: Sheet) -> Rule:
    return Rule(row.text("must"), row.text("sentence"), row.text("field"))
