"""Rules about 会签: a known manner, signers that exist, a form that gives an opinion, a result to be read."""

from __future__ import annotations

from collections.abc import Iterator

from app.procedures.check.data import Data
from app.procedures.check.look import Rule, form_file, shown, tasks
from app.procedures.form_model import Field
from app.procedures.model import Finding, Node, Procedure
from app.procedures.read import Library
from app.procedures.roles import ROLES, SUBJECT
from app.procedures.signing import DISAGREE, MODES, OPINION, Signing, is_name, signing_of

AGREE = "agree"


def _signed(p: Procedure) -> Iterator[tuple[Node, Signing]]:
    return ((node, found) for node in tasks(p) if (found := signing_of(node.properties)))


def signing_of_no_manner(p: Procedure, library: Library) -> Iterator[Finding]:
    for node, signing in _signed(p):
        if signing.mode not in MODES:
            yield Finding(node.file, node.id, f"{shown(node)}的会签方式 signing 应当是 {'、'.join(MODES)} 之一。")
        if not is_name(signing.result):
            yield Finding(node.file, node.id, f"{shown(node)}没有写 result：流程用什么名字读会签的结果。")


def signing_without_signers(p: Procedure, library: Library) -> Iterator[Finding]:
    for node, signing in _signed(p):
        if not signing.signers and not signing.strange:
            yield Finding(node.file, node.id, f"{shown(node)}没有写 signers：由谁会签。")
        for part in signing.strange:
            how = "应当写成 岗位、岗位@单位 或者 岗位@$数据"
            yield Finding(node.file, node.id, f"{shown(node)}的会签人“{part}”看不懂，{how}。")
        for signer in signing.signers:
            if signer.role not in ROLES:
                yield Finding(node.file, node.id, f"{shown(node)}的会签人：没有“{signer.role}”这个岗位。")


def signing_reads_nothing(p: Procedure, library: Library) -> Iterator[Finding]:
    data = Data(p)
    for node, signing in _signed(p):
        for name in signing.reads:
            if name not in data.readable(node.process):
                yield Finding(node.file, node.id, f"{shown(node)}的会签单位取自“{name}”，流程里没有人给出。")


def signing_where_it_cannot_be(p: Procedure, library: Library) -> Iterator[Finding]:
    for node, _ in _signed(p):
        lane = p.lanes.get(node.lane)
        if node.many:
            yield Finding(node.file, node.id, f"{shown(node)}逐项办理，不能同时会签：请把会签放在里面的一步。")
        if lane and lane.organisation == SUBJECT:
            yield Finding(node.file, node.id, f"{shown(node)}由申请人办理，不能会签。")


def signing_without_opinion(p: Procedure, library: Library) -> Iterator[Finding]:
    for node, signing in _signed(p):
        form = p.form_of(node.id)
        if form is None:
            continue  # said by another rule
        file = form_file(p, library, form.id)
        if not any(_asks_opinion(field) for field in form.fields):
            yield Finding(file, OPINION, f"会签的表要有必填的单选“{OPINION}”，选项里有 {AGREE} 和 {DISAGREE}。")
        for field in form.walk():
            if field.engine:
                sentence = "每个会签人各填一份，答案不能进入流程：请去掉 engine，条件里用"
                yield Finding(file, field.key, f"{sentence} {signing.result or 'result'}。")


def _asks_opinion(field: Field) -> bool:
    options = {option.value for option in field.options}
    single = field.type in ("radio", "select") and field.required and not field.when
    return field.key == OPINION and single and {AGREE, DISAGREE} <= options


RULES: tuple[Rule, ...] = (
    signing_of_no_manner,
    signing_without_signers,
    signing_reads_nothing,
    signing_where_it_cannot_be,
    signing_without_opinion,
)
