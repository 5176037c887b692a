"""Random processes of the whole dialect, in the notation of notation.py. The same seed gives the same process."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.procedures.walk import Opening
from app.procedures.walk.domains import product_of
from tests.engine.oracle.notation import bpmn
from tests.engine.oracle.process import Process

Ends = tuple[str, str]  # a block's first and last node

LEAF = """
process leaf A called diagram
io in=lst out=o
start l_s
user l_u
boundary l_b on=l_u due=leaf_due
end l_e
user l_x
end l_e2
l_s -> l_u -> l_e
l_b -> l_x -> l_e2
"""
DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="table"><decisionTable id="t" hitPolicy="UNIQUE">
<input id="i"><inputExpression id="x"><text>item</text></inputExpression></input><output id="z" name="o"/>
<rule id="r1"><inputEntry id="a"><text>"A"</text></inputEntry>
<outputEntry id="b"><text>"first"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c"><text>? in ["B", "C"]</text></inputEntry>
<outputEntry id="e"><text>"later"</text></outputEntry></rule></decisionTable></decision></definitions>"""

DEEP = (
    "user", "user", "seq", "xor", "par", "loop", "timer", "kill_timer", "kill_message", "many", "many_inside",
    "many_people", "many_rules", "sub", "call", "choice", "catch", "condition", "effect", "ask", "echo", "surplus",
)  # fmt: skip
SAME_MESSAGE = 0.1  # waits of the flow for what may come at any time as well
FLAT = ("user", "user", "catch", "timer", "choice", "effect", "ask")


