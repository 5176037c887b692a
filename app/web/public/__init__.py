"""What anybody may read without signing in: home, status, law, registers, drafts open for comment."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from app.web.public import lists, site  # noqa: E402 the pages hang themselves on the blueprint

__all__ = ["blueprint", "lists", "site"]
