"""Bodies and parameters of every call: envelopes only. What answers must be is said by the form of the release."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.api.fields import (
    DAY,
    KEY,
    LARGEST_ID,
    MISSING,
    NUMBER,
    WORD,
    WORD_OR_POST,
    Answers,
    BodyWhole,
    BodyYes,
    Day,
    Envelope,
    Whole,
    Yes,
    identifier,
    text,
    word,
)
from app.queries.cases import STATUSES
from app.queries.deadlines import STATES
from app.queries.paging import LARGEST, SIZE
from app.queries.worklist import SCOPES, SORTS
from app.services.add_signer import PLACES
from app.services.intake import CHANNELS
from app.services.recusals import GROUNDS

WHOLE: dict[str, Any] = {**MISSING, "invalid": "应当是一个整数。"}
YES: dict[str, Any] = {**MISSING, "invalid": "只能是 true 或 false。"}


class Nothing(Envelope):
    """No parameters."""


class Paged(Envelope):
    page = text(400, metadata={"description": "上一页 next 里的页码，不要自己拼写。"})
    size = Whole(load_default=SIZE, validate=validate.Range(1, LARGEST, error=f"每页1到{LARGEST}条。"),
                 error_messages=WHOLE)


_KEYS = "|".join(sorted(SORTS))


class TaskQuery(Paged):
    scope = word(*SCOPES)
    case = text(30, pattern=NUMBER)
    procedure = text(40)
    overdue = Yes(error_messages=YES)
    q = text(100)
    node = text(80)
    role = text(40)
    assignee = text(60)
    sort = text(120, pattern=rf"^-?({_KEYS})(,-?({_KEYS})){{0,4}}$")


class SearchQuery(Paged):
    q = text(100, required=True)


class CaseQuery(Paged):
    procedure = text(40)
    status = word(*STATUSES)
    subject = text(64, pattern=KEY)
    q = text(100)
    overdue = Yes(error_messages=YES)


class DeadlineQuery(Paged):
    state = word(*STATES)
    case = text(30, pattern=NUMBER)
    procedure = text(40)


class StatisticsQuery(Envelope):
    procedure = text(40)
    by = word("procedure", "organisation", "role", "person", load_default="procedure")


class OneEntryQuery(Envelope):
    """`purpose`: the number of an open case, or the id of an item of the application list; then `subject` is the one
    searched and `matter` what it is asked for."""

    purpose = text(200)
    subject = text(40)
    matter = text(200)


class EntryQuery(OneEntryQuery, Paged):
    q = text(100)


class PublicQuery(Paged):
    """`part` and `on` (what is in force that day; today) are asked of lists that are published in editions."""

    q = text(100)
    part = text(40)
    on = Day(metadata={"pattern": DAY})


class DraftQuery(Paged):
    state = word("open", "closed")


class PublicCommentBody(Envelope):
    """Limits of the texts are the public form's; `about` is the number of an item."""

    said = text(5000, required=True, data_key="text")
    about = BodyWhole(validate=validate.Range(1, 10_000, error="没有这一项。"), error_messages=WHOLE)
    name = text(200)
    contact = text(200)


class ReleaseBody(Envelope):
    shown = BodyYes(required=True, error_messages=YES)
    reason = text(500)


class ChangesQuery(Envelope):
    after = text(400, metadata={"description": "上一次回答里的 after。"})
    size = Whole(load_default=SIZE, validate=validate.Range(1, LARGEST, error=f"每页1到{LARGEST}条。"),
                 error_messages=WHOLE)


class StatusQuery(Envelope):
    number = text(60, required=True)
    code = text(60, required=True)


class Acting(Envelope):
    """Every act may say in which post it is done, and on which version of the case."""

    as_ = identifier(data_key="as", metadata={"description": "以哪个岗位办理：/me 里岗位的 id。"})


class OnCase(Acting):
    version = BodyWhole(validate=validate.Range(0, LARGEST_ID, error="版本号不对。"),
                        error_messages=WHOLE)


