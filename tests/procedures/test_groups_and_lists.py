"""Groups, lists and conditions: what applies, what is dropped, and under which name an error stands."""

from app.procedures import applicable
from tests.procedures.forms import clean, field, form, options, refused


def agent(**more):
    inner = [field("checkbox", "has"), field("textfield", "name", required=True, label="姓名", when="has")]
    return field("group", "agent", components=inner, **more)


def test_the_answers_of_a_group_stand_below_its_name():
    assert clean(form(agent()), agent={"has": True, "name": "李四"}) == {"agent": {"has": True, "name": "李四"}}


def test_an_error_in_a_group_carries_the_group_s_name():
    assert refused(form(agent()), agent={"has": True, "nick": "a"}) == {
        "agent.name": ["请填写姓名。"],
        "agent.nick": ["表单里没有这一项，请删去。"],
    }


def test_a_group_that_is_no_object_is_refused():
    assert refused(form(agent()), agent=[1]) == {"agent": ["这里应当是一组“键: 值”。"]}


def test_what_a_group_requires_is_required_though_nothing_of_it_was_sent():
    asked = form(field("group", "a", components=[field("textfield", "name", required=True)]))

    assert refused(asked) == {"a.name": ["请填写事项。"]}


def test_a_group_and_a_list_without_answers_leave_nothing():
    asked = form(
        field("group", "a", components=[field("textfield", "name")]),
        field("dynamiclist", "b", components=[field("textfield", "name", required=True)]),
    )

    assert clean(asked) == clean(asked, a={}, b=[]) == clean(asked, a={"name": " "}) == {}


def test_a_shared_group_is_read_from_its_own_file():
    asked = form(field("group", "who", include="person"), person=[field("textfield", "name")])

    assert clean(asked, who={"name": "张三"}) == {"who": {"name": "张三"}}


def test_an_answer_to_a_field_that_does_not_apply_is_dropped():
    asked = form(field("radio", "a", values=options("y", "n")), field("textfield", "b", required=True, when="a == 'y'"))

    assert clean(asked, a="n", b="旧的") == {"a": "n"}
    assert refused(asked, a="y") == {"b": ["请填写事项。"]}


def test_what_depends_on_a_field_that_does_not_apply_does_not_apply_either():
    asked = form(
        field("radio", "a", values=options("y", "n")),
        field("radio", "b", values=options("y", "n"), when="a == 'y'"),
        field("textfield", "c", when="b == 'y'"),
    )

    assert clean(asked, a="n", b="y", c="旧的") == {"a": "n"}


def test_form_js_s_own_condition_hides_a_field():
    hide = {"hide": '=a != "y"'}
    asked = form(
        field("radio", "a", values=options("y", "n")), field("textfield", "b", conditional=hide, required=True)
    )

    assert clean(asked, a="n") == {"a": "n"}
    assert refused(asked, a="y") == {"b": ["请填写事项。"]}


def test_a_condition_that_cannot_be_answered_is_false():
    asked = form(field("number", "a"), field("textfield", "b", when="a > 3", required=True))

    assert clean(asked) == {}
    assert refused(asked, a=4) == {"b": ["请填写事项。"]}


def test_money_is_compared_as_a_number():
    asked = form(field("number", "a", money=True), field("textfield", "b", when="a >= 10000", required=True))

    assert clean(asked, a="9999.99") == {"a": "9999.99"}
    assert refused(asked, a="10000") == {"b": ["请填写事项。"]}


def rows(**more):
    inner = [
        field("radio", "kind", values=options("p", "q")),
        field("textfield", "why", when="kind == 'q'", required=True),
    ]
    return form(field("dynamiclist", "rows", components=inner, **more))


def test_each_row_is_asked_by_its_own_answers():
    asked = rows()

    assert clean(asked, rows=[{"kind": "p", "why": "旧的"}, {"kind": "q", "why": "新的"}]) == {
        "rows": [{"kind": "p"}, {"kind": "q", "why": "新的"}]
    }
    assert refused(asked, rows=[{"kind": "p"}, {"kind": "q"}]) == {"rows.1.why": ["请填写事项。"]}


