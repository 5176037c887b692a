"""Called diagrams: walked first and alone, then one step of their caller."""

from __future__ import annotations

from app.procedures.walk import Opening
from tests.procedures.walk.conftest import Walked, sentences


def test_a_called_diagram_may_wait_for_the_same_message_as_its_caller(walked: Walked) -> None:
    report = walked(
        """start s
        call inner to=other
        catch here msg=answer
        par fork
        par j
        stop done
        s -> fork -> inner -> j
        fork -> here -> j -> done""",
        called=("process other\nio in=door out=door\nstart os\ncatch there msg=answer\nend oe\nos -> there -> oe",),
        openings=(Opening(None, {"door": "x"}),),
    )

    assert sentences(report) == ["两处同时等待消息“answer”，说不清该给谁。路径：p（door=x）"]


def test_a_called_diagram_must_be_handed_its_data(walked: Walked) -> None:
    called = ("process other\nio in=letter out=letter\nstart os\nuser ou\nend oe\nos -> ou -> oe",)

    report = walked("start s\ncall inner 送达 to=other\nstop done\ns -> inner -> done", called=called)

    assert sentences(report)[0] == "“送达”读不到所需的数据：所调用的流程要用 letter。路径：p"


def test_a_fault_inside_a_called_diagram_is_told_once_with_its_own_path(walked: Walked) -> None:
    called = (
        """process other
        io in=door out=door
        start os
        user how
        xor og
        end oe
        os -> how -> og
        og -> oe if method == 'mail'""",
    )
    twice = "start s\ncall one to=other\ncall two to=other\nstop done\ns -> one -> two -> done"

    report = walked(twice, {"how": {"method": ["mail", "hand"]}}, called=called, openings=(Opening(None, {"door": 1}),))

    assert sentences(report) == [
        "“og”没有一个条件成立，也没有默认分支（method='hand'）。路径：other（door=其他） → how（method=hand）"
    ]
    assert report.called == {"other": 2}
