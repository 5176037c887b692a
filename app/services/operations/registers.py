"""What a diagram does to register entries: annotate them, apply what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine import Effect
from app.errors import NotAllowed
from app.models import Entry, EntryVersion, Task
from app.services import registers, shelf
from app.services.answered import done_tasks
from app.services.context import Context
from app.services.held import let_go
from app.services.live import Live, item_of, within
from app.services.operations.asks import entries

# 省条例30 names the outcomes of an objection; what each does to an entry: act, fields, lifecycle.
OUTCOMES: Mapping[str, tuple[str, dict[str, Any], str | None]] = {
    "delete": ("deleted", {"publication": "ended"}, "deleted"),
    "redetermine": ("deleted", {"publication": "ended"}, "deleted"),
    "correct": ("corrected", {}, None),
    "supplement": ("supplemented", {}, None),
    "stop": ("disclosure_ended", {"publication": "ended"}, None),
    "remove": ("removed", {}, "ended"),
    "keep": ("kept", {}, None),
    "annotate": ("repaired", {"publication": "ended"}, None),
}


def records_of(ctx: Context, live: Live, effect: Effect) -> list[Entry]:
    """The entries the operation names, or those the case is about, or those it has entered."""
    named = effect.params.get("records") or effect.data.get("records")
    return entries(ctx, named or registers.entered_by(ctx.session, live.case.id))


def annotate(ctx: Context, live: Live, effect: Effect) -> None:
    """Set or lift a mark (省条例30: an objection accepted is marked at once; withdrawal lifts the mark)."""
    on = effect.params.get("on") in (True, "yes", "on", None)
    for entry in records_of(ctx, live, effect):
        _mark(ctx, live, entry, str(effect.params["mark"]), on, effect)


def _mark(ctx: Context, live: Live, entry: Entry, mark: str, on: bool, effect: Effect) -> None:
    """Two open cases may mark one record; the mark goes with the last of them."""
    marks, holders = list(entry.data.get("marks", [])), dict(entry.data.get("marked_by", {}))
    mine = [n for n in holders.get(mark, []) if n != live.case.number] + ([live.case.number] if on else [])
    wanted = [m for m in marks if m != mark] + ([mark] if mine else [])
    others = {name: cases for name, cases in holders.items() if name != mark}
    changes = {"marks": wanted, "marked_by": {**others, **({mark: mine} if mine else {})}}
    if all(entry.data.get(key, type(value)()) == value for key, value in changes.items()):
        return
    amend(ctx, live, effect, entry, "annotated" if on else "annotation_lifted", changes)


def amend(ctx: Context, live: Live, effect: Effect, entry: Entry, act: str, changes: Mapping[str, Any],
          lifecycle: str | None = None, reason: str = "") -> None:
    """The version names the node that asks for it, with its article."""
    registers.amend(ctx, entry, act, changes=changes, case=live.case, lifecycle=lifecycle,
                    reason=reason or live.running.procedure.node_title(effect.node), article=_article(live, effect))


def _article(live: Live, effect: Effect) -> str:
    node = live.running.procedure.nodes.get(effect.node)
    return node.article if node else ""


def shield(ctx: Context, live: Live, effect: Effect) -> None:
    """Keep entries out of queries, reports, sharing and publication, or lift that; they are not deleted (条例31)."""
    on = effect.params.get("on") is True
    changes = {"shielded": on, "shielded_on": ctx.today.isoformat() if on else None}
    for entry in records_of(ctx, live, effect):
        if bool(entry.data.get("shielded")) is not on:
            amend(ctx, live, effect, entry, "shielded" if on else "unshielded", changes)


# What ends: the act, and what becomes of the entry.
ENDS: Mapping[str, tuple[str, str | None]] = {
    "publication": ("disclosure_ended", None), "deletion": ("deleted", "deleted"), "removal": ("removed", "ended")}


def end(ctx: Context, live: Live, effect: Effect) -> None:
    """`publication` ends that alone, `deletion` takes the entry out of the archive (省条例16), `removal` off a list."""
    act, lifecycle = ENDS[str(effect.params["how"])]
    for entry in records_of(ctx, live, effect):
        amend(ctx, live, effect, entry, act, changed_by(ctx, entry, act), lifecycle)


def changed_by(ctx: Context, entry: Entry, act: str) -> dict[str, Any]:
    """What an entry says once it has ended: off a list since today, and nobody annotated on it any more (条例17.4)."""
    off = {"removed_on": ctx.today.isoformat(), "responsible": []} if act == "removed" and is_listed(entry) else {}
    return {"publication": "ended", **off}


def is_listed(entry: Entry) -> bool:
    """Its register is a list that one is taken off, and not the archive."""
    return shelf.registers()[entry.register].field("removed_on") is not None


def release(ctx: Context, live: Live, effect: Effect) -> None:
    """Terms that the list of these entries held back are counted anew."""
    ctx.settle()  # that they have left the list is not yet written
    for entry in records_of(ctx, live, effect):
        if entry.subject_id is not None:
            let_go(ctx, entry.subject_id, entry.register, reason=live.running.procedure.node_title(effect.node),
                   article=_article(live, effect), case=live.case)


def set_field(ctx: Context, live: Live, effect: Effect) -> None:
    """One field of the entries says what the flow knows."""
    changes = {str(effect.params["field"]): effect.params["value"]}
    for entry in records_of(ctx, live, effect):
        amend(ctx, live, effect, entry, "supplemented", changes)


def apply_findings(ctx: Context, live: Live, effect: Effect) -> None:
    """One decision a record, as the last signed opinion has it; a mark named beside it is lifted in the same breath."""
    rows = {str(row["record"]): row for row in last_findings(ctx, live, effect)}
    only = effect.params.get("records")
    chosen = entries(ctx, list(rows) if only is None else only)
    if effect.params.get("decision"):
        must_be_decided(ctx, live, chosen, effect)
    for entry in chosen:
        _apply(ctx, live, entry, rows[entry.key], effect)
    if any(entry.lifecycle == "ended" for entry in chosen):
        release(ctx, live, effect)
    if effect.params.get("mark"):
        annotate(ctx, live, effect)


def must_be_decided(ctx: Context, live: Live, chosen: list[Entry], effect: Effect) -> None:
    """谁认定谁修复 (条例33): the last decision must be of the organ that supplied the record, and no mere proposal."""
    task = last_task(ctx, live, effect, str(effect.params["decision"]))
    for entry in chosen:
        if task is None or task.organisation_id != entry.organisation_id:
            raise NotAllowed(f"“{entry.title}”没有认定单位自己的决定，不能删除或者标注（条例第三十三条）。")


def last_task(ctx: Context, live: Live, effect: Effect, node: str) -> Task | None:
    """The newest completed task of a node in the part of the case that asks."""
    found = ctx.session.scalars(done_tasks(live.case.id, [node]))
    return next((task for task in found if within(item_of(effect.key), task.item)), None)


def last_findings(ctx: Context, live: Live, effect: Effect) -> list[Mapping[str, Any]]:
    """The rows `decisions` of the newest completed task that has them (of the node that `findings` names)."""
    wanted = effect.params.get("findings")
    for task in ctx.session.scalars(done_tasks(live.case.id)):
        rows = (task.answers or {}).get("decisions")
        if rows and wanted in (None, True, task.node) and within(item_of(effect.key), task.item):
            return list(rows)
    return []


def _apply(ctx: Context, live: Live, entry: Entry, row: Mapping[str, Any], effect: Effect) -> None:
    act, changes, lifecycle = OUTCOMES[outcome_for(entry, str(row["outcome"]))]
    if act == "repaired":
        changes = {**changes, "marks": sorted({*entry.data.get("marks", []), "repaired"}),
                   "repaired_on": ctx.today.isoformat()}
    if act in ("corrected", "supplemented"):
        changes = _corrections(row)
    elif act == "removed":
        changes = changed_by(ctx, entry, act)
    amend(ctx, live, effect, entry, act, changes, lifecycle, str(row.get("reason") or "")[:500])


def outcome_for(entry: Entry, outcome: str) -> str:
    """Who is on a list wrongly is taken off it; the entry stays in the archive until its own term is over."""
    return "remove" if is_listed(entry) and outcome in ("delete", "redetermine") else outcome


def _corrections(row: Mapping[str, Any]) -> dict[str, Any]:
    """A correction names a field of the record and what it shall say; several are rows of a list."""
    listed = row.get("corrections")
    rows = listed if isinstance(listed, list) else [row]
    return {str(r["field"]): r["value"] for r in rows if r.get("field") and r.get("value") is not None}


def restore(ctx: Context, live: Live, effect: Effect) -> None:
    """Entries as they stood before the case that this one follows changed them; a term that is over stays over."""
    for entry in records_of(ctx, live, effect):
        if entry.organisation_id != live.case.organisation_id:
            raise NotAllowed(f"“{entry.title}”不是本单位认定的，不能由本单位恢复（条例第三十三条）。")
        before = before_case(entry, live.case.follows_id)
        marks = [mark for mark in entry.data.get("marks", []) if mark != "repaired"]
        changes = {**before.data, "marks": marks, "marked_by": entry.data.get("marked_by", {}), "repaired_on": None,
                   **_over(before.data, ctx.today.isoformat())}
        amend(ctx, live, effect, entry, "restored", changes, lifecycle="live")


def _over(data: Mapping[str, Any], today: str) -> dict[str, str]:
    """The publication that has run out in the meantime does not begin again."""
    over = data.get("publication") == "published" and str(data.get("publication_to") or today) < today
    return {"publication": "ended"} if over else {}


def before_case(entry: Entry, case_id: int | None) -> EntryVersion:
    """The last version before the first that the case made."""
    first = next((version.n for version in entry.versions if version.case_id == case_id), len(entry.versions))
    return entry.versions[max(first - 2, 0)]
