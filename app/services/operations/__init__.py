"""What a diagram may ask and do: the implementations of procedures/operations.py, by the same ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.engine import Ask, Effect
from app.services.context import Context
from app.services.live import Live
from app.services.operations import (
    asks,
    cases,
    documents,
    drafts,
    editions,
    entering,
    gathering,
    lists,
    notices,
    registers,
)

Do = Callable[[Context, Live, Effect], None]

DO: Mapping[str, Do] = {
    "issue_document": documents.issue_document,
    "serve.record": documents.record_service,
    "serve.publish": documents.publish_service,
    "notify": notices.notify,
    "extend": cases.extend,
    "draft.open": drafts.open_draft,
    "draft.close": drafts.close_draft,
    "draft.answer": drafts.answer,
    "list.publish": editions.publish,
    "register.enter": entering.enter,
    "register.annotate": registers.annotate,
    "register.shield": registers.shield,
    "register.set": registers.set_field,
    "register.gather": gathering.gather,
    "register.end": registers.end,
    "register.release": registers.release,
    "register.apply": registers.apply_findings,
    "register.restore": registers.restore,
}

ASK: Mapping[str, asks.Answer] = {
    "ask.record_sources": asks.record_sources,
    "ask.record_class": asks.record_class,
    "ask.catalogue_item": asks.catalogue_item,
    "ask.recorded": asks.recorded,
    "ask.entry": asks.entry_field,
    "ask.entry_meets": asks.entry_meets,
    "ask.answers": asks.answers,
    "ask.rows": asks.rows,
    "ask.facts": lists.facts,
    "ask.findings": lists.findings,
    "ask.grouped": lists.grouped,
    "ask.records_of": lists.records_of,
    "ask.issued": asks.issued,
    "ask.subject_kind": asks.subject_kind,
    "ask.electronic_consent": asks.electronic_consent,
    "ask.comments": asks.comments,
    "ask.holders": asks.holders,
}


def apply(ctx: Context, live: Live, effect: Effect) -> None:
    """Do what the diagram asks, in the transaction of the step."""
    DO[effect.op](ctx, live, effect)


def port(ctx: Context, case_id: int | None, subject_id: int | None) -> Ask:
    """The answers to a diagram's questions, read in the transaction of the step."""

    def answer(name: str, params: Mapping[str, object]) -> object:
        return ASK[name](ctx, asks.About(case_id, subject_id), params)

    return answer
