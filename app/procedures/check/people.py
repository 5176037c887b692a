"""Rules about who: lanes, doors, messages, roles, separations, and what a case may follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from app.procedures.check.data import Data
from app.procedures.check.look import Rule, drawings_of, near, shown, yaml_of, yaml_with
from app.procedures.model import Finding, Node, Procedure
from app.procedures.read import Library
from app.procedures.roles import MACHINES, ROLES, SUBJECT


def lane_without_role(p: Procedure, library: Library) -> Iterator[Finding]:
    for drawing in drawings_of(p):
        used = {n.lane for n in drawing.nodes if n.kind == "userTask"}
        for lane, title in drawing.lanes.items():
            if lane not in p.lanes and lane in used:
                yield Finding(drawing.file, lane, f"泳道“{title or lane}”没有写由谁办理，请在 lanes 里补上 {lane}。")


def role_without_lane(p: Procedure, library: Library) -> Iterator[Finding]:
    drawn = {lane for drawing in drawings_of(p) for lane in drawing.lanes} | {n.lane for n in p.nodes.values()}
    for lane in p.lanes:
        if lane not in drawn:
            file = yaml_with(p, library, "lanes", lane)
            yield Finding(file, f"lanes.{lane}", f"图里没有编号为 {lane} 的泳道。")


def task_without_lane(p: Procedure, library: Library) -> Iterator[Finding]:
    """A called diagram without lanes takes the caller's; then every caller needs one."""
    laned = {d.file for d in drawings_of(p) if d.lanes}
    for node in p.nodes.values():
        if node.kind == "userTask" and not node.lane and node.file in laned:
            yield Finding(node.file, node.id, f"{shown(node)}不在任何泳道里，不知道由谁办理。")


def lane_without_people(p: Procedure, library: Library) -> Iterator[Finding]:
    for lane in p.lanes.values():
        if lane.organisation != SUBJECT and not lane.roles:
            file = yaml_with(p, library, "lanes", lane.id)
            yield Finding(file, f"lanes.{lane.id}", "没有写 roles：哪种单位由哪个岗位办理。")


def role_unknown(p: Procedure, library: Library) -> Iterator[Finding]:
    for lane in p.lanes.values():
        file = yaml_with(p, library, "lanes", lane.id)
        yield from _unknown(file, f"lanes.{lane.id}", lane.roles.values(), frozenset())
    for door in p.doors.values():
        yield from _unknown(yaml_of(p), f"doors.{door.message}", door.openers, MACHINES)
    for message in p.messages.values():
        file = yaml_with(p, library, "messages", message.name)
        yield from _unknown(file, f"messages.{message.name}", message.by, MACHINES | {SUBJECT})
    for limit in p.limits.values():
        file = yaml_with(p, library, "limits", limit.key)
        approvers = [limit.extension.approver] if limit.extension else []
        yield from _unknown(file, f"limits.{limit.key}.extension", approvers, frozenset())


def _unknown(file: str, element: str, roles: Iterable[str], more: frozenset[str]) -> Iterator[Finding]:
    for role in roles:
        if role not in ROLES | more:
            yield Finding(file, element, f"没有“{role}”这个岗位。{near(role, ROLES | more)}")


def door_without_start(p: Procedure, library: Library) -> Iterator[Finding]:
    drawn = {start.message or "start" for start in _starts(p)}
    for message in p.doors:
        if message not in drawn:
            yield Finding(yaml_of(p), f"doors.{message}", f"图里没有等待消息“{message}”的开始事件。")


def door_of_no_organisation(p: Procedure, library: Library) -> Iterator[Finding]:
    """`$source` is the provider of the records named; any other name is an answer of the door's form."""
    for door in p.doors.values():
        form = p.forms.get(door.form)
        wanted = "records" if door.organisation == "$source" else door.organisation.removeprefix("$")
        if door.organisation.startswith("$") and form and wanted not in {f.key for f in form.fields}:
            yield Finding(yaml_of(p), f"doors.{door.message}", f"受理单位取自“{wanted}”，入口的表单里没有这一项。")


def start_without_door(p: Procedure, library: Library) -> Iterator[Finding]:
    for start in _starts(p):
        message = start.message or "start"
        if message not in p.doors:
            yield Finding(start.file, start.id, f"开始事件{shown(start)}没有入口，请在 doors 里补上 {message}。")


def _starts(p: Procedure) -> list[Node]:
    return [n for n in p.nodes.values() if n.kind == "startEvent" and n.process == p.process and not n.scope]


