"""我的信用档案: all records of a subject that the signed-in person stands for."""

from __future__ import annotations

from flask import Response, request

from app.queries.archive import own_archive
from app.queries.offered import offered, record_field
from app.queries.reading import reading
from app.web.citizen import blueprint
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.archive import archive_values


@blueprint.get("/archive")
def archive() -> Response:
    actor = current_actor()
    with reading() as tables:
        found = own_archive(tables, actor, request.args.get("subject"))
        takes = [one for one in offered(tables, actor) if record_field(one)]
    return page("citizen/archive.html", archive=archive_values(found, takes, request.args.get("kind", "")))
