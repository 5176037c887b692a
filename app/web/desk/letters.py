"""Letters and files of a case, and the letters that a step would send, before it does."""

from __future__ import annotations

from io import BytesIO

from flask import Response, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid, NotFound
from app.queries.case_page import view
from app.queries.desk_page import CasePage, TaskPage, case_page, task_page
from app.queries.documents import attachments_of, document_bytes, documents_of, list_documents, upload_bytes
from app.queries.dossier import Record, dossier
from app.queries.reading import reading
from app.queries.seen import see_case
from app.services.execute import execute
from app.services.export_case import export_case
from app.services.note_reading import note_reading
from app.services.preview_letters import Preview, preview_letters
from app.web import words
from app.web.desk import blueprint
from app.web.desk.moves import MOVES
from app.web.desk.moving import Errors, about, ask, do
from app.web.pages import page
from app.web.readback import named
from app.web.session import current_actor
from app.web.show.desk import answered
from app.web.show.letter import SERVED, STATES


@blueprint.get("/cases/<number>/letters/<key>.pdf")
def letter_file(number: str, key: str) -> AnyResponse:
    with reading() as tables:
        found = document_bytes(tables, current_actor(), key)
    execute(note_reading, actor=current_actor(), what="document", purpose="查看文书", number=number)
    return send_file(BytesIO(found.content), mimetype=found.kind, download_name=found.name)


@blueprint.get("/cases/<number>/documents")
def documents(number: str) -> Response:
    """Every letter of the case with its service, and which replaced which."""
    with reading() as tables:
        seen = see_case(tables, current_actor(), number)
        case, found, files = view(seen), documents_of(seen), attachments_of(seen)
    organs = {post.organisation for post in current_actor().posts}
    return page("desk/documents.html", case=case, documents=found, files=files, organs=organs, served=SERVED,
                states=STATES, section="desk.cases")


REPLACE = MOVES["document"]["replace"]


@blueprint.get("/cases/<number>/letters/<key>/replace")
def replacing(number: str, key: str, errors: Errors | None = None) -> Response:
    with reading() as tables:
        found = next((d for d in list_documents(tables, current_actor(), number) if d.id == key), None)
    if found is None:
        raise NotFound()
    return ask(REPLACE, about(number, found.title), url_for("desk.documents", number=number), errors)


@blueprint.post("/cases/<number>/letters/<key>/replace")
def replaced(number: str, key: str) -> AnyResponse:
    return do(REPLACE, url_for("desk.documents", number=number), lambda errors: replacing(number, key, errors), key=key)


@blueprint.get("/cases/<number>/files/<key>")
def attachment(number: str, key: str) -> AnyResponse:
    with reading() as tables:
        found = upload_bytes(tables, current_actor(), key)
    execute(note_reading, actor=current_actor(), what="document", purpose="查看附件", number=number)
    return send_file(BytesIO(found.content), mimetype=found.kind, download_name=found.name, as_attachment=True)


@blueprint.get("/cases/<number>/dossier.pdf")
def dossier_file(number: str) -> AnyResponse:
    """The whole case as one PDF (卷宗). Taking it out stands in the trail."""
    execute(export_case, actor=current_actor(), number=number)
    with reading() as tables:
        found = case_page(tables, current_actor(), number)
        content = dossier(tables, current_actor(), number, records_of(found))
    execute(note_reading, actor=current_actor(), what="case", purpose="取卷宗", number=found.case.number)
    name = f"卷宗-{words.case_number(found.case.number)}.pdf"
    return send_file(BytesIO(content), mimetype="application/pdf", download_name=name, as_attachment=True)


def records_of(found: CasePage) -> list[Record]:
    """What was filled in, in words; a message bears no moment of its own and stands with the application."""
    pairs = zip(answered(found, masked=False), found.answered, strict=True)
    return [Record(told.title, "，".join(part for part in (told.by, told.at) if part), one.at or found.case.opened_at,
                   tuple((line.label, "\n".join(line.values)) for line in told.lines)) for told, one in pairs]


@blueprint.get("/tasks/<int:task_id>/letters")
def letters_ahead(task_id: int) -> Response:
    """What stands in the way is told in the sentences of the form."""
    with reading() as tables:
        found = task_page(tables, current_actor(), task_id)
    try:
        ahead, errors = of_step(found), {}
    except Invalid as refusal:
        ahead, errors = (), refusal.errors or {"": [refusal.message]}
    labels = {field.key: field.label for field in found.form.walk()}
    return page("desk/letters_ahead.html", task=found.task, case=found.case,
                letters=[shown(task_id, n, one) for n, one in enumerate(ahead)], wanting=named(errors, labels),
                section="desk.inbox")


@blueprint.get("/tasks/<int:task_id>/letters/<int:n>.pdf")
def letter_ahead(task_id: int, n: int) -> AnyResponse:
    with reading() as tables:
        found = task_page(tables, current_actor(), task_id)
    ahead = of_step(found)
    if n >= len(ahead):
        raise NotFound()
    return send_file(BytesIO(ahead[n].rendered.pdf), mimetype="application/pdf",
                     download_name=f"预览-{ahead[n].title}.pdf")


def of_step(found: TaskPage) -> tuple[Preview, ...]:
    return execute(preview_letters, actor=current_actor(), task_id=found.task.id, answers=found.saved)


def shown(task_id: int, n: int, one: Preview) -> dict[str, object]:
    content = one.rendered.content
    return {"title": one.title, "recipient": one.recipient, "organ": content.organ, "number": content.number,
            "blocks": one.rendered.blocks, "day": content.issued_on, "pages": one.rendered.pages,
            "pdf": url_for("desk.letter_ahead", task_id=task_id, n=n)}
