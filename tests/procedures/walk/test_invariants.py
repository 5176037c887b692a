"""What procedure.yaml says must hold on every path: the smallest drawing that breaks it, and one that does not."""

from __future__ import annotations

from app.procedures.model import Invariant
from app.procedures.walk import Opening
from tests.procedures.walk.conftest import Walked, sentences

SIGN = {"sign": {"signed": ["yes", "no"]}}
RUNG = """start s
user ask
user serve
xor g
stop done
s -> ask -> g
g -> serve if how == 'serve'
g -> done if how == 'skip'
serve -> done"""
HOW = {"ask": {"how": ["serve", "skip"]}}


def test_an_end_without_what_it_needs(walked: Walked) -> None:
    rule = Invariant("done", "没有送达不得办结。", needs="serve")

    report = walked(RUNG, HOW, invariants=(rule,))

    assert sentences(report) == ["没有送达不得办结。路径：p → ask（how=skip）"]


def test_what_is_needed_only_after_another_node(walked: Walked) -> None:
    both = "start s\nuser ask\nxor g\nuser flag\nuser serve\nstop done\ns -> ask -> g\nserve -> done"
    ways = "\ng -> flag if how == 'serve'\ng -> done if how == 'skip'\nflag -> "
    rule = Invariant("done", "标明要送达的，没有送达不得办结。", needs="serve", after="flag")

    whole, short = walked(both + ways + "serve", HOW, invariants=(rule,)), walked(
        both.replace("\nuser serve", "").replace("\nserve -> done", "") + ways + "done", HOW, invariants=(rule,))

    assert whole.sound
    assert sentences(short) == ["标明要送达的，没有送达不得办结。路径：p → ask（how=serve） → flag"]


def test_what_is_needed_may_come_in_the_same_step(walked: Walked) -> None:
    rule = Invariant("done", "没有询问不得办结。", needs="g")

    assert walked(RUNG, HOW, invariants=(rule,)).sound


def test_what_is_needed_may_lie_inside_a_called_diagram(walked: Walked) -> None:
    drawing = "start s\ncall inner to=other\nstop done\ns -> inner -> done"
    skips = """process other
    io in=door out=door
    start os
    user how
    xor og
    user serve
    end oe
    os -> how -> og
    og -> serve if how == 'serve'
    og -> oe if how == 'skip'
    serve -> oe"""
    rule = Invariant("done", "没有送达不得办结。", needs="serve")
    opening = (Opening(None, {"door": "x"}),)

    both = walked(drawing, {"how": {"how": ["serve", "skip"]}}, None, (rule,), None, opening, (skips,))
    always = walked(drawing, {"how": {"how": ["serve"]}}, None, (rule,), None, opening, (skips,))

    assert "没有送达不得办结。路径：p（door=x） → inner（door=其他）" in sentences(both)
    assert not any(found.code == "needs" for found in always.findings)


def test_an_act_that_may_happen_only_once(walked: Walked) -> None:
    rule = Invariant("extend", "只能延长一次。", at_most=1)

    report = walked(
        """start s
        xor again
        user sign
        xor g
        do extend op=extend limit="'x'"
        stop done
        s -> again -> sign -> g
        g -> extend if signed == 'no'
        extend -> again
        g -> done if signed == 'yes'""",
        SIGN,
        invariants=(rule,),
    )

    assert sentences(report) == ["只能延长一次。路径：p → sign（signed=no） → sign（signed=no）"]


OBJECTIONS = """start s
user sign
{gate}
stop decided
anytime further
start f_s msg=objection interrupting=false
user answer
end f_e
f_s -> answer -> f_e
endsub
s -> sign -> {way}"""


def test_a_decision_while_an_objection_is_open(walked: Walked) -> None:
    rule = Invariant("decided", "还有异议没有答复，不得作出决定。", never_while="further")
    gate = "catch gate cond=\"running('further') == 0\""

    open_ = walked(OBJECTIONS.format(gate="", way="decided"), invariants=(rule,))
    gated = walked(OBJECTIONS.format(gate=gate, way="gate -> decided"), invariants=(rule,))

    assert sentences(open_) == ["还有异议没有答复，不得作出决定。路径：p → f_s → sign"]
    assert gated.sound