def test_a_row_may_be_asked_by_what_stands_around_its_list():
    inner = [field("textfield", "why", when="kind == 'q'", required=True)]
    asked = form(field("radio", "kind", values=options("p", "q")), field("dynamiclist", "rows", components=inner))

    assert refused(asked, kind="q", rows=[{}]) == {"rows.0.why": ["请填写事项。"]}


def test_a_list_has_as_many_rows_as_the_form_wants():
    asked = rows(min_rows=2, max_rows=3)

    assert refused(asked) == {"rows": ["还差 2 项，至少填写 2 项。"]}
    assert refused(asked, rows=[{"kind": "p"}]) == {"rows": ["还差 1 项，至少填写 2 项。"]}
    assert refused(asked, rows=[{"kind": "p"}] * 4) == {"rows": ["多了 1 项，最多填写 3 项。"]}


def test_a_required_list_has_a_row():
    assert refused(rows(required=True)) == {"rows": ["请至少填写一项：事项。"]}


def test_a_list_without_end_is_refused():
    assert refused(rows(), rows=[{"kind": "p"}] * 201) == {"rows": ["多了 1 项，最多填写 200 项。"]}


def test_lists_in_lists_have_an_end_together():
    inner = field("dynamiclist", "inner", components=[field("textfield", "a", required=True)])
    asked = form(field("dynamiclist", "outer", components=[field("textfield", "b", required=True), inner]))
    row = {"b": "x", "inner": [{"a": "x"}] * 199}

    assert len(clean(asked, outer=[row] * 5)["outer"]) == 5
    assert refused(asked, outer=[row] * 200)["outer.5.inner"] == ["列表太长，所有列表加起来最多 1000 项。"]


def test_a_list_of_something_else_is_refused():
    for wrong in ("a", [1], {"kind": "p"}):
        assert refused(rows(), rows=wrong) == {"rows": ["这里应当是一个列表，每一项是一组“键: 值”。"]}


def per_record():
    inner = [field("textfield", "record", **{"as": "record"}), field("textfield", "note", required=True)]
    return form(field("dynamiclist", "found", rows="records", components=inner))


def test_a_list_with_a_row_a_record_wants_each_record_once():
    good = [{"record": "r2", "note": "无误"}, {"record": "r1", "note": "有误"}]

    assert clean(per_record(), found=good) == {"found": good}
    assert refused(per_record(), found=good[:1]) == {"found": ["还缺 1 项：处罚记录。"]}
    assert refused(per_record(), found=[*good, good[0]]) == {"found": ["应当正好 2 项，每条记录一项。"]}
    assert refused(per_record()) == {"found": ["还缺 2 项：处罚记录、许可记录。"]}


def test_what_the_subject_may_read_whole_it_may_read_in_its_parts():
    inner = [field("textfield", "name"), field("group", "deep", components=[field("textfield", "note")])]
    asked = form(field("group", "a", components=inner, audience="subject"), field("textfield", "b"))

    assert {f.key: f.public for f in asked.walk()} == {"a": True, "name": True, "deep": True, "note": True, "b": False}


def test_applicable_shows_groups_with_what_applies_inside():
    asked = form(agent(), field("textfield", "note", when="agent['has']"))

    (only,) = applicable(asked, {"agent": {"has": False}})
    group, note = applicable(asked, {"agent": {"has": True}})

    assert [f.key for f in only.fields] == ["has"]
    assert [f.key for f in group.fields] == ["has", "name"]
    assert note.key == "note"


def test_an_odd_answer_around_a_condition_breaks_nothing():
    asked = form(field("textfield", "a"), field("textfield", "b", when="a in ['x']"))

    assert refused(asked, a={"deep": [1]}) == {"a": ["这里应当是一段文字。"]}
