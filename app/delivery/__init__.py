"""Hands to the outside: mail, SMS, platforms. Called by jobs after the commit; whom to tell is decided in services."""

from app.delivery.failure import DeliveryFailed
from app.delivery.hand_over import Receipt, deliver

__all__ = ["DeliveryFailed", "Receipt", "deliver"]
