"""The pages of administrators: people and posts, calendar, releases, incidents. None of them shows a case's contents."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
