"""Rules about scenarios: one for each end, and each naming what there is. That they run is shown by the tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.procedures.check.look import Rule
from app.procedures.form_model import Form
from app.procedures.model import Finding, Procedure
from app.procedures.read import Library
from app.procedures.scenario_model import Scenario, ScenarioStep

LIMIT_STATES = ("running", "paused", "met", "breached", "cancelled")


def _file(p: Procedure, scenario: Scenario) -> str:
    return f"bpmn/{p.slug}/scenarios/{scenario.name}.yaml"


def end_without_scenario(p: Procedure, library: Library) -> Iterator[Finding]:
    reached = {scenario.ends for scenario in p.scenarios.values()}
    for outcome in p.outcomes:
        if outcome.id not in reached:
            node = p.nodes[outcome.id]
            sentence = f"没有一个情景走到“{outcome.title}”，请在 scenarios/ 里补一个 ends: {outcome.id}。"
            yield Finding(node.file, outcome.id, sentence)


def scenario_ends_nowhere(p: Procedure, library: Library) -> Iterator[Finding]:
    ends = {outcome.id for outcome in p.outcomes}
    for scenario in p.scenarios.values():
        if scenario.ends not in ends:
            yield Finding(_file(p, scenario), "ends", f"“{scenario.ends}”不是这个程序的结果。")


def scenario_opens_no_door(p: Procedure, library: Library) -> Iterator[Finding]:
    for scenario in p.scenarios.values():
        if scenario.opens.door not in p.doors:
            yield Finding(_file(p, scenario), "opens.door", f"doors 里没有“{scenario.opens.door}”。")


def scenario_takes_no_step(p: Procedure, library: Library) -> Iterator[Finding]:
    for scenario in p.scenarios.values():
        for n, step in enumerate(scenario.steps, start=1):
            sentence = _no_such_step(p, step)
            if sentence:
                yield Finding(_file(p, scenario), f"steps[{n}]", sentence)


def _no_such_step(p: Procedure, step: ScenarioStep) -> str:
    if step.kind == "task":
        known = step.name in p.nodes and p.nodes[step.name].kind == "userTask"
        return "" if known else f"图里没有用户任务“{step.name}”。"
    if step.kind == "comment":
        opened = any(node.operation == "draft.open" for node in p.nodes.values())
        return "" if opened else "这个程序不公开征求意见，没有草案可以提意见。"
    if step.kind == "message":
        return "" if step.name in p.messages else f"messages 里没有“{step.name}”。"
    return "" if step.length or step.name in p.limits else f"limits 里没有“{step.name}”；跳过若干天写成 3 workdays。"


def scenario_answers_nothing(p: Procedure, library: Library) -> Iterator[Finding]:
    for scenario in p.scenarios.values():
        for element, form, answers in _answered(p, scenario):
            for key in _strange(form, answers):
                yield Finding(_file(p, scenario), f"{element}.answers", f"表单“{form.title}”里没有“{key}”。")


def _answered(p: Procedure, scenario: Scenario) -> Iterator[tuple[str, Form, Mapping[str, object]]]:
    door = p.doors.get(scenario.opens.door)
    wanted = [("opens", door.form if door else "", scenario.opens.answers)]
    for n, step in enumerate(scenario.steps, start=1):
        node, message = p.nodes.get(step.name), p.messages.get(step.name)
        name = node.form if step.kind == "task" and node else message.form if message else ""
        wanted.append((f"steps[{n}]", name, step.answers))
    return ((element, p.forms[name], answers) for element, name, answers in wanted if name in p.forms)


def _strange(form: Form, answers: Iterable[str]) -> Iterator[str]:
    known = {field.key for field in form.fields if field.type != "text"}
    return (key for key in answers if key not in known)


def scenario_expects_nothing(p: Procedure, library: Library) -> Iterator[Finding]:
    for scenario in p.scenarios.values():
        for what, sentence in _unexpected(p, library, scenario):
            yield Finding(_file(p, scenario), f"expect.{what}", sentence)


def _unexpected(p: Procedure, library: Library, scenario: Scenario) -> Iterator[tuple[str, str]]:
    for name in _part(scenario, "register"):
        if name not in library.registers:
            yield "register", f"没有名录“{name}”。"
    for letter in _part(scenario, "letters"):
        if letter not in p.letters:
            yield "letters", f"没有文书“{letter}”。"
    limits = scenario.expect.get("limits")
    for key, state in limits.items() if isinstance(limits, dict) else ():
        if key not in p.limits:
            yield "limits", f"没有期限“{key}”。"
        if state not in LIMIT_STATES:
            yield "limits", f"期限“{key}”的状态“{state}”不在 {'、'.join(LIMIT_STATES)} 里。"


def _part(scenario: Scenario, name: str) -> list[str]:
    found = scenario.expect.get(name)
    return [str(x) for x in found] if isinstance(found, list | dict) else []


RULES: tuple[Rule, ...] = (
    end_without_scenario,
    scenario_ends_nowhere,
    scenario_opens_no_door,
    scenario_takes_no_step,
    scenario_answers_nothing,
    scenario_expects_nothing,
)
