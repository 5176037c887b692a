"""Drives many cases at once by chance, knowing only the contract, and says where the house leaves one hanging."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from app.clock import SHANGHAI, frozen
from tests.api.chance import Guess, body_by_chance
from tests.api.driven import Driven
from tests.api.people import EYES, People
from tests.api.program import Program

AT_ONCE = 8
LEFT_ALONE = ("complete", "recuse")  # work() completes; of two who fit one that steps aside may leave nobody
PATIENCE, TIRED, MOST_STEPS, MOST_WAITS = 30, 60, 150, 80  # who is tired takes the examples, which lead to an end
YEAR = timedelta(days=400)  # long enough for every term of a record, and for a yearly cycle
PART = {"work": 76, "move": 10, "message": 5, "letter": 4, "remark": 3, "speak": 2}


class Crowd:
    """All the people of the house, each with a program. A plain crowd answers by examples and makes no other moves."""

    def __init__(self, people: People, clock: Callable[[datetime], int], seed: int, plain: bool = False) -> None:
        self.people, self.clock, self.plain = people, clock, plain
        self.chance = random.Random(seed)
        self.open: dict[str, Driven] = {}
        self.ended: list[Any] = []
        self.left: list[str] = []
        self.opened: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    @property
    def moment(self) -> datetime:
        return self.people.moment

    def later(self, by: timedelta) -> None:
        self.people.moment += by

    def run(self, count: int) -> None:
        """Opens so many cases, brings them to their ends, then lets a year pass and ends what the clock has opened."""
        turns = 0
        while self.opened.total() < count:
            turns += 1
            assert turns < MOST_STEPS * count, f"{self.opened.total()} opened, {self.refused}"
            if len(self.open) < AT_ONCE:
                with frozen(self.moment):
                    self.open_one()
            else:
                self.turn()
        self.finish()
        self.wait(YEAR)
        self.finish()

    def finish(self) -> None:
        waits = 0
        while self.open:
            waits = 0 if self.turn() else waits + 1
            self.leave_to_others()
            assert waits < MOST_WAITS, f"nobody can go on: {self.standing(self.open)}"

    def leave_to_others(self) -> None:
        """All who hold the post have had their part, and the law asks for somebody else: the task waits, named."""
        idle = [number for number, driven in self.open.items() if driven.waits >= MOST_WAITS // 2]
        for number, tasks, _, _ in self.standing(idle):
            if tasks and not any(hands for _, _, hands in tasks):
                self.left.append(f"{number} {[node for node, _, _ in tasks]}")
                del self.open[number]

    def standing(self, numbers: Iterable[str]) -> list[Any]:
        """For whoever reads of a failure: what is open, and what was done last."""
        with frozen(self.moment):
            cases = [self.people.eyes.get(f"/cases/{number}") for number in numbers]
        done = {number: driven.acts[-12:] for number, driven in self.open.items()}
        return [(c["number"], [(t["node"], t["assignee"], self.hands(c, t)) for t in c["tasks"]], c["waiting_for"],
                 done[c["number"]]) for c in cases]

    def turn(self) -> bool:
        """One act in one case; where nobody can act, or once in a while, time passes."""
        if self.plain or self.chance.random() > 0.02:
            for number in self.chance.sample(sorted(self.open), len(self.open)):
                with frozen(self.moment):
                    acted = self.act(self.open[number])
                if acted:
                    if number in self.open:
                        self.open[number].waits = 0
                    self.later(timedelta(minutes=self.chance.randint(1, 50)))
                    return True
        self.wait()
        return False

    def wait(self, long: timedelta | None = None) -> None:
        """Time passes, to the next moment that a case waits for or some days; the clock opens cases of its own."""
        with frozen(self.moment):
            cases = [self.people.eyes.get(f"/cases/{number}") for number in self.open]
        waits = [wait["until"] for case in cases for wait in case["waiting_for"] if wait["until"]]
        until = min((datetime.fromisoformat(moment) for moment in waits), default=self.moment)
        some = timedelta(days=self.chance.randint(1, 5))
        self.later(long or max(min(until - self.moment + timedelta(hours=2), 40 * some), some))
        with frozen(self.moment):
            assert self.clock(self.moment) == 0, [driven.story[-4:] for driven in self.open.values()]
            self.adopt()
        for driven in self.open.values():
            driven.waits += 1
            driven.story.append(f"until {self.moment.astimezone(SHANGHAI):%Y-%m-%d}")

    def adopt(self) -> None:
        """Cases that the clock has opened; some of them it has ended, too."""
        known = {*self.open, *(one.split()[0] for one in self.left), *(case["number"] for case in self.ended)}
        for case in self.people.eyes.every("/cases", size=200):
            if case["number"] not in known:
                self.begun("clock", case["procedure"], case["number"])

    def open_one(self) -> str | None:
        """The procedures in turn; one that follows another, from a case that has ended."""
        slugs = sorted(self.people.may)
        slug = slugs[(self.opened.total() + self.refused.total()) % len(slugs)]
        for login, door in self.chance.sample(self.people.may[slug], len(self.people.may[slug])):
            for follows in self.followed(login, slug):
                number = self.file(login, slug, {"door": door, **follows})
                if number:
                    return number
        self.refused[slug] += 1
        return None

    def followed(self, login: str, slug: str) -> Iterator[dict[str, str]]:
        """What such a case would follow, as this person sees it; nothing at all where it follows none."""
        if not self.people.follows[slug]:
            yield {}
            return
        for case in self.chance.sample(self.ended, len(self.ended)):
            if case["procedure"] not in self.people.follows[slug]:
                continue
            seen = self.people(login).ask("GET", f"/cases/{case['number']}")
            if seen.status_code == 200 and slug in [one["procedure"] for one in seen.json["may_follow"]]:
                yield {"follows": case["number"]}
                return

    def file(self, login: str, slug: str, more: dict[str, str]) -> str | None:
        who = self.people(login)
        path = f"/procedures/{slug}/form"
        for _ in range(2):
            who.upload()
            form = who.post(path, {"answers": {}, **more})
            if form.status_code != 200:
                return None
            for answers in self.tries(who, path, form.json, more):
                told = who.post("/cases", {"procedure": slug, "answers": {**answers, "door": more["door"]}
                                           if "door" in answers else answers, **more})
                if told.status_code == 201:
                    return self.begun(login, slug, str(told.json["number"]))
            if "on_behalf_of" not in told.json.get("errors", {}):
                return None
            more = {**more, "on_behalf_of": self.chance.choice(sorted(self.people.parties))}
        return None

    def begun(self, login: str, slug: str, number: str) -> str:
        self.open[number] = Driven(number, login, [f"{login} opens {slug}"])
        self.opened[slug] += 1
        return number

    def tries(self, who: Program, path: str, form: Any, more: Any, tired: bool = False) -> Iterator[dict[str, Any]]:
        """Answers by chance, which the rules of a form may refuse; then its examples, which they may not."""
        for _ in range(0 if self.plain or tired else 2):
            yield Guess(who, self.chance).answers(path, form, more)
        yield who.examples(path, form, more)

    def act(self, driven: Driven) -> bool:
        """One act of somebody who may act now; False where all wait for time."""
        case = self.people.eyes.get(f"/cases/{driven.number}")
        if case["status"] == "closed":
            return self.over(case)
        assert case["incident"] is None, (case["incident"], driven.story)
        assert case["tasks"] or case["waiting_for"], f"{driven.number} hangs: {driven.story}"
        assert len(driven.acts) < MOST_STEPS and driven.waits < MOST_WAITS, self.standing([driven.number])
        if not self.plain and len(driven.story) < PATIENCE:
            (what,) = self.chance.choices(list(PART), list(PART.values()))
            if getattr(self, what)(driven, case):
                return True
        return self.work(driven, case)

    def over(self, case: Any) -> bool:
        assert case["outcome"] and case["outcome_title"] and not case["tasks"] and not case["waiting_for"], case
        del self.open[case["number"]]
        self.ended.append(case)
        return True

    def hands(self, case: Any, task: Any) -> list[str]:
        """Who may do a task: its holder, the party, else any of those whom the supervisor could give it to."""
        if task["assignee"]:
            return [task["assignee"]]
        if task["role"] == "subject":
            return [self.people.parties[case["subject"]["id"]]]
        found = [one["login"] for one in self.people.eyes.get(f"/tasks/{task['id']}/candidates")["items"]]
        return self.chance.sample(found, len(found))

    def work(self, driven: Driven, case: Any) -> bool:
        for task in self.chance.sample(case["tasks"], len(case["tasks"])):
            if any(self.complete(driven, login, task["id"]) for login in self.hands(case, task)):
                return True
        return False

    def complete(self, driven: Driven, login: str, task_id: int) -> bool:
        who = self.people(login)
        who.upload()
        task = who.get(f"/tasks/{task_id}")
        if "complete" not in task["can"]:
            return False
        path = f"/tasks/{task_id}/form"
        for answers in self.tries(who, path, task["form"], {}, tired=len(driven.story) > TIRED):
            told = who.post(f"/tasks/{task_id}/complete", {"answers": answers, "version": task["version"]})
            if told.status_code == 200:
                driven.story.append(f"{login}: {task['node']}")
                driven.tasks.append((login, task_id))
                return True
            assert told.status_code in (409, 422), told.get_data(as_text=True)
        assert told.json["code"] != "invalid", f"the examples of {task['node']} were refused: {told.json} {answers}"
        driven.story.append(f"{login}: {task['node']} 409")
        return False

    def message(self, driven: Driven, case: Any) -> bool:
        login = self.chance.choice([*(w for w, _ in driven.tasks), *self.people.party(case)] or [EYES])
        found = self.people(login).get(f"/cases/{driven.number}")["messages"]
        if not found:
            return False
        who, one = self.people(login), self.chance.choice(found)
        who.upload()
        one = next(m for m in who.get(f"/cases/{driven.number}")["messages"] if m["name"] == one["name"])
        told = who.post(f"/cases/{driven.number}/messages/{one['name']}",
                        {"answers": who.examples("", one["form"])})
        driven.story.append(f"{login}: message {one['name']} {told.status_code}")
        assert told.status_code in (200, 409), told.get_data(as_text=True)
        return bool(told.status_code == 200)

    def letter(self, driven: Driven, case: Any) -> bool:
        """The party opens a letter and confirms it."""
        for login in self.people.party(case):
            who, path = self.people(login), f"/cases/{driven.number}/documents"
            for paper in who.get(path)["items"]:
                assert who.ask("GET", f"{path}/{paper['id']}").status_code == 200
                if not paper["confirmed_at"]:
                    return bool(who.post(f"{path}/{paper['id']}/confirm").status_code == 200)
        return False

    def remark(self, driven: Driven, _case: Any) -> bool:
        told = self.people.eyes.post(f"/cases/{driven.number}/comments", {"text": "请按期办理。"})
        return bool(told.status_code == 201)

    def speak(self, _driven: Driven, _case: Any) -> bool:
        """Somebody of the public comments on a draft that is open for it."""
        schema, anyone = self.people.schema("/public/drafts/{id}/comments"), self.people("citizen")
        drafts = anyone.get("/public/drafts")["items"] if schema else []
        body = body_by_chance(schema, self.chance, (), self.moment.date()) if drafts else None
        if body is None:
            return False
        return bool(anyone.post(f"/public/drafts/{self.chance.choice(drafts)['id']}/comments", body).status_code < 300)

    def move(self, driven: Driven, case: Any) -> bool:
        """Any act among those that somebody is told they can do; it may be refused, with a sentence."""
        for task in case["tasks"]:
            for login in self.hands(case, task)[:1]:
                if self.move_on(driven, login, f"/tasks/{task['id']}", "/tasks/{id}"):
                    return True
        login, task_id = self.chance.choice(driven.tasks or [(EYES, 0)])
        if task_id and self.move_on(driven, login, f"/tasks/{task_id}", "/tasks/{id}"):
            return True
        return self.move_on(driven, login, f"/cases/{driven.number}", "/cases/{number}")

    def move_on(self, driven: Driven, login: str, where: str, template: str) -> bool:
        who = self.people(login)
        seen = who.ask("GET", where)
        if seen.status_code == 404:  # handed on, or stepped aside: it is no longer theirs to know
            return False
        found = seen.json
        acts = [act for act in found["can"] if act not in LEFT_ALONE and self.people.schema(f"{template}/{act}")]
        if not acts:
            return False
        act = self.chance.choice(acts)
        to = [one["node"] for one in found.get("return_to", ())] if act == "return" else self.colleagues(who, where)
        body = body_by_chance(self.people.schema(f"{template}/{act}"), self.chance, to, self.moment.date())
        if body is None:
            return False
        told = who.post(f"{where}/{act}", body)
        driven.story.append(f"{login}: {act} {told.status_code}")
        assert told.status_code in (200, 201, 409, 422), f"{where}/{act} {body}: {told.get_data(as_text=True)}"
        return bool(told.status_code < 300)

    def colleagues(self, who: Program, where: str) -> list[str]:
        told = who.ask("GET", f"{where}/candidates") if where.startswith("/tasks/") else None
        return [one["login"] for one in told.json["items"]] if told and told.status_code == 200 else []
