"""Signing in and out, and how large the type is. Checking a password is a verb in services."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.web.pages import page

blueprint = Blueprint("account", __name__)
YEAR = 31_536_000


def local_path(target: str | None) -> str:
    """A path of ours to go on to; anything that could lead elsewhere becomes the first page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\n" in target:
        return "/"
    return target


@blueprint.get("/type-size")
def type_size() -> AnyResponse:
    response = redirect(local_path(request.args.get("back")), 303)
    if request.args.get("large") == "1":
        response.set_cookie("type", "large", max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    else:
        response.delete_cookie("type")
    return response


@blueprint.get("/sign-in")
def sign_in() -> Response:
    return page("account/sign_in.html", next=local_path(request.args.get("next")))


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    return redirect("/", 303)
