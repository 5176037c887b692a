"""Who sees which case: the lists and the single page are of one mind, for everybody in the house."""

from __future__ import annotations

import pytest

from app.errors import NotFound
from app.queries import case_page, cases, comments, deadlines, documents, task_page, trail
from app.queries.cases import CaseFilters
from app.services.comment_case import comment_case
from tests.support.house import actor_of
from tests.support.walk import open_tasks

PEOPLE = ("clerk", "reviewer", "officer", "handler", "legal", "chief", "handler2", "authority", "authority_chief",
          "member1", "secretariat", "judicial", "gov", "expert1", "supplier", "supervisor", "oversight", "admin",
          "secadmin", "auditadmin", "company", "citizen", "citizen2")


def numbers(page):
    return {item.number for item in page.items}


def may_open(session, actor, number):
    try:
        return case_page.find_case(session, actor, number).number == number
    except NotFound:
        return False


@pytest.mark.parametrize("login", PEOPLE)
def test_the_list_shows_exactly_the_cases_that_can_be_opened(session, objection, login):
    every = {objection("opinion"), objection(by="citizen2"), objection("assess", by="company")}
    actor = actor_of(login)

    opened = {number for number in every if may_open(session, actor, number)}

    assert numbers(cases.list_cases(session, actor)) == opened
    assert {d.case for d in deadlines.list_deadlines(session, actor, size=200).items} == opened


def test_administrators_see_no_case_and_overseers_see_all(session, objection):
    number = objection("opinion")
    for login in ("admin", "secadmin", "auditadmin", "citizen2", "company", "handler2", "officer"):
        expected = login == "officer"  # 市信用中心 accepted it
        assert may_open(session, actor_of(login), number) is expected, login
    for login in ("supervisor", "oversight", "citizen", "clerk", "handler"):
        assert may_open(session, actor_of(login), number), login


def test_a_number_is_known_in_any_spelling_and_nonsense_is_not_found(session, objection):
    number = objection()
    for spelling in (number, number.lower(), "YY〔2026〕000001", " YY-2026-000001 "):
        assert case_page.find_case(session, actor_of("citizen"), spelling).number == number
    for nonsense in ("", "YY", "YY-2026-999999", "'; drop table", "\x00", "YY-2026-000001\x00"):
        with pytest.raises(NotFound):
            case_page.find_case(session, actor_of("supervisor"), nonsense)


def test_the_subject_reads_what_is_meant_for_it_and_no_more(run, session, objection):
    number = objection("opinion")
    run(comment_case, actor="clerk", number=number, text="这一件要小心")
    citizen = actor_of("citizen")

    case = case_page.find_case(session, citizen, number)
    told = str(case) + str(trail.case_trail(session, citizen, number, size=200))

    assert case.tasks == () and case.held_by == ("宁波市市场监督管理局",) or case.held_by == ("宁波市信用中心",)
    assert comments.list_comments(session, citizen, number) == ()
    assert all(d.to_subject for d in documents.list_documents(session, citizen, number))
    assert not [name for name in ("陈思远", "周启明", "林晓岚") if name in told]
    assert "这一件要小心" not in told and "case:task:claimed" not in told


def test_a_task_of_the_organ_does_not_exist_for_the_subject_neither_to_read_nor_to_act(run, session, objection):
    from app.services.claim_task import claim_task
    from app.services.complete_task import complete_task
    from app.services.recall_task import recall_task

    number = objection("assess")
    done = next(t for t in case_tasks(session, number) if t.state == "done")
    with pytest.raises(NotFound):
        task_page.find_task(session, actor_of("citizen"), done.id)
    for verb, args in ((claim_task, {}), (complete_task, {"answers": {}}), (recall_task, {})):
        for task in (done, open_tasks(number)[0]):
            with pytest.raises(NotFound):
                run(verb, actor="citizen", task_id=task.id, **args)


def case_tasks(session, number):
    from app.queries.seen import see_case

    return see_case(session, actor_of("clerk"), number).tasks


def test_identifiers_are_whole_for_the_subject_alone_and_masked_for_all_others(session, objection):
    number = objection("opinion")
    seen = {login: case_page.find_case(session, actor_of(login), number).subject.identifier
            for login in ("citizen", "clerk", "handler", "supervisor", "oversight")}
    assert "*" not in seen.pop("citizen")
    assert all("*" in shown for shown in seen.values())


def test_cases_are_found_by_words_status_subject_and_lateness(session, objection):
    from datetime import timedelta

    from app.clock import frozen, now

    first, second = objection(), objection(by="citizen2")
    eye = actor_of("supervisor")
    found = {
        "q name": cases.list_cases(session, eye, CaseFilters(q="赵立春")),
        "q number": cases.list_cases(session, eye, CaseFilters(q=second)),
        "subject": cases.list_cases(session, eye, CaseFilters(subject="subject-citizen-000002")),
    }
    assert {name: numbers(page) for name, page in found.items()} == dict.fromkeys(found, {second})
    assert numbers(cases.list_cases(session, eye, CaseFilters(status="closed"))) == set()
    assert numbers(cases.list_cases(session, eye, CaseFilters(overdue=True))) == set()
    with frozen(now() + timedelta(days=9)):
        late = cases.list_cases(session, eye, CaseFilters(overdue=True))
        assert numbers(late) == {first, second} and all(item.late for item in late.items)


def test_pages_of_cases_follow_each_other(session, objection):
    every = [objection(), objection(by="citizen2"), objection(by="company")]
    eye, found, cursor = actor_of("supervisor"), [], None
    while True:
        page = cases.list_cases(session, eye, cursor=cursor, size=1)
        found += [item.number for item in page.items]
        if page.next is None:
            break
        cursor = page.next
    assert found == every[::-1]
