"""Choose how to be told of what happens: by mail, by SMS, or only here."""

from __future__ import annotations

from app.domain.tags import Tag
from app.errors import Invalid, NotAllowed
from app.models import Person
from app.services.context import Context
from app.services.verb import NothingDone

CHANNELS = ("mail", "sms", "here")


def choose_channel(ctx: Context, *, channel: str) -> None:
    """Only an address that was proved can be chosen. Raises Invalid."""
    if ctx.actor.person_id is None:
        raise NotAllowed()
    person = ctx.session.get_one(Person, ctx.actor.person_id, with_for_update=True)
    if channel not in CHANNELS:
        raise Invalid({"channel": ["请选择用什么方式通知您。"]})
    if (channel == "mail" and not person.email) or (channel == "sms" and not person.mobile):
        what = "邮箱" if channel == "mail" else "手机号"
        raise Invalid({"channel": [f"还没有验证过的{what}。请先在下面填写并验证。"]})
    if person.channel == channel:
        raise NothingDone()
    before, person.channel = person.channel, channel
    ctx.trail.write(Tag.CONTACT_CHANGED, before={"by": before}, after={"by": channel})
