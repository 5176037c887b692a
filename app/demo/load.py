"""Furnishes an empty demo house: people, subjects, records, and cases at every stage of life, late ones among them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from random import Random

from app.clock import SHANGHAI, frozen, today
from app.demo.cases import Story
from app.demo.catalogue import EXPERTS, ITEMS, MEASURES, USES
from app.demo.names import make_subjects
from app.demo.people import FIRST_SUBJECTS, ORGANS, WORKERS
from app.demo.pile import Pile
from app.demo.plots import PLOTS, Plot
from app.demo.records import NewRecord, make_records, make_repairable
from app.demo.scenes import scenes
from app.demo.severe_fields import FIELDS
from app.demo.stage import Stage, last_morning, work_hours
from app.domain.actor import OPERATOR
from app.domain.calendar import Calendar, built_in
from app.errors import NotAllowed
from app.procedures import Library
from app.services.add_entries import add_entries
from app.services.add_records import add_records
from app.services.execute import execute
from app.services.house import house
from app.services.passwords import hash_password
from app.services.setup import NewSubject, add_subjects, mark_demo, set_up_people

SUBJECTS, RECORDS, REPAIRABLE, CASES, SEED = 300, 3000, 8, 70, 2026


def load_demo(cases: int = CASES, seed: int = SEED, say: Callable[[str], object] = print) -> int:
    """Returns how many cases were filed: `cases` by the plots, and where there are enough for each of these once, some
    of every other procedure. The same seed and day give the same house. Refused in production."""
    settings = house().settings
    if not settings.demo:
        raise NotAllowed("正式环境不能载入演示数据。")
    # Up to the midnight before: whenever on a day it is loaded, the house is the same.
    until, days = datetime.combine(today(), time(), SHANGHAI), built_in()
    execute(mark_demo, actor=OPERATOR, whole=False)
    say("正在准备演示数据……")
    with frozen(until - timedelta(days=70)):
        subjects, records = _furnish(settings.demo_password, seed)
    pile = Pile(records)
    stories = _stories(Random(seed), subjects, pile, cases, until, days)
    if cases >= len(PLOTS):  # fewer is for a quick look
        library = Library.read(house().settings.procedures_path.parent)
        stories += scenes(Random(seed), library.procedures, subjects, pile, until, days)
    filed = Stage(days, Random(seed), until).play(stories)
    execute(mark_demo, actor=OPERATOR, whole=True)
    say(f"演示数据已经备好：{len(subjects)}个信用主体，{len(records)}条信用记录，{filed}件事项。")
    return filed


def _furnish(password: str, seed: int) -> tuple[list[NewSubject], list[tuple[NewRecord, str]]]:
    execute(set_up_people, actor=OPERATOR, organs=ORGANS, workers=WORKERS, password_hash=hash_password(password),
            demo=True)
    subjects = [*FIRST_SUBJECTS, *make_subjects(SUBJECTS, seed)]
    execute(add_subjects, actor=OPERATOR, subjects=subjects)
    execute(add_entries, actor=OPERATOR, register="catalogue", entries=ITEMS, article="条例11")
    execute(add_entries, actor=OPERATOR, register="measures", entries=MEASURES, article="条例22")
    execute(add_entries, actor=OPERATOR, register="application-list", entries=USES, article="条例19")
    execute(add_entries, actor=OPERATOR, register="experts", entries=EXPERTS, article="条例11")
    natural = frozenset(s.key for s in subjects if s.kind == "natural")
    execute(add_entries, actor=OPERATOR, register="severe-fields", entries=FIELDS, article="条例16")
    records = make_records([s.key for s in subjects], natural, RECORDS, today(), seed)
    records += make_repairable(FIRST_SUBJECTS[0].key, REPAIRABLE, today(), seed)
    keys = execute(add_records, actor=OPERATOR, records=records)
    return subjects, list(zip(records, keys, strict=True))


def _stories(random: Random, subjects: Sequence[NewSubject], pile: Pile, count: int, until: datetime,
             days: Calendar) -> list[Story]:
    """Every plot at least once where there are cases enough, the rest by weight; who signs in gets the first ones."""
    names, shares = list(PLOTS), [plot.weight for plot in PLOTS.values()]
    chosen = [PLOTS[name] for name in (names + random.choices(names, shares, k=count))[:count]]
    parties = itertools.cycle([s for s in subjects if s.agent])
    others = [s for s in subjects if not s.agent]
    stories = []
    for n, plot in enumerate(chosen):
        subject = next(parties) if plot.party or n % 4 == 0 else None
        if subject is None or not (plot.party or pile.fit(subject.key, plot)):
            subject = random.choice([s for s in others if pile.fit(s.key, plot)])
        drawn = pile.draw(random, subject.key, plot)
        stories += [_story(random, subject, drawn, plot, until, days)] if drawn else []
    return stories


def _story(random: Random, subject: NewSubject, records: tuple[str, ...], plot: Plot, until: datetime,
           days: Calendar) -> Story:
    """Filed so long ago that its steps have come about; of those under way, one in five lies too long."""
    work = sum(act.hours for act in plot.acts) / 8
    back = random.uniform(20, 55) if plot.ended else 1.4 * (random.uniform(0.3, 3) + work)
    late = random.uniform(7, 12) if not plot.ended and random.random() < 0.2 else 0.0
    filed = work_hours(until - timedelta(days=back + late), random.uniform(0.2, 3), days)
    return Story(subject.key, records, subject.agent or "clerk", min(filed, last_morning(until, days)), plot,
                 random.randrange(100))
