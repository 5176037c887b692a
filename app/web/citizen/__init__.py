"""The credit subject's pages: applying, own matters, own archive. Everything here needs a sign-in."""

from flask import Blueprint

from app.web.session import must_be_signed_in

blueprint = Blueprint("citizen", __name__)
blueprint.before_request(must_be_signed_in)

from app.web.citizen import account, acts, apply, archive, matter, mine, recusal  # noqa: E402,F401  (their routes)
