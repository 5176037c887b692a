"""Who acts: posts, the choice between several, and those who are nobody."""

from app.domain.actor import ANYONE, CLOCK, OPERATOR, Actor, Post
from app.domain.tags import Tag

CLERK = Post(1, "credit_center_clerk", 10, "市信用中心")
HANDLER = Post(2, "dept_handler", 20, "市市场监管局")
HANDLER_ELSEWHERE = Post(3, "dept_handler", 30, "市生态环境局")


def a_person(*posts, **more):
    return Actor("person", 1, "张三", posts, **more)


def test_access_is_the_union_of_the_posts():
    assert a_person(CLERK, HANDLER).roles == {"credit_center_clerk", "dept_handler"}


def test_a_role_is_held_in_one_organisation_and_not_in_another():
    actor = a_person(HANDLER)
    assert actor.holds("dept_handler", 20) == HANDLER
    assert actor.holds("dept_handler", 30) is None
    assert actor.holds("dept_handler") == HANDLER
    assert actor.holds("credit_center_clerk") is None


def test_the_chosen_post_comes_first_where_two_would_do():
    actor = a_person(HANDLER, HANDLER_ELSEWHERE, as_post=3)
    assert actor.holds("dept_handler") == HANDLER_ELSEWHERE
    assert actor.posts_with("dept_handler") == (HANDLER_ELSEWHERE, HANDLER)


def test_the_only_post_needs_no_choice_and_several_do():
    assert a_person(CLERK).post == CLERK
    assert a_person(CLERK, HANDLER).post is None
    assert a_person(CLERK, HANDLER, as_post=2).post == HANDLER
    assert a_person(CLERK, as_post=99).post is None


def test_a_person_stands_for_the_subjects_named_and_no_other():
    actor = a_person(subject_ids=frozenset({7}))
    assert actor.stands_for(7)
    assert not actor.stands_for(8)
    assert not actor.stands_for(None)


def test_clock_operator_and_anyone_hold_no_role():
    for actor in (CLOCK, OPERATOR, ANYONE):
        assert not actor.is_person
        assert not actor.roles
        assert actor.post is None


def test_every_tag_is_said_once_and_reads_like_a_path():
    assert all(part.replace("_", "").isalpha() for tag in Tag for part in tag.split(":"))
    assert len({tag.value for tag in Tag}) == len(Tag.__members__)
