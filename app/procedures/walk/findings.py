"""What a walk may find wrong, each with its sentence and the path that leads there. Walking is in states.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Path = tuple[str, ...]
SHOWN_STEPS = 40

SENTENCES: Mapping[str, str] = {
    "no way": "“{node}”没有一个条件成立，也没有默认分支（{detail}）。",
    "two ways": "“{node}”同时有几个条件成立：条件必须互斥。",
    "unreadable": "“{node}”读不到所需的数据：{detail}。",
    "no rule": "“{node}”的决策表没有一条规则适用。",
    "two rules": "“{node}”的决策表同时有几条规则适用。",
    "endless": "“{node}”所在的自动步骤绕成一圈，永远停不下来。",
    "hangs": "走到这里再也没有事可做，事项却没有办结。",
    "no end": "走到这里以后，无论如何都到不了结束。",
    "unreached": "“{node}”永远走不到。",
    "two waits": "两处同时等待消息“{detail}”，说不清该给谁。",
    "piles": "“{node}”会越积越多：同时超过 {detail} 个。",
    "too many": "状态太多，超过了{detail}；请把“{node}”拆成单独的被调用流程。",
    "needs": "还没有“{detail}”就到了“{node}”。",
    "at most": "“{node}”超过了 {detail} 次。",
    "never while": "“{detail}”还在进行就到了“{node}”。",
}


@dataclass(frozen=True)
class Found:
    """`path`: node ids with answers, from the start to the fault; empty where no path can show it."""

    code: str
    node: str
    sentence: str
    path: Path = ()

    def __str__(self) -> str:
        return f"{self.sentence}路径：{shown(self.path)}" if self.path else self.sentence


def found(code: str, node: str, title: str, detail: str = "", path: Path = (), sentence: str = "") -> Found:
    """`sentence`: an invariant's own words instead of the general ones."""
    return Found(code, node, sentence or SENTENCES[code].format(node=title or node, detail=detail), path)


def shown(path: Path) -> str:
    if len(path) > SHOWN_STEPS:
        half = SHOWN_STEPS // 2
        path = (*path[:half], "……", *path[-half:])
    return " → ".join(path)
