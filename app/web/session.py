"""Who is asking: the actor of this request. Signing in and out are verbs in services."""

from flask import g

from app.domain.actor import ANYONE, Actor


def current_actor() -> Actor:
    """The signed-in person with all posts, or ANYONE."""
    actor: Actor = g.get("actor", ANYONE)
    return actor
