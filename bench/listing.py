"""inbox_100k: the inbox page of somebody in a team of twenty, with many open tasks in the house against few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from app.domain.actor import OPERATOR
from app.extensions import db
from app.services.execute import execute
from app.services.passwords import hash_password
from app.services.setup import Organ, Worker, set_up_people
from bench.browser import Browser
from bench.bulk import copies
from bench.clocking import Pair, waited
from bench.figure import Figure, milliseconds
from bench.house import PASSWORD
from bench.size import Size
from bench.stage import stage
from bench.web import serving

TEAMS, PEOPLE = 5, 20
TAKEN = 5  # of so many tasks of a team one is already somebody's
PAGE = "/desk/?scope=group"
SPREAD = sa.text("""
    UPDATE task SET organisation_id = :first + (case_id % :teams),
        due_at = datetime(due_at, (case_id * 7919 % 60 - 40) || ' days', (case_id % 1440) || ' minutes') || '.000000',
        assignee_id = CASE WHEN case_id / :teams % :taken = 0
            THEN :person + (case_id % :teams) * :people + case_id / :teams / :taken % :people END
    WHERE state = 'open'
""")


def inbox_100k(size: Size, folder: Path) -> Iterator[Figure]:
    with ExitStack() as open_houses:
        few, many = (_browser(open_houses, folder / str(count), count) for count in size.open_tasks)
        pair = Pair()
        for n in range(size.warm + size.rounds):
            value, floor = waited(lambda: many.get(PAGE)), waited(lambda: few.get(PAGE))
            if n >= size.warm:
                pair.add("page", value, floor)
        yield milliseconds("inbox_100k", pair)


def _browser(open_houses: ExitStack, folder: Path, count: int) -> Browser:
    with stage(folder) as found:
        first = _team_up()
        copies(found.house.file, found.house.file_case(), count - 1)
        _spread(first)
    return open_houses.enter_context(serving(found.house))("team0-0")


def _team_up() -> tuple[int, int]:
    """Teams of clerks. Returns the first organisation's and the first person's id; the others follow."""
    organs = [Organ(f"team{t}", f"11330200MB9{t:06d}X", f"第{t + 1}办事处", f"第{t + 1}办", "credit_center")
              for t in range(TEAMS)]
    workers = [Worker(f"team{t}-{p}", f"办事员{t}-{p}", (("credit_center_clerk", f"team{t}"),))
               for t in range(TEAMS) for p in range(PEOPLE)]
    people = execute(set_up_people, actor=OPERATOR, organs=organs, workers=workers,
                     password_hash=hash_password(PASSWORD), demo=True)
    first = db.session.execute(sa.text("SELECT id FROM organisation WHERE name = '第1办事处'")).scalar_one()
    db.session.rollback()
    return first, people["team0-0"]


def _spread(first: tuple[int, int]) -> None:
    """Give the tasks to the teams, some to their people, with due days before and after today."""
    sizes = {"teams": TEAMS, "people": PEOPLE, "taken": TAKEN}
    with db.engine.begin() as connection:
        connection.execute(SPREAD, {"first": first[0], "person": first[1], **sizes})
