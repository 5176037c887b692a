"""Entries of registers: what they must hold, how long their terms are, who may bring in those of no subject."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from app.demo.catalogue import ITEMS, Item
from app.errors import Invalid, NotAllowed, NotFound
from app.extensions import db
from app.models import Entry
from app.procedures.register_model import RegisterClock
from app.services.add_entries import add_entries
from app.services.operations.entering import must_be_whole
from app.services.registers import last_day
from app.services.shelf import registers

CLOCK = RegisterClock("term", "期", "默认", "begins", 12, "months", by="level", lengths={"minor": 3}, ends="ends",
                      when="shown == 'yes'")


@pytest.mark.parametrize(("data", "ends"), [
    ({"begins": "2026-11-30", "level": "minor", "shown": "yes"}, date(2027, 2, 28)),  # 民法典202: no such day, the last
    ({"begins": "2026-09-30", "level": "general", "shown": "yes"}, date(2027, 9, 30)),
    ({"begins": "2026-07-03", "level": "minor", "shown": "yes"}, date(2026, 10, 3)),  # 国庆: no term is made longer
    ({"begins": "2026-09-30", "level": "minor", "shown": "no"}, None),
    ({"level": "minor", "shown": "yes"}, None),
])  # fmt: skip
def test_a_term_ends_on_its_own_day(data: dict[str, str], ends: date | None) -> None:
    assert last_day(CLOCK, data) == ends


def test_an_entry_that_lacks_what_its_register_requires_is_refused_with_each_fields_name(app: Any) -> None:
    with pytest.raises(Invalid) as refused:
        must_be_whole(registers()["catalogue"], {**ITEMS[0].data, "layer": "county"})

    assert refused.value.errors["layer"] == ["“层级”里没有“county”这一项。"]
    with pytest.raises(Invalid) as refused:
        must_be_whole(registers()["catalogue"], {})
    assert refused.value.errors["code"] == ["公共信用信息目录缺少“编号”。"]


def test_published_items_are_brought_in_once(run: Any) -> None:
    more = Item("GJ-09 其他", date(2026, 2, 1), {**ITEMS[0].data, "code": "GJ-09"})
    assert run(add_entries, register="catalogue", entries=[*ITEMS, more], article="条例11") == 1
    assert run(add_entries, register="catalogue", entries=[*ITEMS, more], article="条例11") == 0

    titles = list(db.session().scalars(sa.select(Entry.title).where(Entry.register == "catalogue")))
    assert len(titles) == len(set(titles)) == len(ITEMS) + 1


def test_only_the_operator_brings_them_in_and_only_what_the_register_knows(run: Any) -> None:
    strange = Item("GJ-10", date(2026, 2, 1), {**ITEMS[0].data, "colour": "red"})
    with pytest.raises(NotAllowed):
        run(add_entries, "clerk", register="catalogue", entries=ITEMS, article="条例11")
    with pytest.raises(NotFound):
        run(add_entries, register="credit-records", entries=ITEMS, article="条例11")
    with pytest.raises(Invalid) as refused:
        run(add_entries, register="catalogue", entries=[strange], article="条例11")
    assert refused.value.errors == {"colour": ["公共信用信息目录没有“colour”这一项。"]}
