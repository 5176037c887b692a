"""The longest lawful time: everything as late as its limit lets it be; what nothing bounds is listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.procedures import Library, Procedure
from app.procedures.model import Extension, Limit, Start
from app.procedures.walk import paths
from app.procedures.walk.longest import in_workdays, longest
from app.procedures.walk.paths import Edge
from tests.engine.oracle.notation import bpmn

ROOT = Path(__file__).parents[3]
Timed = Callable[..., Procedure]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.read(ROOT)


@pytest.fixture
def timed(library: Library) -> Timed:
    """A procedure of one small drawing and some limits."""
    bare = replace(library.procedures["objection"], process="p", doors={}, messages={}, forms={}, nodes={}, follows=())

    def build(text: str, *limits: Limit) -> Procedure:
        drawings = {"process.bpmn": bpmn(f"process p\n{text}")}
        return replace(bare, drawings=drawings, limits={limit.key: limit for limit in limits})

    return build


def _limit(key: str, length: int, unit: Any = "workdays", node: str | None = None, **more: Any) -> Limit:
    start = Start("accepted", node)
    return Limit(key, key, "条例32", length, unit, "默认", "", False, start, **more)


def test_a_task_waits_until_its_timer_is_due(timed: Timed) -> None:
    procedure = timed(
        """start s
        user check
        boundary late on=check due=three
        end told
        late -> told
        stop done
        s -> check -> done""",
        _limit("three", 3),
    )

    assert longest(procedure).workdays == 3
    assert longest(procedure).path == ("check（+3）",)


def test_a_limit_runs_from_one_act_to_another_over_all_tasks_between(timed: Timed) -> None:
    procedure = timed(
        "start s\nuser file\nuser one\nuser two\nuser after\nstop done\ns -> file -> one -> two -> after -> done",
        _limit("five", 5, node="file", met_by=("two",)),
    )

    found = longest(procedure)

    assert (found.workdays, found.path) == (5, ("file", "one（+5）", "two", "after"))
    assert found.unlimited == ("after", "file")


def test_an_extension_makes_it_longer(timed: Timed) -> None:
    procedure = timed(
        """start s
        user file
        user decide
        do extend op=extend limit="'five'"
        user sign
        stop done
        s -> file -> decide -> extend -> sign -> done""",
        _limit("five", 5, node="file", met_by=("sign",), extension=Extension(20, 1, "chief", "条例31")),
    )

    assert longest(procedure).path == ("file", "decide（+5）", "sign（+15）")


def test_an_event_gateway_takes_the_message_on_the_last_day(timed: Timed) -> None:
    procedure = timed(
        """start s
        choice wait
        catch came msg=answer
        catch over due=ten
        user weigh
        boundary late on=weigh due=two
        end told
        late -> told
        stop done
        stop lapsed
        s -> wait -> came -> weigh -> done
        wait -> over -> lapsed""",
        _limit("ten", 10, "days"),
        _limit("two", 2),
    )

    assert longest(procedure).path == ("came（+8）", "weigh（+2）")


def test_a_loop_is_gone_through_once_and_listed(timed: Timed) -> None:
    procedure = timed(
        """start s
        xor again
        user draft
        boundary late on=draft due=two
        end told
        late -> told
        ask answer op=answer var=answer
        xor g
        stop done
        s -> again -> draft -> answer -> g
        g -> again if answer == 'no'
        g -> done if answer == 'yes'""",
        _limit("two", 2),
    )

    found = longest(procedure)

    assert (found.workdays, found.loops) == (2, ("draft",))


def test_a_wait_for_the_world_is_listed(timed: Timed) -> None:
    procedure = timed("start s\ncatch news msg=news\nstop done\ns -> news -> done")

    assert longest(procedure).outside == ("news",)


def test_every_procedure_of_the_house_has_a_longest_way(library: Library) -> None:
    found = {slug: longest(procedure) for slug, procedure in library.procedures.items()}

    assert all(one.complete for one in found.values())
    # who has no limit of its own takes no time: a term that ended is carried out at once
    assert {slug for slug, one in found.items() if one.workdays} == {
        slug for slug, procedure in library.procedures.items() if procedure.limits
    }
    # 2 受理 + 22 公告送达补正通知 + 8 补正 + 2 再受理 + 20 延长后的处理期限 + 22 公告送达结果
    assert found["objection"].workdays == 76
    # 3 更正 + 22 公告送达更正告知书
    assert found["correction"].workdays == 25
    # 22 公告送达认定书 + 7 报送 + 5 入档；等待文书生效没有长短
    assert found["determination"].workdays == 34
    # 15 征集 + 22 公开征求意见 + 7 合法性审查，市政府退回一次的再审查 7
    assert (found["catalogue"].workdays, found["measures"].workdays) == (51, 51)
    # 22 公告送达事先告知书 + 5 异议期 + 22 公告送达决定书 + 7 报送 + 5 入档
    assert found["severe-listing"].workdays == 61
    # 2 核对裁定 + 22 公告送达屏蔽 + 264 执行重整计划 + 3 受理 + 7 核查 + 3 回执 + 22 公告送达决定 + 22 公告送达结果
    assert found["repair"].workdays == 345


@pytest.mark.parametrize(("length", "unit", "days"), [(5, "workdays", 5), (10, "days", 8), (30, "days", 22)])
def test_calendar_days_count_as_their_worst_number_of_working_days(length: int, unit: str, days: int) -> None:
    assert in_workdays(length, unit) == days


def test_parts_of_a_graph_and_the_way_between_them() -> None:
    graph = {0: [Edge(1, 1, "a")], 1: [Edge(2, 2, "b")], 2: [Edge(1, 3, "back"), Edge(3, 4, "c")], 3: []}
    part = paths.parts(graph)

    assert part[1] == part[2] != part[0]
    assert paths.endless(graph, part) == {"b", "back"}
    assert paths.longest(graph, [0]) == (7, ("a（+1）", "b（+2）", "c（+4）"))


def test_a_way_that_only_goes_back_is_no_way() -> None:
    graph = {0: [Edge(1, 1, "a"), Edge(2, 0, "out")], 1: [Edge(0, 9, "back")], 2: []}

    assert paths.longest(graph, [0]) == (0, ("out",))


def test_a_limit_that_begins_in_one_of_several_is_its_own(timed: Timed) -> None:
    """Whoever is first neither meets the other's limit nor begins their days anew."""
    procedure = timed(
        """start s
        ask units op=ask.holders role="'x'" var=units
        sub part each=units,unit,results,result
        start i
        user take
        boundary late on=take due=three
        end told
        late -> told
        user work
        user after
        end o
        i -> take -> work -> after -> o
        endsub
        stop done
        s -> units -> part -> done""",
        _limit("three", 3),
        _limit("ten", 10, node="take", met_by=("work",)),
    )

    found = longest(procedure)

    assert (found.workdays, found.unlimited) == (13, ("after",))
