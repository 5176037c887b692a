"""Each thing that a walk may find wrong, on the smallest drawing that shows it, with its sentence and its path."""

from __future__ import annotations

import pytest

from app.procedures.walk import Limits, NotWalkable
from tests.procedures.walk.conftest import Walked, sentences

SIGN = {"sign": {"signed": ["yes", "no"]}}


def test_a_sound_drawing_has_no_findings_and_tells_its_ends(walked: Walked) -> None:
    report = walked(
        """start s
        user sign
        xor g
        stop done
        stop refused
        s -> sign -> g
        g -> done if signed == 'yes'
        g -> refused if signed == 'no'""",
        SIGN,
    )

    assert report.sound
    assert report.ends == {"done": 1, "refused": 1}


def test_a_gateway_without_a_true_branch(walked: Walked) -> None:
    report = walked(
        """start s
        user sign
        xor g 签否
        stop done
        stop refused
        s -> sign -> g
        g -> done if signed == 'yes'
        g -> refused if signed == 'never'""",
        SIGN,
    )

    assert sentences(report) == [
        "“签否”没有一个条件成立，也没有默认分支（signed='no'）。路径：p → sign（signed=no）",
        "“refused”永远走不到。",
    ]


def test_a_gateway_with_two_true_branches(walked: Walked) -> None:
    report = walked(
        """start s
        user sign
        xor g 签否
        stop done
        stop refused
        s -> sign -> g
        g -> done if signed == 'yes'
        g -> refused if signed in ['yes', 'no']""",
        SIGN,
    )

    assert sentences(report) == ["“签否”同时有几个条件成立：条件必须互斥。路径：p → sign（signed=yes）"]


def test_a_condition_on_what_nobody_has_set(walked: Walked) -> None:
    report = walked(
        """start s
        xor g
        stop done
        stop other
        s -> g
        g -> done if signed == 'yes'
        g -> other if else"""
    )

    assert sentences(report)[0] == "“g”读不到所需的数据：signed == 'yes'：表达式里的“signed”没有值。路径：p"


def test_an_operation_that_takes_what_nobody_has_set(walked: Walked) -> None:
    report = walked("start s\ndo tell 告知 op=notify to=whom\nstop done\ns -> tell -> done")

    assert sentences(report)[0] == "“告知”读不到所需的数据：whom。路径：p"


def test_a_list_for_many_must_be_a_list(walked: Walked) -> None:
    report = walked("start s\nuser each 逐个办 each=units,unit\nstop done\ns -> each -> done")

    assert sentences(report)[0] == "“逐个办”读不到所需的数据：“units”不是列表。路径：p"


def test_a_task_that_is_never_reached(walked: Walked) -> None:
    report = walked(
        """start s
        user sign
        user lost 被忘掉的
        stop done
        s -> sign -> done
        lost -> done"""
    )

    assert sentences(report) == ["“被忘掉的”永远走不到。"]


def test_a_state_from_which_no_end_can_be_reached(walked: Walked) -> None:
    report = walked(
        """start s
        user sign
        xor g
        xor again
        user wait
        stop done
        s -> sign -> g
        g -> done if signed == 'yes'
        g -> again if signed == 'no'
        again -> wait -> again""",
        SIGN,
    )

    assert sentences(report) == ["走到这里以后，无论如何都到不了结束。路径：p → sign（signed=no）"]


def test_a_case_that_hangs_at_a_join(walked: Walked) -> None:
    report = walked(
        """start s
        user sign
        xor g
        user other
        par j
        stop done
        s -> sign -> g
        g -> other if signed == 'yes'
        g -> j if signed == 'no'
        other -> j
        j -> done""",
        SIGN,
    )

    assert sentences(report)[0] == "走到这里再也没有事可做，事项却没有办结。路径：p → sign（signed=no）"


def test_automatic_steps_that_never_end(walked: Walked) -> None:
    report = walked(
        """start s
        user sign
        xor again
        do tell 告知 op=notify to="'x'"
        stop done
        s -> sign -> again -> tell -> again"""
    )

    assert "所在的自动步骤绕成一圈，永远停不下来。路径：p → sign" in sentences(report)[0]


def test_an_automatic_subprocess_in_a_ring_is_found_too(walked: Walked) -> None:
    report = walked(
        """start s
        user sign
        xor again
        sub inner
        start is
        do tell op=notify to="'x'"
        end ie
        is -> tell -> ie
        endsub
        stop done
        s -> sign -> again -> inner -> again"""
    )

    assert report.findings[0].code == "endless"


def test_two_waits_for_one_message(walked: Walked) -> None:
    report = walked(
        """start s
        par fork
        catch one msg=answer
        catch two msg=answer
        par j
        stop done
        s -> fork -> one -> j
        fork -> two -> j -> done"""
    )

    assert sentences(report) == ["两处同时等待消息“answer”，说不清该给谁。路径：p"]


def test_tasks_that_pile_up_without_bound(walked: Walked) -> None:
    report = walked(
        """start s
        xor again
        par fork
        user chase 催办
        user sign
        xor g
        end e
        stop done
        s -> again -> fork -> chase -> e
        fork -> sign -> g
        g -> again if signed == 'no'
        g -> done if signed == 'yes'""",
        SIGN,
    )

    assert sentences(report)[0] == ("“催办”会越积越多：同时超过 2 个。路径：p → sign（signed=no） → sign（signed=no）")


TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="level"><decisionTable id="t" hitPolicy="UNIQUE">
<input id="i"><inputExpression id="x"><text>months</text></inputExpression></input><output id="o" name="grade"/>
<rule id="r1"><inputEntry id="a"><text>&lt; 3</text></inputEntry>
<outputEntry id="b"><text>"early"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c"><text>{}</text></inputEntry>
<outputEntry id="e"><text>"late"</text></outputEntry></rule></decisionTable></decision></definitions>"""
GRADED = """start s
ask months op=months var=months
rule grade 定级 dmn=level
xor g
stop early
stop late
s -> months -> grade -> g
g -> early if grade == 'early'
g -> late if grade == 'late'"""


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("&gt;= 3", []),
        ("&gt; 3", ["“定级”的决策表没有一条规则适用。"]),
        ("&gt; 1", ["“定级”的决策表同时有几条规则适用。"]),
    ],
)
def test_numbers_are_cut_at_the_constants_of_a_decision_table(walked: Walked, cell: str, found: list[str]) -> None:
    report = walked(GRADED, dmn=TABLE.format(cell))

    assert [f.sentence for f in report.findings] == found


def test_more_states_than_allowed_are_refused_with_the_element_to_split(walked: Walked) -> None:
    tasks = "\n".join(f"user t{n}\nfork -> t{n} -> join" for n in range(6))

    report = walked(
        f"""start s
        sub wide 太宽的子流程
        start is
        par fork
        par join
        end ie
        is -> fork
        {tasks}
        join -> ie
        endsub
        stop done
        s -> wide -> done""",
        limits=Limits(states=20),
    )

    assert sentences(report) == ["状态太多，超过了 20 个；请把“太宽的子流程”拆成单独的被调用流程。"]


def test_more_time_than_allowed_is_refused_as_well(walked: Walked) -> None:
    report = walked("start s\nuser sign 签字\nstop done\ns -> sign -> done", limits=Limits(seconds=-1.0))

    assert [found.code for found in report.findings] == ["too many"]


def test_a_diagram_that_does_not_exist_cannot_be_called(walked: Walked) -> None:
    with pytest.raises(NotWalkable, match="inner：调用的流程 nowhere 不存在。"):
        walked("start s\ncall inner to=nowhere\nstop done\ns -> inner -> done")
