"""照应用清单查询: an item of the list, the matter at hand, one subject searched. The entries are registers.py's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid, NotAllowed, NotFound
from app.procedures import Register
from app.queries.purposes import ListedUse, listed_uses, purpose_of
from app.queries.reading import reading
from app.queries.registers import FoundSubject, find_subjects
from app.queries.shelf import registers as shelf
from app.web.desk import blueprint
from app.web.form_view import Errors
from app.web.pages import page
from app.web.session import current_actor


@blueprint.get("/registers/<name>/use")
def register_use(name: str) -> Response:
    return _page(name, {"purpose": request.args.get("purpose", "")[:40]}, {})


@blueprint.post("/registers/<name>/use")
def register_used(name: str) -> AnyResponse:
    """Who is meant is sent by POST: names and codes stand in no address. One found is opened at once."""
    asked = {key: request.form.get(key, "").strip()[:100] for key in ("purpose", "matter", "q")}
    with reading() as tables:
        try:
            found = find_subjects(tables, current_actor(), asked["q"])
            for one in found[:1]:
                purpose_of(tables, current_actor(), name, asked["purpose"] or "-", one.id, asked["matter"])
        except Invalid as refusal:
            return _page(name, asked, {"q" if key == "subject" else key: said for key, said in refusal.errors.items()})
    if not found:
        return _page(name, asked, {"q": ["没有找到。请核对名称或者号码。"]})
    if len(found) == 1:
        return redirect(_address(name, asked, found[0]), 303)
    return _page(name, asked, {}, [(one, _address(name, asked, one)) for one in found])


def _address(name: str, asked: Mapping[str, str], one: FoundSubject) -> str:
    return url_for("desk.registers_one", name=name, purpose=asked["purpose"], subject=one.id, matter=asked["matter"])


def _page(name: str, asked: Mapping[str, str], errors: Errors, found: list[Any] | None = None) -> Response:
    register, uses = _offered(name)
    return page("desk/use.html", status=422 if errors else 200, register=register, uses=uses, asked=asked,
                errors=errors, found=found or [], section="desk.registers")


def _offered(name: str) -> tuple[Register, tuple[ListedUse, ...]]:
    register = shelf().get(name)
    if register is None or not register.subject:
        raise NotFound()
    with reading() as tables:
        uses = listed_uses(tables, current_actor(), register)
    if not uses:
        raise NotAllowed(f"现行政务应用清单上没有由本单位查阅《{register.title}》的事项，不能查询（条例第十九条）。")
    return register, uses
