"""Decision tables."""

import pytest

from app.engine import DiagramRefused, StepFailed
from tests.engine.sketch import dmn

CASE = """
    start s
    rule r dmn=t
    user a
    end e
    s -> r -> a -> e
"""
GOOD = (
    ('? in ["一般", "轻微"]', "< 3", '"early"'),
    ('? in ["一般", "轻微"]', "3 <= ? < 12", '"ok"'),
    ('"严重"', "-", '"never"'),
    ('"有疑问?"', "", "True"),
)


def decided(play, *rules, level="一般", months=5, **options):
    table = dmn(*(rules or GOOD), inputs=("record['level']", "months"), output="verdict", **options)
    return play(CASE, files={"t": table}, record={"level": level}, months=months).task("a").data["verdict"]


@pytest.mark.parametrize(
    ("level", "months", "verdict"),
    [("一般", 2, "early"), ("轻微", 3, "ok"), ("轻微", 11, "ok"), ("严重", 99, "never"), ("有疑问?", 0, True)],
)
def test_the_one_rule_that_holds_decides(play, level, months, verdict):
    assert decided(play, level=level, months=months) == verdict


def test_no_rule_is_a_failure_and_not_silence(play):
    with pytest.raises(StepFailed, match="决策表“t”没有一条规则符合") as failure:
        decided(play, months=12)
    assert failure.value.node == "r"


def test_two_rules_are_a_failure_and_not_the_first_of_them(play):
    with pytest.raises(StepFailed, match="决策表“t”有 2 条规则同时符合"):
        decided(play, ("", "> 1", "1"), ('"一般"', "", "2"))


def test_each_record_of_a_list_is_decided_by_itself(play):
    table = dmn(("True", '"x"'), ("False", '"y"'), inputs=("record['severe']",), output="verdict")
    case = play(
        CASE.replace("dmn=t", "dmn=t each=records,record,verdicts,verdict"), files={"t": table},
        records=[{"severe": False}, {"severe": True}],
    )  # fmt: skip
    assert case.task("a").data["verdicts"] == ["y", "x"]
    assert "verdict" not in case.task("a").data


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ('"一般","轻微"', "看不懂"),
        ("[3..12]", "FEEL"),
        ('not("一般")', "FEEL"),
        ("true", "FEEL"),
        ("null", "FEEL"),
        ("一般", "看不懂"),
        ("__import__('os').system('x')", "只能用函数"),
        ("3 <=", "看不懂"),
        ("? in other", "看不懂"),
        ("? == due('x')", "看不懂"),
    ],
)
def test_a_cell_that_would_mean_something_else_is_refused(play, cell, sentence):
    with pytest.raises(DiagramRefused, match=f"决策表“t”不能使用：.*{sentence}"):
        decided(play, (cell, "", "1"))


@pytest.mark.parametrize("hit", ["FIRST", "ANY", "COLLECT", "RULE ORDER", "nonsense"])
def test_only_unique_tables_are_taken(play, hit):
    with pytest.raises(DiagramRefused, match="命中规则必须是 UNIQUE"):
        decided(play, hit=hit)


@pytest.mark.parametrize("result", ["true", "months", "", "due('x')"])
def test_a_result_is_a_fixed_value(play, result):
    with pytest.raises(DiagramRefused, match="决策表“t”不能使用"):
        decided(play, ('"一般"', "", result))


def test_a_table_that_is_not_there_is_named(draw):
    with pytest.raises(DiagramRefused, match="“r的名称”要用的决策表“t”不在文件里"):
        draw(CASE)
