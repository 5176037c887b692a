"""The drawing of a procedure with how many wait at each step, as colour, figure and table."""

from __future__ import annotations

from flask import Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from app.errors import NotFound
from app.queries.procedures import find_procedure
from app.queries.reading import reading
from app.queries.releases import current_drawing
from app.queries.statistics import Scope, titles
from app.queries.steps import step_counts
from app.web.desk.case import unchanging
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.board import step
from app.web.supervisor import blueprint


@blueprint.get("/procedures/<slug>")
def drawing_page(slug: str) -> Response:
    with reading() as tables:
        steps, names = step_counts(tables, current_actor(), slug), titles(tables)
    if slug not in names:
        raise NotFound()
    return page("supervisor/drawing.html", slug=slug, title=names[slug], names=names,
                steps=[step(one, steps, slug, Scope(slug)) for one in steps], section="supervisor.board")


@blueprint.get("/procedures/<slug>/drawing.bpmn")
def drawing(slug: str) -> AnyResponse:
    """The BPMN of the release that new cases take."""
    with reading() as tables:
        release = find_procedure(tables, current_actor(), slug).release
        content = current_drawing(tables, slug)
    return unchanging(Response(content, mimetype="application/xml"), release)


@blueprint.get("/procedures/<slug>/counts.json")
def counts(slug: str) -> AnyResponse:
    """How many wait at each step, and how many of them are late."""
    organ = request.args.get("organisation", "")
    with reading() as tables:
        found = step_counts(tables, current_actor(), slug, int(organ) if organ.isdecimal() and len(organ) < 9 else None)
    return jsonify([vars(one) for one in found])
