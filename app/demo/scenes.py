"""Cases of procedures that have no plot: scenarios of their folders, begun at different times.

So some have ended, some stand midway and one lies too long. No procedure is known here by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.demo.cases import Story
from app.demo.pile import Pile
from app.demo.plots import PLOTS, Act, Plot
from app.demo.stage import last_morning, work_hours
from app.domain.calendar import Calendar
from app.procedures import Procedure
from app.procedures.scenario_model import Opening, Scenario, ScenarioStep
from app.services.setup import NewSubject

DAY = 8.0  # office hours
PASSED = (1.3, 0.35, 1.3, 0.6)  # how much of a scenario's time has passed; the last ones stand midway
LED = (1.3, 0.9)  # the same of those that begin with a whole case of another procedure: they show that one, too
LIES = 4  # days that the late case has been late
OLDEST = 66  # days; the house is furnished before


@dataclass(frozen=True)
class Script:
    """A scenario with all that it follows: the procedure that is opened first, how, and what is done."""

    procedure: str
    opening: Opening
    acts: tuple[Act, ...]
    late: bool = False  # it breaks a limit


def scenes(random: Random, procedures: Mapping[str, Procedure], subjects: Sequence[NewSubject], pile: Pile,
           until: datetime, days: Calendar) -> list[Story]:
    """Some cases of each procedure that no plot tells of."""
    told = {plot.procedure for plot in PLOTS.values()}
    told |= {act.name for plot in PLOTS.values() for act in plot.acts if act.kind == "follow"}
    scripts = {slug: _scripts(procedures, slug, random) for slug in sorted(set(procedures) - told)}
    found: list[Story] = []
    for slug in sorted(scripts, key=lambda one: (all(s.procedure == one for s in scripts[one]), one)):
        shown = sum(story.plot.procedure == slug for story in found)  # by those that begin with a case of this one
        passed = LED if any(s.procedure != slug for s in scripts[slug]) else PASSED[:len(PASSED) - shown]
        found += _of_procedure(random, scripts[slug], passed, subjects, pile, until, days)
    return found


def _of_procedure(random: Random, scripts: Sequence[Script], passed: Sequence[float], subjects: Sequence[NewSubject],
                  pile: Pile, until: datetime, days: Calendar) -> Iterator[Story]:
    """One for each share of time passed; a script whose party has no such records left is passed over."""
    told = 0
    for one in random.sample(scripts, len(scripts)):
        if told < len(passed):
            begun = _begun(random, _length(one.acts) * passed[told] + 1, until, days)
            story = list(_story(random, one, subjects, pile, begun))
            told += len(story)
            yield from story
    late = [lying for one in scripts if (lying := _lying(one)).acts]
    for one in late[:1]:
        yield from _story(random, one, subjects, pile, _begun(random, _length(one.acts) + LIES, until, days))


def _lying(one: Script) -> Script:
    """The same up to the end of the limit that it lets pass, and nobody goes on; no acts where none is broken."""
    waits = [n for n, act in enumerate(one.acts, 1) if act.kind == "wait"]
    return replace(one, acts=one.acts[:waits[0]] if one.late and waits else ())


def _begun(random: Random, back: float, until: datetime, days: Calendar) -> datetime:
    """So many days back, in office hours."""
    at = work_hours(until - timedelta(days=min(back, OLDEST)), random.uniform(0.2, 6), days)
    return min(at, last_morning(until, days))


def _story(random: Random, one: Script, subjects: Sequence[NewSubject], pile: Pile, at: datetime) -> Iterator[Story]:
    """None where no subject that will do has such records left."""
    for subject, played in _casts(random, one, subjects):
        answers, whole = _with_records(played.opening.answers, subject, pile)
        if whole:
            plot = Plot(1, played.acts, procedure=played.procedure, opening=replace(played.opening, answers=answers))
            yield Story(subject, (), played.opening.by, at, plot, 0)
            return


def _casts(random: Random, one: Script, subjects: Sequence[NewSubject]) -> Iterator[tuple[str, Script]]:
    """Subjects that will do, by key, and the script with its party played by whoever acts for them."""
    login = one.opening.subject or one.opening.by
    own = next((s for s in subjects if s.agent == login), None)
    if own is None:  # about nobody
        yield "", one
    elif one.opening.by == login or any(act.by == login for act in one.acts):
        for other in (s for s in subjects if s.agent and s.kind == own.kind):
            yield other.key, _played_by(one, login, str(other.agent))
    else:
        yield random.choice([s.key for s in subjects if s.kind == own.kind and not s.agent]), one


def _played_by(one: Script, login: str, other: str) -> Script:
    opening = replace(one.opening, by=other if one.opening.by == login else one.opening.by)
    return replace(one, opening=opening, acts=tuple(_by(act, login, other) for act in one.acts))


def _by(act: Act, login: str, other: str) -> Act:
    if act.opening and act.opening.by == login:
        act = replace(act, opening=replace(act.opening, by=other))
    return replace(act, by=other) if act.by == login else act


def _with_records(answers: Mapping[str, Any], subject: str, pile: Pile) -> tuple[dict[str, Any], bool]:
    """`{records: TAG}` as keys of this subject's records; False where it has none of that source."""
    found = {k: list(pile.of_source(subject, str(v["records"]))) if isinstance(v, Mapping) and set(v) == {"records"}
             else v for k, v in answers.items()}
    return found, all(found[k] or found[k] == v for k, v in answers.items())


