"""Publish a procedure from its folder: checked whole first, then frozen by the verb. The check takes its time outside
of any transaction."""

from __future__ import annotations

from app.domain.actor import Actor
from app.errors import Invalid, NotAllowed, NotFound
from app.procedures import Library, Unreadable, freeze
from app.services.checking import check_folder
from app.services.execute import execute
from app.services.house import house
from app.services.publish_release import Published, publish_release

MOST_TOLD = 20


def publish_folder(slug: str, actor: Actor) -> Published:
    """Raises NotAllowed, NotFound for an unknown folder, Invalid with a sentence for each fault of it."""
    if "admin" not in actor.roles and actor.kind != "operator":
        raise NotAllowed("发布程序由系统管理员办理。")
    settings = house().settings
    root = settings.procedures_path.parent
    try:
        library = Library.read(root)
    except Unreadable as wrong:
        raise Invalid({"": [str(finding) for finding in wrong.findings[:MOST_TOLD]]}) from wrong
    if slug not in library.procedures:
        raise NotFound("没有这个程序的文件夹。")
    findings = check_folder(root, slug, settings.instance_path / "walks")
    if findings:
        raise Invalid({"": [str(finding) for finding in findings[:MOST_TOLD]]})
    return execute(publish_release, actor=actor, release=freeze(library, slug))
