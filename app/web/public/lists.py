"""Pages for anybody about lists that are made in public: drafts, a comment and its receipt, editions."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.errors import Conflict, Invalid, NotFound, TooMany
from app.procedures.world import World
from app.queries.editions import find_edition
from app.queries.public_drafts import find_draft, find_receipt, list_comments, list_drafts
from app.queries.reading import reading
from app.queries.registers import named_in, titles_of
from app.queries.shelf import registers
from app.services.comment_on_draft import FORM, WHOLE, Items, comment_on_draft
from app.services.execute import execute
from app.web.form_view import Card, Errors, FormView, Sources, form_view
from app.web.pages import page, status_of
from app.web.public import blueprint
from app.web.session import current_actor
from app.web.show.draft import OUTCOMES, STATES, comment_values, draft_values, item_values
from app.web.show.register import changes_of, edition_values

SAID = 200  # released comments on the page of a draft; the rest stand on a page of their own


@blueprint.get("/drafts")
def drafts() -> Response:
    cursor = request.args.get("page")
    with reading() as tables:
        open_now = list_drafts(tables, clock.now(), state="open", size=200)
        closed = list_drafts(tables, clock.now(), state="closed", cursor=cursor, size=20)
    day = clock.today()
    return page("public/drafts.html", open=[item_values(one, day) for one in open_now.items],
                closed=[item_values(one, day) for one in closed.items],
                next=url_for("public.drafts", page=closed.next) if closed.next else None, first=cursor is None,
                section="public.drafts")


@blueprint.get("/drafts/<key>")
def draft(key: str) -> Response:
    with reading() as tables:
        found = find_draft(tables, key, clock.now())
        said = list_comments(tables, key, size=SAID)
        register = registers()[found.register]
        names = titles_of(tables, named_in(register, [line.fields for line in found.lines]))
    return page("public/draft.html", draft=draft_values(found, register, said, names, clock.today()),
                section="public.drafts")


@blueprint.get("/drafts/<key>/comments")
def draft_comments(key: str) -> Response:
    with reading() as tables:
        found = find_draft(tables, key, clock.now())
        said = list_comments(tables, key, cursor=request.args.get("page"))
    following = url_for("public.draft_comments", key=key, page=said.next) if said.next else None
    return page("public/comments.html", draft=item_values(found, clock.today()), next=following,
                said=[comment_values(one) for one in said.items], total=said.total.count, section="public.drafts")


@blueprint.get("/drafts/<key>/say")
def comment_form(key: str) -> Response:
    about = request.args.get("about", WHOLE)
    return form_page(key, {"about": about}, secrets.token_urlsafe(16))


@blueprint.post("/drafts/<key>/say")
def comment(key: str) -> AnyResponse:
    """The page carries a random text, so that sending it twice is one comment."""
    answers = {name: request.form[name] for name in ("about", "text", "name", "contact") if request.form.get(name)}
    once = request.form.get("once", "")[:64]
    try:
        made = execute(comment_on_draft, actor=current_actor(), draft=key, answers=answers, once=once,
                       address=request.remote_addr or "")
    except Invalid as refusal:
        return form_page(key, answers, once, errors=refusal.errors, status=422)
    except (Conflict, TooMany) as refusal:
        return form_page(key, answers, once, refused=refusal.message, status=status_of(refusal))
    return redirect(url_for("public.receipt", key=made["receipt"]), 303)


def form_page(key: str, answers: dict[str, Any], once: str, *, errors: Errors | None = None, refused: str = "",
              status: int = 200) -> Response:
    with reading() as tables:
        found = find_draft(tables, key, clock.now())
    items = Items(tuple({"title": line.title} for line in found.lines), clock.today())
    return page("public/say.html", draft=item_values(found, clock.today()), once=once, refused=refused, status=status,
                form=drawn(items, answers, errors), section="public.drafts")


def drawn(items: World, answers: dict[str, Any], errors: Errors | None) -> FormView:
    nothing: dict[str, Card] = {}
    sources = Sources(options=items.options, cards=lambda _: nothing, file=lambda _: None, prefill=lambda _: None)
    return form_view(FORM, FORM.fields, answers, sources, errors)


@blueprint.get("/receipts")
def receipts() -> AnyResponse:
    """Looked up by its number; a number that is none is said so on the same page."""
    number = request.args.get("number", "").strip().upper()
    if not number:
        return page("public/receipts.html", number="", section="public.drafts")
    try:
        with reading() as tables:
            find_receipt(tables, number)
    except NotFound as refusal:
        return page("public/receipts.html", number=number, refused=refusal.message, status=404,
                    section="public.drafts")
    return redirect(url_for("public.receipt", key=number), 303)


@blueprint.get("/receipts/<key>")
def receipt(key: str) -> Response:
    with reading() as tables:
        found = find_receipt(tables, key)
    return page("public/receipt.html", receipt=found, state=STATES[found.state],
                outcome=OUTCOMES.get(found.outcome or ""), section="public.drafts")


@blueprint.get("/editions/<key>")
def edition(key: str) -> Response:
    with reading() as tables:
        found = find_edition(tables, key)
        register = registers()[found.register]
        names = titles_of(tables, named_in(register, [line.fields for line in found.lines]))
    return page("public/edition.html", edition=edition_values(register, found), register=register,
                changes=changes_of(register, found, names), section="public.registers")
