"""Files brought in, ahead of the form that will name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from app.api.door import Ask, call
from app.api.problems import Stop
from app.errors import Invalid
from app.services.upload_file import upload_file


@dataclass(frozen=True)
class UploadView:
    id: str
    name: str
    size: int


@call("POST", "/uploads", UploadView, status=201, upload=True, refusals=(403, 503))
def upload(ask: Ask) -> Any:
    """上传一个文件，七天内由本人用一次"""
    if request.mimetype != "multipart/form-data":
        raise Stop(415, "请用 multipart/form-data 上传，文件放在 file 里。")
    part = request.files.get("file")
    if part is None or set(request.files) - {"file"} or request.form:
        raise Invalid({"file": ["请只放一个名为 file 的文件。"]})
    return ask.perform(upload_file, name=(part.filename or "").replace("\x00", ""), content=part.stream.read())
