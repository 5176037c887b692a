"""The JSON door: the calls of the contract under /api/v1. It asks verbs and queries and decides nothing itself."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from app.api import calls as calls  # entered into the blueprint by being imported
from app.api import problems
from app.api.door import JSON, blueprint
from app.api.openapi import document
from app.api.render import dump
from app.errors import Refusal
from app.extensions import csrf

PREFIX = "/api/"

blueprint.register_error_handler(Refusal, problems.refused)
blueprint.register_error_handler(problems.Stop, problems.stopped)
blueprint.register_error_handler(HTTPException, problems.of_http)
blueprint.register_error_handler(Exception, problems.unforeseen)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The contract of the API for machines."""
    return Response(dump(document()), content_type=JSON)


def init_api(app: Flask) -> None:
    """Bind the API to the application. It takes bearer tokens alone, so it needs no CSRF tokens."""
    app.register_blueprint(blueprint)
    csrf.exempt(blueprint)
    app.after_request(unrouted)


def unrouted(response: Response) -> Response:
    """Refusals under /api/ that no call of ours has pronounced: unknown addresses and wrong methods."""
    ours = response.mimetype in (problems.PROBLEM, JSON)
    if response.status_code < 400 or not request.path.startswith(PREFIX) or ours:
        return response
    error = request.routing_exception
    return problems.of_http(error) if isinstance(error, HTTPException) else problems.problem(response.status_code)
