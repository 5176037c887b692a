"""One matter: its page, its drawing, its letters, and what its party may send: messages and answers to tasks."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from flask import Response, flash, redirect, request, send_file, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import NotFound
from app.queries.called import called_drawing, called_in, run_named
from app.queries.case_page import find_case
from app.queries.documents import document_bytes, list_documents
from app.queries.mine import asked_of
from app.queries.reading import reading
from app.queries.story import case_story, drawing_of
from app.services.calendars import load_calendar
from app.services.confirm_document import confirm_document
from app.services.execute import execute
from app.services.issue_receipt import issue_receipt
from app.services.query_codes import reissue_code
from app.web import words
from app.web.citizen import blueprint
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.called import doors_of
from app.web.show.done import done_values
from app.web.show.letter import letter_values
from app.web.show.matter import matter_values

SECTION = "citizen.mine"


@blueprint.get("/mine/<number>")
def matter(number: str) -> Response:
    actor = current_actor()
    with reading() as tables:
        case, story = find_case(tables, actor, number), case_story(tables, actor, number)
        documents, asked = list_documents(tables, actor, number), asked_of(tables, actor, case.number)
        values = matter_values(case, story, documents, asked, load_calendar(tables))
        doors = doors_of(called_in(tables, actor, number), None, partial(inside_url, case.number))
    return page("citizen/matter.html", matter=values, doors=doors, section=SECTION)


@blueprint.get("/mine/<number>/drawing")
def inside(number: str) -> AnyResponse:
    """The drawing of one part of the matter: a diagram that the main one calls."""
    with reading() as tables:
        case, runs = find_case(tables, current_actor(), number), called_in(tables, current_actor(), number)
        run = run_named(runs, request.args.get("part"))
    if run is None:
        return redirect(url_for("citizen.matter", number=number), 303)
    doors = doors_of(runs, run, partial(inside_url, case.number))
    return page("citizen/inside.html", case=case, run=run, doors=doors, section=SECTION)


def inside_url(number: str, n: int) -> str:
    return url_for("citizen.inside", number=number, part=n)


@blueprint.get("/mine/<number>/drawing.bpmn")
def diagram(number: str) -> AnyResponse:
    with reading() as tables:
        of = request.args.get("of")
        content = (called_drawing(tables, current_actor(), number, of) if of
                   else drawing_of(tables, current_actor(), number))
    return Response(content, mimetype="application/xml")


@blueprint.get("/mine/<number>/filed")
def done(number: str) -> Response:
    """The end of an application. The code stands in the browser's session for this one look."""
    kept = session.pop("just_filed", {})
    actor = current_actor()
    with reading() as tables:
        case = find_case(tables, actor, number)
    code = kept.get("code") if kept.get("number") == case.number else None
    return page("citizen/done.html", done=done_values(case, code), section=SECTION)


@blueprint.post("/mine/<number>/code")
def code_given(number: str) -> Response:
    given = execute(reissue_code, actor=current_actor(), number=number)
    return page("citizen/code.html", number=given["number"], code=given["query_code"], section=SECTION)


@blueprint.get("/mine/<number>/code")
def new_code(number: str) -> Response:
    with reading() as tables:
        case = find_case(tables, current_actor(), number)
    return page("citizen/code.html", number=case.number, code=None, section=SECTION)


@blueprint.get("/mine/<number>/letters/<key>")
def letter(number: str, key: str) -> Response:
    actor = current_actor()
    with reading() as tables:
        case = find_case(tables, actor, number)
        found = next((one for one in list_documents(tables, actor, number) if one.id == key), None)
    if found is None:
        raise NotFound()
    return page("citizen/letter.html", letter=letter_values(case, found), section=SECTION,
                back=url_for("citizen.matter", number=case.number), about=about(case.procedure_title, case.number))


@blueprint.get("/mine/<number>/letters/<key>.pdf")
def letter_file(number: str, key: str) -> AnyResponse:
    with reading() as tables:
        found = document_bytes(tables, current_actor(), key)
    return send_file(BytesIO(found.content), mimetype=found.kind, download_name=found.name)


@blueprint.get("/mine/<number>/receipt")
def receipt(number: str) -> AnyResponse:
    """Made when it is first asked for; asking again gives the same bytes, so a link may do it."""
    key = execute(issue_receipt, actor=current_actor(), number=number)
    return redirect(url_for("citizen.letter_file", number=number, key=key), 303)


@blueprint.post("/mine/<number>/letters/<key>/confirm")
def confirm(number: str, key: str) -> AnyResponse:
    execute(confirm_document, actor=current_actor(), key=key)
    flash("已经记下：您收到了这份文书。", "done")
    return redirect(url_for("citizen.matter", number=number), 303)


def about(procedure: str, number: str) -> str:
    return f"{procedure} {words.case_number(number)}".strip()
