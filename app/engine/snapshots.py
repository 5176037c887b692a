"""A case at rest, as bytes: for each scope its data and the tokens that are alive. Never the flow or a finished node.

Nothing that has finished can have an effect any more: a join takes the tokens that wait at it, a guard knows its host
and its events, a multi-instance its list, and data belong to the scope. So a stored case is as large as what is open in
it, however long it has run. (SpiffWorkflow's own state after 200 rounds of a loop: 488 kB, and 85 ms a step.)
"""

import zlib
from typing import Any

import orjson

from app.engine.activities import Call
from app.engine.flow import Flow
from app.engine.running import Case, Inner, Scope, Token, holder_of
from app.engine.seal import Seal
from app.engine.values import Ask, StepFailed

FORM = 1
MAX_BYTES = 1_000_000


def save(case: Case, seal: Seal) -> bytes:
    scopes = [_scope_out(scope) for scope in case.scopes()]
    try:
        text = orjson.dumps([FORM, case.flow.process_id, case.next_id, case.outcome, scopes])
    except TypeError as fault:
        raise StepFailed("", f"数据不能保存：{fault}") from fault
    if len(text) > MAX_BYTES:
        raise StepFailed("", f"流程数据有 {len(text)} 字节，超过上限 {MAX_BYTES}。")
    return seal.close(zlib.compress(text, 1))


def _scope_out(scope: Scope) -> list[Any]:
    holder = scope.holder.id if isinstance(scope, Inner) else 0
    tokens = [_token_out(token, scope.task_tree.id) for token in scope.tasks.values() if _kept(token)]
    changed, missing = _difference(scope.data, _around(scope))
    return [scope.spec.name, holder, scope.task_tree.id, scope.interrupted, scope.fired, changed, missing, tokens]


def _around(scope: Scope) -> dict[str, object]:
    """Data that an embedded subprocess began with, more or less: hundreds of instances would each repeat them."""
    holder = holder_of(scope)
    return {} if holder is None or isinstance(holder.task_spec, Call) else holder.workflow.data


def _difference(data: dict[str, object], around: dict[str, object]) -> tuple[dict[str, object], list[str]]:
    changed = {name: value for name, value in data.items() if name not in around or not _same(around[name], value)}
    return changed, [name for name in around if name not in data]


def _same(one: object, other: object) -> bool:
    # True == 1 == 1.0 in Python; in the data they are three different answers, also inside a list.
    return one is other or (type(one) is type(other) and isinstance(one, str | int) and one == other)


def _kept(token: Token) -> bool:
    return token.alive or (token.task_spec.stays and any(child.alive for child in token.children))


def _token_out(token: Token, root: int) -> list[Any]:
    parent = token.parent
    under = parent.id if parent is not None and parent.id != root and _kept(parent) else 0
    out = [token.id, token.task_spec.name, token._state, under, token.internal_data, token.own]
    while not out[-1]:
        out.pop()
    return out


def load(sealed: bytes, flow: Flow, seal: Seal, ask: Ask) -> Case:
    """The case as it was saved. StepFailed for a broken seal, another version, or another procedure's case."""
    content = orjson.loads(_unzip(seal.open(sealed)))
    if content[0] != FORM:
        raise StepFailed("", "存档的格式不是本系统写的格式，不能读取。")
    _, process_id, next_id, outcome, scopes = content
    if process_id != flow.process_id:
        raise StepFailed("", f"存档属于“{process_id}”，不属于“{flow.process_id}”。")
    case = Case(flow, ask, next_id)
    case.outcome = outcome
    tokens: dict[int, Token] = {}
    try:
        for stored in scopes:
            _scope_in(case, stored, tokens)
    except KeyError as node:
        raise StepFailed("", f"存档里的节点 {node} 在图上没有：这件事项不属于这一版图。") from None
    return case


def _unzip(content: bytes) -> bytes:
    # The seal has proved who wrote it; the bound is for the day when a key leaks.
    return zlib.decompressobj().decompress(content, MAX_BYTES + 1)


def _scope_in(case: Case, stored: list[Any], tokens: dict[int, Token]) -> None:
    name, holder, root, interrupted, fired, changed, missing, stored_tokens = stored
    scope: Scope = case.create_subprocess(tokens[holder], name) if holder else case
    scope.interrupted, scope.fired = interrupted, fired
    around = _around(scope)
    scope.data = around if holder and tokens[holder].task_spec.shares(tokens[holder]) else {**around, **changed}
    for absent in missing:
        del scope.data[absent]
    scope.plant(root)
    for id, spec, state, *rest in stored_tokens:
        token = tokens[id] = Token(scope, scope.spec.task_specs[spec], _parent(scope, rest, tokens), state, id)
        if len(rest) > 1:
            token.internal_data = rest[1] or {}
            token.own = rest[2] if len(rest) > 2 else None


def _parent(scope: Scope, rest: list[Any], tokens: dict[int, Token]) -> Token:
    return tokens[rest[0]] if rest and rest[0] else scope.task_tree
