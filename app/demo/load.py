"""Furnishes an empty demo house: people, subjects, records, and cases at every stage of life, late ones among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

from app import clock
from app.clock import frozen, today
from app.demo.cases import Stage, Story, weights, work_hours
from app.demo.catalogue import ITEMS
from app.demo.names import make_subjects
from app.demo.people import FIRST_SUBJECTS, ORGANS, WORKERS
from app.demo.plots import PLOTS
from app.demo.records import NewRecord, make_records
from app.domain.actor import OPERATOR
from app.domain.calendar import Calendar, built_in
from app.errors import NotAllowed
from app.services.add_entries import add_entries
from app.services.add_records import add_records
from app.services.execute import execute
from app.services.house import house
from app.services.passwords import hash_password
from app.services.setup import NewSubject, add_subjects, set_up_people

SUBJECTS, RECORDS, CASES, SEED = 300, 3000, 60, 2026
AGENTS = ("company", "citizen", "citizen2")


def load_demo(cases: int = CASES, seed: int = SEED, say: Callable[[str], object] = print) -> int:
    """Returns how many cases were filed. The same seed and day give the same house. Refused in production."""
    settings = house().settings
    if not settings.demo:
        raise NotAllowed("正式环境不能载入演示数据。")
    now, days = clock.now(), built_in()
    began = now - timedelta(days=70)
    say("正在准备演示数据……")
    with frozen(began):
        subjects, records = _furnish(settings.demo_password, seed)
    stories = _stories(Random(seed), subjects, records, cases, now, days)
    filed = Stage(days, Random(seed), now - timedelta(minutes=1)).play(stories)
    say(f"演示数据已经备好：{len(subjects)}个信用主体，{len(records)}条信用记录，{filed}件事项。")
    return filed


def _furnish(password: str, seed: int) -> tuple[list[NewSubject], list[tuple[NewRecord, str]]]:
    execute(set_up_people, actor=OPERATOR, organs=ORGANS, workers=WORKERS, password_hash=hash_password(password), demo=True)
    subjects = [*FIRST_SUBJECTS, *make_subjects(SUBJECTS, seed)]
    execute(add_subjects, actor=OPERATOR, subjects=subjects)
    execute(add_entries, actor=OPERATOR, register="catalogue", entries=ITEMS, article="条例11")
    natural = frozenset(s.key for s in subjects if s.kind == "natural")
    records = make_records([s.key for s in subjects], natural, RECORDS, today(), seed)
    keys = execute(add_records, actor=OPERATOR, records=records)
    return subjects, list(zip(records, keys, strict=True))


def _stories(random: Random, subjects: Sequence[NewSubject], records: Sequence[tuple[NewRecord, str]], count: int,
             now: datetime, days: Calendar) -> list[Story]:
    """Every plot at least once where there are cases enough, the rest by weight; the three with a login come first."""
    names, shares = weights()
    plots = (names + random.choices(names, shares, k=count))[:count]
    random.shuffle(plots)
    mine = [s for s in subjects if s.agent]
    rest = [s for s in subjects if not s.agent]
    return [_story(random, (mine * 4)[n] if n < 8 else random.choice(rest), records, plot, now, days)
            for n, plot in enumerate(plots)]


def _story(random: Random, subject: NewSubject, records: Sequence[tuple[NewRecord, str]], plot: str, now: datetime,
           days: Calendar) -> Story:
    mine = [key for record, key in records if record.subject == subject.key and record.data["polarity"] == "negative"]
    acts = PLOTS[plot][1]
    ended = plot in ("corrected", "kept", "checked by ourselves", "refused")
    back = random.uniform(15, 55) if ended else random.uniform(0.5, 4) + sum(a.hours for a in acts) / 8
    if not ended and random.random() < 0.2:
        back += random.uniform(5, 9)  # somebody sits on it: late
    filed = work_hours(now - timedelta(days=back * 1.4 if ended else back), random.uniform(0.2, 3), days)
    wanted = random.sample(mine, k=min(len(mine), random.choice((1, 1, 1, 2)))) if mine else []
    fallback = [key for record, key in records if record.subject == subject.key][:1]
    return Story(subject.key, tuple(wanted or fallback), subject.agent or "clerk", min(filed, now - timedelta(minutes=5)), acts,
                 random.randrange(100))