def message_not_awaited(p: Procedure, library: Library) -> Iterator[Finding]:
    awaited = {n.message for n in p.nodes.values()}
    for name in p.messages:
        if name not in awaited:
            file = yaml_with(p, library, "messages", name)
            yield Finding(file, f"messages.{name}", f"图里没有一处等待消息“{name}”。")


def message_without_sender(p: Procedure, library: Library) -> Iterator[Finding]:
    starts = {n.id for n in _starts(p)}
    for node in p.nodes.values():
        if node.message and node.id not in starts and node.message not in p.messages:
            yield Finding(node.file, node.id, f"等待的消息“{node.message}”没有写由谁发出，请在 messages 里补上。")


def separation_of_no_tasks(p: Procedure, library: Library) -> Iterator[Finding]:
    before = [library.procedures[f.procedure] for f in p.follows if f.procedure in library.procedures]
    drawn = {n.id for q in (p, *before) for n in q.nodes.values() if n.kind == "userTask"}
    for n, separation in enumerate(p.separations, start=1):
        for node in separation.nodes:
            if node not in drawn:
                yield Finding(yaml_of(p), f"separations[{n}]", f"图里没有用户任务“{node}”。")
        if len(set(separation.nodes)) < 2:
            yield Finding(yaml_of(p), f"separations[{n}]", "至少要写两个不能由同一人办理的任务。")


def follows_nothing(p: Procedure, library: Library) -> Iterator[Finding]:
    for n, follows in enumerate(p.follows, start=1):
        other = library.procedures.get(follows.procedure)
        if other is None:
            yield Finding(yaml_of(p), f"follows[{n}]", f"没有“{follows.procedure}”这个程序。")
            continue
        ends = {outcome.id for outcome in other.outcomes}
        for outcome in follows.outcomes:
            if outcome not in ends:
                yield Finding(yaml_of(p), f"follows[{n}]", f"程序“{other.title}”没有“{outcome}”这个结果。")


def cycle_without_door(p: Procedure, library: Library) -> Iterator[Finding]:
    if p.cycle and p.cycle.door not in p.doors:
        yield Finding(yaml_of(p), "cycle.door", f"doors 里没有“{p.cycle.door}”。")


def cycle_door_shut(p: Procedure, library: Library) -> Iterator[Finding]:
    """The clock opens the yearly case: the door lets it, names an organ by its tag, and asks for the year at most."""
    door = p.doors.get(p.cycle.door) if p.cycle else None
    if p.cycle and door:
        if "clock" not in door.openers or door.organisation == "opener" or door.organisation.startswith("$"):
            sentence = "时钟要能从这个入口开立：openers 里写上 clock，organisation 写单位的标签。"
            yield Finding(yaml_of(p), "cycle.door", sentence)
        form = p.forms.get(door.form)
        if form and any(f.required and f.key != "year" for f in form.fields):
            yield Finding(yaml_of(p), "cycle.door", "时钟填不了表：除 year 外，入口的表单不能有必填项。")


def cycle_day_odd(p: Procedure, library: Library) -> Iterator[Finding]:
    if p.cycle:
        try:
            date.fromisoformat(f"2026-{p.cycle.opens_on}")
        except ValueError:
            yield Finding(yaml_of(p), "cycle.on", f"“{p.cycle.opens_on}”不是每年都有的一天，请写成 09-01。")


def lane_of_nobody(p: Procedure, library: Library) -> Iterator[Finding]:
    """`person: $expert` is read from the data at the moment a task of the lane opens."""
    data = Data(p)
    for node in p.nodes.values():
        lane = p.lanes.get(node.lane) if node.kind == "userTask" else None
        if lane and lane.person and (not lane.person.startswith("$")
                                     or lane.person[1:] not in data.readable(node.process)):
            file = yaml_with(p, library, "lanes", lane.id)
            yield Finding(file, f"lanes.{lane.id}", f"办理人取自“{lane.person}”，流程里没有人给出。")


RULES: tuple[Rule, ...] = (
    lane_without_role,
    role_without_lane,
    task_without_lane,
    lane_without_people,
    role_unknown,
    door_without_start,
    door_of_no_organisation,
    start_without_door,
    message_not_awaited,
    message_without_sender,
    separation_of_no_tasks,
    follows_nothing,
    cycle_without_door,
    cycle_door_shut,
    cycle_day_odd,
    lane_of_nobody,
)
