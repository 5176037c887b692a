"""Pages for anybody: home, status by number and code, the words of the law, letters proved, statements."""

from flask import Blueprint, Response

from app.web.pages import page

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
def home() -> Response:
    return page("public/home.html", tiles=[])


@blueprint.get("/status")
def status() -> Response:
    return page("public/status.html")


@blueprint.get("/accessibility")
def accessibility() -> Response:
    return page("public/accessibility.html")


@blueprint.get("/privacy")
def privacy() -> Response:
    return page("public/privacy.html")
