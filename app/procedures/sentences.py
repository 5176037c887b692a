"""The sentences that forms say where a form file has none of its own. Each says what to do."""

from __future__ import annotations

from app.procedures.form_model import Field

MISSING = {
    "textfield": "请填写{}。",
    "textarea": "请填写{}。",
    "number": "请填写{}。",
    "date": "请填写{}。",
    "datetime": "请填写{}。",
    "select": "请选择{}。",
    "radio": "请选择{}。",
    "checklist": "请至少选择一项：{}。",
    "checkbox": "请勾选“{}”。",
    "file": "请上传{}。",
    "record": "请选择{}。",
    "subject": "请选择{}。",
    "group": "请填写{}。",
    "dynamiclist": "请至少填写一项：{}。",
}
UNKNOWN = "表单里没有这一项，请删去。"


def say(field: Field, word: str, default: str) -> str:
    """The form's own sentence for this error, else the default."""
    return field.errors.get(word) or default


def number_text(field: Field, bound: str) -> str:
    return f"{float(bound):.2f}" if field.money else bound
