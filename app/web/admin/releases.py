"""Releases: which are in force, what changed between two, what publishing would change now."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid
from app.queries.reading import reading
from app.queries.releases import Folder, changes_of, folders, list_releases
from app.services.publish_folder import publish_folder
from app.web.admin import blueprint
from app.web.pages import page
from app.web.session import current_actor


@blueprint.get("/releases")
def releases() -> Response:
    return releases_page()


def releases_page(errors: dict[str, list[str]] | None = None) -> Response:
    with reading() as tables:
        found = list_releases(tables, current_actor())
        waiting, faults = unpublished(tables)
    return page("admin/releases.html", status=422 if errors else 200, releases=found, waiting=waiting,
                errors=errors or faults, section="admin.home")


def unpublished(tables: Any) -> tuple[list[Folder], dict[str, list[str]]]:
    """Folders that differ from what is in force; or why they cannot be read."""
    try:
        return [one for one in folders(tables, current_actor()) if one.changes], {}
    except Invalid as refusal:
        return [], refusal.errors


@blueprint.get("/releases/<int:release_id>")
def release(release_id: int) -> Response:
    with reading() as tables:
        here, changes = changes_of(tables, current_actor(), release_id)
    return page("admin/release.html", release=here, changes=changes, section="admin.home")


@blueprint.post("/releases/<slug>/publish")
def published(slug: str) -> AnyResponse:
    """The folder is checked whole first; its faults are told, and nothing is published."""
    try:
        done = publish_folder(slug, current_actor())
    except Invalid as refusal:
        return releases_page(refusal.errors)
    flash(f"已发布第 {done.n} 版，新的事项从现在起按它办；在办的不变。", "done")
    return redirect(url_for("admin.releases"), 303)
