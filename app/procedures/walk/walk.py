"""The whole proof of one procedure: called diagrams first and alone, then the main flow, each of them one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.procedures.model import Invariant
from app.procedures.walk.domains import Domains, Opening, World, product_of
from app.procedures.walk.drawing import Model, Node
from app.procedures.walk.findings import Found
from app.procedures.walk.rules import Rules
from app.procedures.walk.states import Choice, Limits, Walk


@dataclass(frozen=True)
class Report:
    process: str
    states: int
    steps: int
    seconds: float
    ends: Mapping[str, int]
    findings: tuple[Found, ...]
    called: Mapping[str, int] = field(default_factory=dict)  # called diagram -> its states

    @property
    def sound(self) -> bool:
        return not self.findings


Both = tuple[Rules, Rules]  # those that a walk keeps, and those of its caller that it passes nodes of


@dataclass(frozen=True)
class _Summary:
    choices: tuple[Choice, ...]
    awaits: tuple[str, ...]
    walk: Walk


def walk_model(
    model: Model, domains: Domains, invariants: Iterable[Invariant] = (), limits: Limits | None = None
) -> Report:
    limits, left = limits or Limits(), tuple(invariants)
    summaries: dict[str, _Summary] = {}
    for called in _called_first(model):
        inner = model.reachable_from(called)
        own = tuple(rule for rule in left if _lies_in(rule, inner))
        left = tuple(rule for rule in left if rule not in own)
        summaries[called] = _alone(inner, domains, (Rules(own), Rules(left)), limits, summaries)
    main = _walk(model, domains, (Rules(left), Rules()), limits, summaries)
    main.run()
    return _report(model.process, main, summaries)


def _lies_in(rule: Invariant, model: Model) -> bool:
    """Whether a called diagram alone can keep it: how often something happens in a case is not its own affair."""
    nodes = (rule.node, rule.needs or rule.node, rule.never_while or rule.node)
    return rule.at_most is None and all(node in model.home for node in nodes)


def _called_first(model: Model) -> list[str]:
    """Called diagrams, each after those it calls itself."""
    done: list[str] = []

    def visit(process: str, above: tuple[str, ...]) -> None:
        inner = model.reachable_from(process) if process not in above else None
        for node in inner.nodes() if inner else ():
            if node.called and node.inside and node.inside not in done:
                visit(node.inside, (*above, process))
        if process not in done:
            done.append(process)

    visit(model.process, ())
    return [process for process in done if process != model.process]


def _alone(model: Model, domains: Domains, rules: Both, limits: Limits, summaries: Mapping[str, _Summary]) -> _Summary:
    container = model.containers[model.process]
    guesses = World(model, domains)
    inputs = product_of({name: guesses.guess(name) for name in container.inputs or ()})
    openings = tuple(Opening(None, vars) for vars in inputs)
    walk = _walk(model, replace(domains, openings=openings), rules, limits, summaries)
    walk.run()
    return _Summary(_outcomes(walk, container.outputs), _awaited(walk.model), walk)


def _outcomes(walk: Walk, outputs: tuple[str, ...]) -> tuple[Choice, ...]:
    found: dict[str, Choice] = {}
    for state in walk.outcomes:
        result = state.machine.top.vars
        answers = {name: result[name] for name in outputs if name in result}
        found.setdefault(repr((sorted(answers.items()), state.trail)), Choice(answers, state.trail))
    return tuple(found.values()) or (Choice({}),)


def _awaited(model: Model) -> tuple[str, ...]:
    events = (node.event for node in model.nodes() if node.event and node.kind != "endEvent")
    inside = {name for node in model.nodes() for name in node.awaits}
    return tuple(sorted({event.name for event in events if event.kind == "message"} | inside))


def _walk(model: Model, domains: Domains, rules: Both, limits: Limits, summaries: Mapping[str, _Summary]) -> Walk:
    """A walk in which each call is one step with the outcomes it was found to have."""
    calls = {node.id: node for node in model.nodes() if node.called}
    flat = {name: _as_step(model, node, summaries[node.inside or ""]) for name, node in calls.items()}
    model = model.with_nodes(flat).reachable_from(model.process)
    steps = {name: summaries[node.inside or ""].choices for name, node in calls.items()}
    answers = {name: tuple(choice.answers for choice in choices) for name, choices in steps.items()}
    world = World(model, replace(domains, answers={**domains.answers, **answers}))
    return Walk(model, world, *rules, limits, steps)


def _as_step(model: Model, node: Node, summary: _Summary) -> Node:
    takes = model.containers[node.inside or ""].inputs or ()
    passes = tuple(sorted({name for choice in summary.choices for name in choice.passed}))
    step = replace(node, kind="userTask", inside=None, called=False)
    return replace(step, awaits=summary.awaits, takes=takes, passes=passes)


def _report(process: str, main: Walk, summaries: Mapping[str, _Summary]) -> Report:
    walks = [*(summary.walk for summary in summaries.values()), main]
    return Report(
        process=process,
        states=sum(len(walk.seen) for walk in walks),
        steps=sum(walk.steps for walk in walks),
        seconds=round(sum(walk.seconds for walk in walks), 3),
        ends=dict(main.ends),
        findings=tuple(fault for walk in walks for fault in walk.faults.values()),
        called={name: len(summary.walk.seen) for name, summary in summaries.items()},
    )
