"""Drafts, comments, receipts and lists as anybody sees them, without sign-in and without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.clock import frozen
from app.services.house import house
from app.services.release_comment import release_comment
from tests.services.conftest import deadline_of
from tests.services.test_lists import draft_of, published
from tests.support.house import actor_of
from tests.support.walk import comment, open_case, open_tasks
from tests.support.yearly import OTHER, ROW, compiled, publish
from tests.web.visiting import Visitor


@pytest.fixture()
def yearly(app: Any, tmp_path: Path) -> Iterator[None]:
    publish(tmp_path)
    yield
    house()._by_id.clear()


@pytest.fixture()
def number(yearly: None) -> str:
    return compiled([ROW, OTHER], draft_title="补充清单（草案）", explanation="为什么要有这份清单。", days=10,
                    days_reason="上级要求月底前公布。")


def test_the_drafts_open_now_are_told_with_the_day_they_close(number: str, visitor: Visitor) -> None:
    shown = visitor.get("/drafts").text
    assert "补充清单（草案）" in shown and "11月26日" in shown and "还剩 10 天" in shown
    with frozen(deadline_of(number, "comment_period").due_at):
        assert "现在没有正在征求意见的草案" in visitor.get("/drafts").text


def test_a_draft_stands_item_by_item_with_why_it_is_short(number: str, visitor: Visitor) -> None:
    shown = visitor.get(f"/drafts/{draft_of(number).key}").text
    for words in ("C-01 约谈", "C-02 选优评先", "上级要求月底前公布", "对第 2 项提意见", "《宁波市社会信用条例》",
                  "条例第二十三条（一）约谈告诫"):
        assert words in shown


def test_a_comment_is_taken_and_its_receipt_found_again(number: str, visitor: Visitor) -> None:
    key = draft_of(number).key
    once = re.search(r'name="once" value="([^"]+)"', visitor.get(f"/drafts/{key}/say?about=2").text)
    assert once is not None
    said = {"about": "2", "text": "建议写明哪些评比。", "name": "李小红", "contact": "13900000000", "once": once[1]}
    first, again = (visitor.post(f"/drafts/{key}/say", said) for _ in range(2))
    assert first.status_code == again.status_code == 303 and first.location == again.location

    receipt = visitor.get(first.location).text
    number_of = first.location.rpartition("/")[2]
    assert "建议写明哪些评比" in receipt and number_of in receipt and "13900000000" not in receipt
    assert visitor.get(f"/receipts?number={number_of.lower()}").location.endswith(number_of)
    assert visitor.get("/receipts?number=YJ2026-NO").status_code == 404


def test_a_comment_that_says_nothing_is_given_back_with_its_sentence(number: str, visitor: Visitor) -> None:
    answer = visitor.post(f"/drafts/{draft_of(number).key}/say", {"about": "all", "name": "李小红"})
    assert answer.status_code == 422
    assert "请写下您的意见" in answer.text and "李小红" in answer.text


def test_only_what_was_released_is_shown_with_the_name_masked(number: str, visitor: Visitor, run: Any) -> None:
    key = comment(number, "请把适用情形写得具体。", {"about": "1", "name": "王小明", "contact": "13800138000"})
    comment(number, "这一条还没有人看过。")
    run(release_comment, "authority", receipt=key, shown=True)
    for page in (f"/drafts/{draft_of(number).key}", f"/drafts/{draft_of(number).key}/comments", "/registers/comments"):
        shown = visitor.get(page).text
        assert "请把适用情形写得具体" in shown and "王**" in shown, page
        assert not {"王小明", "13800138000", "这一条还没有人看过"} & set(re.findall(r"[\w]+", shown)), page


def test_after_the_last_day_the_form_is_gone_and_a_late_comment_is_refused(number: str, visitor: Visitor) -> None:
    key, ends = draft_of(number).key, deadline_of(number, "comment_period").due_at
    with frozen(ends):
        assert "征求意见已经结束" in visitor.get(f"/drafts/{key}/say").text
        late = visitor.post(f"/drafts/{key}/say", {"about": "all", "text": "我来晚了一步。"})
        assert late.status_code == 409 and "最后一天是2026年11月26日" in late.text


def test_a_list_is_read_as_of_a_day_by_part_and_by_edition(yearly: None, visitor: Visitor, session: Any) -> None:
    published([ROW, OTHER], 2026, approval="甬政发〔2026〕9号")
    with frozen(deadline_of_published(session) + timedelta(days=1)):
        shown = visitor.get("/registers/measures?part=city").text
        assert "C-01 约谈" in shown and "甬政发〔2026〕9号" in shown and "新增 2 项" in shown
        above = visitor.get("/registers/measures?part=national").text
        assert "GJ-C01" in above and "C-01 约谈" not in above
        assert "现在没有公示的条目" in visitor.get("/registers/measures?on=2025-12-31").text
        assert visitor.get("/registers/measures?on=soon").status_code == 422
        edition = re.search(r'href="(/editions/[^"]+)"', visitor.get("/registers/measures").text)
        assert edition is not None and "C-02 选优评先" in visitor.get(edition[1]).text


def deadline_of_published(session: Any) -> Any:
    from app.models import Edition

    session.rollback()
    return session.query(Edition).one().published_at


def test_the_organ_looks_at_comments_and_shows_or_keeps_back_each(number: str, visitor: Visitor) -> None:
    key = comment(number, "请把适用情形写得具体。", {"name": "王小明", "contact": "13800138000"})
    visitor.sign_in("authority")
    shown = visitor.get(f"/desk/cases/{number}/public-comments").text
    assert "王小明" in shown and "13800138000" in shown and "还没有看过" in shown
    assert "看公众意见" in visitor.get(f"/desk/cases/{number}").text

    act = f"/desk/cases/{number}/public-comments/{key}"
    assert visitor.post(act, {"shown": "no"}).status_code == 422
    assert visitor.post(act, {"shown": "yes"}).status_code == 303
    assert "已公开" in visitor.get(f"/desk/cases/{number}/public-comments").text
    visitor.sign_in("member1")
    assert visitor.get(f"/desk/cases/{number}/public-comments").status_code == 403
    visitor.sign_in("handler")
    assert visitor.get(f"/desk/cases/{number}/public-comments").status_code == 404


def test_a_row_is_taken_out_of_a_list_without_script(yearly: None, visitor: Visitor) -> None:
    number = open_case("authority", "yearly").number
    visitor.sign_in("member1")
    task = next(t for t in open_tasks(number) if t.organisation_id == actor_of("member1").posts[0].organisation_id)
    page = visitor.get(f"/desk/tasks/{task.id}").text
    address = re.search(r'<form[^>]*action="([^"]*complete[^"]*)"', page)
    rows = {f"items.{n}.{key}": value for n, row in enumerate((ROW, OTHER)) for key, value in row.items()}
    again = visitor.post(address[1] if address else f"/desk/tasks/{task.id}", {**rows, "_do": "drop items 0"}).text
    assert "选优评先" in again and "约谈告诫" not in again


def test_the_board_tells_a_year_without_its_case(yearly: None, visitor: Visitor) -> None:
    number = open_case("authority", "yearly", named={"year": 2026}).number
    visitor.sign_in("supervisor")
    shown = visitor.get("/supervisor/").text
    assert "年度清单" in shown and number in shown
