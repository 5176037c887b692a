"""The pages of administrators: people and posts, calendar, releases, incidents. None shows a case's contents."""

from flask import Blueprint

from app.web.desk import must_be_staff

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
blueprint.before_request(must_be_staff)

from app.web.admin import calendar, home, incidents, parameters, people, releases  # noqa: E402,F401  (their routes register)
