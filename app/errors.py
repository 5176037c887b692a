"""Refusals: what a verb says when it will not do something. A door turns them into a page, a status or an exit code."""

from collections.abc import Mapping
from datetime import datetime


class Refusal(Exception):
    """拒绝办理。"""

    code = "refused"
    sentence = "这件事现在不能办理。"

    def __init__(self, message: str | None = None, *, code: str | None = None) -> None:
        self.message = message or self.sentence
        self.code = code or self.code
        super().__init__(self.message)


class NotFound(Refusal):
    """What the asker may not know of is answered exactly as what does not exist."""

    code = "not_found"
    sentence = "没有找到。可能不存在，也可能您无权查看。"


class NotAllowed(Refusal):
    """The asker may see it and may not do it."""

    code = "not_allowed"
    sentence = "您没有办理这件事的权限。"


class Conflict(Refusal):
    """Somebody was faster, or the matter has moved on; `by` and `at` say who and when, where it may be told."""

    code = "conflict"
    sentence = "情况已经变化，这件事现在不能这样办理。请刷新后再看。"

    def __init__(
        self,
        message: str | None = None,
        *,
        by: str | None = None,
        at: datetime | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.by = by
        self.at = at


class Invalid(Refusal):
    """What was filled in cannot be taken; `errors` maps a field's key to its sentences ("" = the whole form)."""

    code = "invalid"
    sentence = "填写的内容有误，请按提示修改。"

    def __init__(
        self,
        errors: Mapping[str, list[str]] | str | None = None,
        message: str | None = None,
        *,
        code: str | None = None,
    ) -> None:
        if isinstance(errors, str):
            message, errors = message or errors, {"": [errors]}
        super().__init__(message, code=code)
        self.errors: dict[str, list[str]] = dict(errors or {})


class Busy(Refusal):
    """The database is held by others, or cannot be written; nothing was changed and the same may be tried again."""

    code = "busy"
    sentence = "系统正忙，这次没有办成，什么都没有改动。请稍后再试。"


class TooMany(Refusal):
    """Tried too often for now; `retry_after` seconds from here it may be tried again."""

    code = "too_many"
    sentence = "试得太频繁，请稍等几分钟再试。"

    def __init__(self, message: str | None = None, *, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after
