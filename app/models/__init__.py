"""Tables, one file a noun. No workflow lives here."""

from app.models.base import Base
from app.models.case import Case, Comment, Task, Wait
from app.models.correction import Correction
from app.models.deadline import CalendarDay, CalendarYear, Deadline, DeadlineChange
from app.models.document import Document, Unneeded, Upload
from app.models.draft import Draft
from app.models.hand import Absence, Hand, Recusal
from app.models.lists import Edition, PublicDraft, Sender
from app.models.moves import Copy, Phrase, Presence, Reminder
from app.models.people import (
    ContactProof,
    Organisation,
    Person,
    Post,
    RecoveryCode,
    SecondFactor,
    SignIn,
    Throttle,
    Token,
)
from app.models.register import Entry, EntryVersion, Reading
from app.models.release import Release
from app.models.search import Findable, Gram
from app.models.subject import Agency, Subject
from app.models.subscription import Subscription
from app.models.trail import (
    HOUSE,
    Chain,
    Counter,
    Incident,
    Outbox,
    Remembered,
    Said,
    SavedFilter,
    Sealed,
    TrailRow,
)

__all__ = [
    "HOUSE", "Absence", "Agency", "Base", "CalendarDay", "CalendarYear", "Case", "Chain", "Comment", "ContactProof",
    "Copy", "Correction", "Counter", "Deadline", "DeadlineChange", "Document", "Draft", "Edition", "Entry",
    "EntryVersion", "Findable", "Gram", "Hand", "Incident", "Organisation", "Outbox", "Person", "Phrase",
    "Post", "Presence", "PublicDraft", "Reading", "RecoveryCode", "Recusal", "Release", "Remembered", "Reminder",
    "Said", "SavedFilter", "Sealed", "SecondFactor", "Sender", "SignIn", "Subject", "Subscription", "Task", "Throttle",
    "Token", "TrailRow", "Unneeded", "Upload", "Wait",
]