def _scripts(procedures: Mapping[str, Procedure], slug: str, random: Random) -> list[Script]:
    made = (script(procedures, slug, scenario, random) for scenario in procedures[slug].scenarios.values())
    return [one for one in made if one is not None]


def script(procedures: Mapping[str, Procedure], slug: str, scenario: Scenario, random: Random) -> Script | None:
    """None for what only a house of its own can play: entries that stand there before, years that pass."""
    opens, procedure = scenario.opens, procedures[slug]
    waits = (_act(procedure, opens.wait, random),) if opens.wait else ()
    acts = tuple(_act(procedure, step, random) for step in scenario.steps if step.kind != "comment")
    if scenario.given or _length(acts) > OLDEST:
        return None
    if opens.after:
        first = _named(procedures, opens.after, random)
        begins = Act(slug, kind="open", hours=DAY, by=opens.by, opening=opens)
        whole = replace(first, acts=(*first.acts, *waits, begins, *acts)) if first else None
        return whole if whole and _length(whole.acts) <= OLDEST else None
    if not opens.follows:
        limits = scenario.expect.get("limits", {})
        return Script(slug, opens, acts, isinstance(limits, Mapping) and "breached" in limits.values())
    for follow in procedure.follows:
        before = procedures[follow.procedure].scenarios.get(opens.follows.rpartition("/")[2])
        first = script(procedures, follow.procedure, before, random) if before else None
        if first:
            begins = Act(slug, opens.answers, "follow", hours=DAY, by=opens.by)
            return replace(first, acts=(*first.acts, *waits, begins, *acts))
    return None


def _named(procedures: Mapping[str, Procedure], name: str, random: Random) -> Script | None:
    """The script of <procedure>/<scenario>."""
    slug, _, scenario = name.partition("/")
    return script(procedures, slug, procedures[slug].scenarios[scenario], random)


def _act(procedure: Procedure, step: ScenarioStep, random: Random) -> Act:
    if step.kind != "pass":
        return Act(step.name, step.answers, "message" if step.kind == "message" else "task", random.uniform(3, 12),
                   step.by)
    limit = procedure.limits.get(step.name)
    hours = _hours(limit.length, limit.unit) if limit else _hours(step.length, step.unit)
    return Act("", kind="wait", hours=hours)


def _hours(length: int, unit: str) -> float:
    """Office hours until such a time has surely passed."""
    return DAY * {"workdays": length + 2, "days": length * 5 / 7 + 2, "months": 22.0 * length}.get(unit, 250.0 * length)


def _length(acts: Sequence[Act]) -> float:
    """In days."""
    return sum(act.hours for act in acts) / DAY * 7 / 5