@dataclass
class Generator:
    seed: int
    kinds: Sequence[str] = DEEP
    number: int = 0
    lines: list[str] = field(default_factory=list)
    answers: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    asks: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def process(self, depth: int) -> Process:
        self.lines = ["process p A random process", "start start", f"{self.pick('end', 'stop')} end"]
        first, last = self.seq(depth)
        self.flow("start", first)
        self.flow(last, "end")
        self.lines += ["anytime any0", "start any0_s msg=any0m interrupting=false", "user any0_u", "end any0_e"]
        self.lines += ["any0_s -> any0_u -> any0_e", "endsub"]
        if self.random.random() < 0.5:
            self.any_time()
        text = "\n".join(self.lines)
        answers = {**self.answers, "l_u": {"o": ["a", "b"], "private": ["x", "y"]}}
        files = {"process.bpmn": bpmn(text), "_shared/leaf.bpmn": bpmn(LEAF), "table.dmn": DMN.encode()}
        given = {node: product_of(values) for node, values in answers.items()}
        openings = tuple(Opening(None, {"lst": ["A", "B", "C"][:length]}) for length in range(4))
        return Process("p", files, openings, given, self.asks, text)

    # ---- helpers

    def new(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}{self.number}"

    def pick(self, *of: str) -> str:
        return self.random.choice(of)

    def add(self, *lines: str) -> None:
        self.lines += lines

    def flow(self, source: str, target: str, condition: str = "") -> None:
        self.add(f"{source} -> {target}" + (f" if {condition}" if condition else ""))

    def block(self, depth: int) -> Ends:
        kinds = self.kinds if depth > 0 else [kind for kind in FLAT if kind in self.kinds] or ["user"]
        return self.make(self.random.choice(kinds), depth)

    def make(self, kind: str, depth: int) -> Ends:
        ends: Ends = getattr(self, kind)(depth)
        return ends

    # ---- blocks

    def user(self, depth: int) -> Ends:
        node = self.new("u")
        self.add(f"user {node}")
        self.answers[node] = {f"{node}v": ["0", "1", "2"]}
        return node, node

    def effect(self, depth: int) -> Ends:
        node = self.new("d")
        self.add(f"do {node} op=notify to=\"'someone'\"")
        return node, node

    def ask(self, depth: int) -> Ends:
        node = self.new("q")
        self.add(f"ask {node} op={node} var={node}v")
        self.asks[f"ask.{node}"] = ("0", "1", "2")
        return node, node

    def catch(self, depth: int) -> Ends:
        node = self.new("c")
        event = f"{self.pick('msg', 'due')}={node}y"
        if self.random.random() < SAME_MESSAGE:
            event = "msg=any0m"
        self.add(f"catch {node} {event}")
        return node, node

    def seq(self, depth: int) -> Ends:
        blocks = [self.block(depth - 1) for _ in range(self.random.randint(2, 3))]
        for before, after in zip(blocks, blocks[1:], strict=False):
            self.flow(before[1], after[0])
        return blocks[0][0], blocks[-1][1]

    def timer(self, depth: int) -> Ends:
        host, _ = self.user(depth)
        event, task, end = self.new("b"), self.new("u"), self.new("e")
        self.add(
            f"boundary {event} on={host} due={event}y", f"user {task}", f"end {end}", f"{event} -> {task} -> {end}"
        )
        return host, host

    def kill(self, depth: int, event: str) -> Ends:
        kind = self.pick("sub", "many_inside", "user", "call", "people")
        host, _ = self.make(kind if depth > 0 else "user", depth)
        boundary, task, join = self.new("b"), self.new("u"), self.new("g")
        self.add(f"boundary {boundary} on={host} kill=yes {event}={boundary}y", f"user {task}", f"xor {join}")
        self.flow(host, join)
        self.add(f"{boundary} -> {task} -> {join}")
        return host, join

    def kill_timer(self, depth: int) -> Ends:
        return self.kill(depth, "due")

    def kill_message(self, depth: int) -> Ends:
        return self.kill(depth, "msg")

    def xor(self, depth: int) -> Ends:
        asked, _ = self.make(self.pick("user", "ask"), depth)
        return self.fork(asked, f"{asked}v == '0'", depth)

    def fork(self, before: str, condition: str, depth: int) -> Ends:
        split, join = self.new("g"), self.new("g")
        one, other = self.block(depth - 1), self.block(depth - 1)
        self.add(f"xor {split}", f"xor {join}")
        self.flow(before, split)
        self.flow(split, one[0], condition)
        self.flow(split, other[0], "else")
        self.flow(one[1], join)
        self.flow(other[1], join)
        return before, join

    def echo(self, depth: int) -> Ends:
        """Reads an answer long after it was given, from another branch or round as well."""
        asked, _ = self.user(depth)
        middle = self.block(depth - 1)
        self.flow(asked, middle[0])
        _, join = self.fork(middle[1], f"{asked}v in ['0', '2']", depth)
        return asked, join

    def loop(self, depth: int) -> Ends:
        into, split, out = self.new("g"), self.new("g"), self.new("g")
        body, (asked, _) = self.block(depth - 1), self.user(depth)
        self.add(f"xor {into}", f"xor {split}", f"xor {out}")
        self.add(f"{into} -> {body[0]}", f"{body[1]} -> {asked} -> {split}")
        self.flow(split, into, f"{asked}v != '0'")
        self.flow(split, out, "else")
        return into, out

    def par(self, depth: int) -> Ends:
        split, join = self.new("g"), self.new("g")
        self.add(f"par {split}", f"par {join}")
        for _ in range(self.random.randint(2, 3)):
            block = self.block(depth - 1)
            self.flow(split, block[0])
            self.flow(block[1], join)
        return split, join

    def surplus(self, depth: int) -> Ends:
        """Two tokens come to a join on the same way: it takes one, or fires twice when the other way brings two."""
        sub, start, end, split, join = (self.new(p) for p in ("s", "st", "en", "g", "g"))
        twice = self.random.random() < 0.5
        self.add(f"sub {sub}", f"start {start}", f"{'end' if twice else 'stop'} {end}", f"par {split}", f"par {join}")
        self.add(f"{start} -> {split}", f"{join} -> {end}")
        for tokens in (2, 2 if twice else 1):
            merge = self.new("g")
            self.add(f"xor {merge}", f"{merge} -> {join}")
            for _ in range(tokens):
                user, _ = self.user(depth)
                self.add(f"{split} -> {user} -> {merge}")
        self.add("endsub")
        return sub, sub

    def choice(self, depth: int) -> Ends:
        split, join = self.new("g"), self.new("g")
        self.add(f"choice {split}", f"xor {join}")
        for _ in range(self.random.randint(2, 3)):
            event, _ = self.catch(depth)
            block = self.block(depth - 1) if depth > 0 else self.user(depth)
            self.add(f"{split} -> {event} -> {block[0]}", f"{block[1]} -> {join}")
        return split, join

    def each(self, node: str, item: str = "") -> str:
        return f"each=lst,{item or 'x' + node},out{node},o sequential={self.pick('true', 'false')}"

    def many(self, depth: int) -> Ends:
        node = self.new("k")
        self.add(f"call {node} to=leaf {self.each(node)}")
        return node, node

    def people(self, depth: int) -> Ends:
        node = self.new("u")
        self.add(f"user {node} {self.each(node)}")
        self.answers[node] = {"o": ["a", "b"]}
        return node, node

    def many_people(self, depth: int) -> Ends:
        node, _ = self.people(depth)
        return self.fork(node, f"'a' in out{node}", 0)

    def many_rules(self, depth: int) -> Ends:
        node = self.new("r")
        self.add(f"rule {node} dmn=table {self.each(node, 'item')}")
        return self.fork(node, f"'first' in out{node}", 0)

    def inside(self, node: str, depth: int, head: str) -> Ends:
        start, end = self.new("st"), self.new("en")
        self.add(head, f"start {start}")
        block = self.block(depth - 1)
        self.add(f"{self.pick('end', 'stop')} {end}")
        self.flow(start, block[0])
        self.flow(block[1], end)
        if self.random.random() < 0.4:
            self.any_time()
        self.add("endsub")
        return node, node

    def sub(self, depth: int) -> Ends:
        node = self.new("s")
        return self.inside(node, depth, f"sub {node}")

    def many_inside(self, depth: int) -> Ends:
        node = self.new("s")
        return self.inside(node, depth, f"sub {node} {self.each(node)}")

    def call(self, depth: int) -> Ends:
        node = self.new("k")
        self.add(f"call {node} to=leaf")
        return node, node

    def any_time(self) -> None:
        node, start, task, end = self.new("a"), self.new("st"), self.new("u"), self.new("e")
        interrupting = "true" if self.random.random() < 0.3 else "false"
        event = f"{self.pick('msg', 'due')}={node}y"
        self.add(f"anytime {node}", f"start {start} {event} interrupting={interrupting}", f"user {task}", f"end {end}")
        self.add(f"{start} -> {task} -> {end}", "endsub")

    def condition(self, depth: int) -> Ends:
        task, event = self.new("u"), self.new("c")
        self.add(f"user {task}", f"catch {event} cond=\"running('any0') == 0\"", f"{task} -> {event}")
        return task, event