class FormBody(Envelope):
    answers = Answers(required=True, error_messages=MISSING)
    door = text(40)
    on_behalf_of = text(64, pattern=KEY)
    follows = text(30, pattern=NUMBER)


class TaskFormBody(Envelope):
    answers = Answers(required=True, error_messages=MISSING)


class FileBody(Acting):
    procedure = text(40, required=True)
    answers = Answers(required=True, error_messages=MISSING)
    door = text(40)
    on_behalf_of = text(64, pattern=KEY)
    channel = word(*CHANNELS)
    received_on = Day(metadata={"pattern": DAY})
    proof = text(64, pattern=KEY)
    follows = text(30, pattern=NUMBER)


class AnswersBody(OnCase):
    answers = Answers(required=True, error_messages=MISSING)


class MessageBody(AnswersBody):
    item = text(80)


class WithdrawBody(OnCase):
    reason = text(2000, required=True)


class CommentBody(OnCase):
    said = text(2000, required=True, data_key="text")


class ClockBody(OnCase):
    reason = text(500, required=True)
    article = text(80)
    deadline = identifier()


class ResumeBody(OnCase):
    reason = text(500)
    article = text(80)
    deadline = identifier()


class ExtendBody(ClockBody):
    to = BodyWhole(validate=validate.Range(1, 10_000, error="长度不对。"), error_messages=WHOLE)


class TransferBody(OnCase):
    to = text(60, required=True, pattern=WORD)
    reason = text(300, required=True)


class ReturnBody(OnCase):
    to = text(80, required=True)
    reason = text(300, required=True)
    straight_back = BodyYes(load_default=False, error_messages=YES)


class DelegateBody(OnCase):
    to = text(60, required=True, pattern=WORD)
    reason = text(300, required=True)


class AddSignerBody(OnCase):
    to = text(60, required=True, pattern=WORD)
    place = word(*PLACES, load_default="before")
    reason = text(300, required=True)


class DropSignerBody(OnCase):
    signer = identifier(required=True)
    reason = text(300, required=True)


class RecuseBody(OnCase):
    person = text(60, pattern=WORD)
    ground = word(*GROUNDS, required=True)
    reason = text(500, required=True)


class AskRecusalBody(OnCase):
    whom = text(60, required=True)
    ground = word(*GROUNDS, required=True)
    reason = text(500, required=True)


class DecideRecusalBody(Acting):
    granted = BodyYes(required=True, error_messages=YES)
    person = text(60, pattern=WORD)
    reason = text(500, required=True)


class AbsenceBody(Acting):
    login = text(60, pattern=WORD)
    substitute = text(60, required=True, pattern=WORD)
    from_on = Day(required=True, metadata={"pattern": DAY})
    until_on = Day(required=True, metadata={"pattern": DAY})
    reason = text(300, required=True)


class Nobody(Acting):
    """An act that asks nothing."""


class LoginQuery(Paged):
    login = text(60, pattern=WORD)


class ReminderQuery(Paged):
    side = word("to-answer", "sent", load_default="to-answer",
                metadata={"description": "等我回复的（我的和本组的待办），还是我发出的。"})


class CandidateQuery(Paged):
    for_ = word("transfer", "delegate", "add-signer", data_key="for", load_default="transfer",
                metadata={"description": "要做的事：转办、委派还是加签。"})


class RecallBody(OnCase):
    reason = text(300)


class ReasonBody(OnCase):
    reason = text(500, required=True)


class SuperviseBody(ReasonBody):
    answer_by = Day(required=True, error_messages=MISSING, metadata={"pattern": DAY})


class RespondBody(OnCase):
    said = text(500, required=True, data_key="text")


class CopyBody(ReasonBody):
    to = fields.List(text(60, required=True, pattern=WORD_OR_POST), required=True, error_messages=MISSING,
                     validate=validate.Length(1, 30, error="一次1到30个。"))


class FindBody(Envelope):
    q = text(100, required=True)
    purpose = text(200)

