"""The pages of those who oversee: board, lists behind its figures, drawing with counts, clocks that were moved."""

from flask import Blueprint

from app.web.desk import must_be_staff

blueprint = Blueprint("supervisor", __name__, url_prefix="/supervisor")
blueprint.before_request(must_be_staff)

from app.web.supervisor import board, drawing, late, lists, month  # noqa: E402,F401  (their routes register themselves)
