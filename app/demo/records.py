"""Invented credit records: mostly penalties, some awards and market information, with source, basis and dates."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from app.domain.deadlines import add_months

PENALTIES = {
    "market_regulator": ("甬市监处罚", "宁波市市场监督管理局", (
        ("发布虚假广告", "广告法第五十五条"), ("销售不符合食品安全标准的食品", "食品安全法第一百二十四条"),
        ("未按规定明码标价", "价格法第四十二条"), ("未按规定公示年度报告", "企业信息公示暂行条例第十八条"),
        ("使用未经检定的计量器具", "计量法第二十六条"))),
    "ecology": ("甬环罚", "宁波市生态环境局", (
        ("未批先建", "环境影响评价法第三十一条"), ("超标排放水污染物", "水污染防治法第八十三条"),
        ("危险废物未按规定贮存", "固体废物污染环境防治法第一百一十二条"))),
}
AWARDS = (("award", "市级守合同重信用企业"), ("charity", "慈善捐赠"), ("volunteer", "志愿服务表彰"),
          ("award", "亩均效益A类企业"))
LEVELS = (("minor", "1000"), ("general", "5000"), ("general", "50000"), ("severe", "200000"))


@dataclass(frozen=True)
class NewRecord:
    """An entry to be of the register credit-records; `source` is the tag of the organisation that supplies it."""

    subject: str
    source: str
    title: str
    dated: date
    article: str
    data: dict[str, Any]


def make_records(subjects: Sequence[str], natural: frozenset[str], count: int, today: date,
                 seed: int) -> list[NewRecord]:
    """`subjects` are opaque keys; those of natural persons are never published (省条例15)."""
    random = Random(seed + 1)
    made = []
    for n in range(count):
        key = subjects[n % len(subjects)] if n < 2 * len(subjects) else random.choice(subjects)
        made.append(_record(random, key, key in natural, n, today))
    return made


def make_repairable(subject: str, count: int, today: date, seed: int) -> list[NewRecord]:
    """Penalties of a subject published long enough to be repaired (22号文), for the party that signs in."""
    random = Random(seed + 2)
    days = (today - timedelta(days=random.randrange(120, 300)) for _ in itertools.count())
    made = (_penalty(random, subject, False, n, day, today) for n, day in enumerate(days, 9000))
    return list(itertools.islice((one for one in made if one.data["level"] == "general"), count))


def _record(random: Random, subject: str, natural: bool, n: int, today: date) -> NewRecord:
    kind = random.random()
    decided = today - timedelta(days=random.randrange(20, 1500))
    if kind < 0.72:
        return _penalty(random, subject, natural, n, decided, today)
    return _award(random, subject, natural, decided) if kind < 0.9 else _market(random, subject, decided)


def _base(decided: date, natural: bool, **more: Any) -> dict[str, Any]:
    day = decided.isoformat()
    return {"marks": [], "shielded": False, "decided_on": day, "effective_on": day, "received_on": day,
            "channel": "市公共数据平台归集", "publication": "withheld" if natural else "published", **more}


def _penalty(random: Random, subject: str, natural: bool, n: int, decided: date, today: date) -> NewRecord:
    tag = random.choice(list(PENALTIES))
    word, organ, acts = PENALTIES[tag]
    conduct, law = random.choice(acts)
    level, amount = random.choice(LEVELS)
    number = f"{word}〔{decided.year}〕{n + 1}号"
    data = _base(decided, natural, info_class="public", polarity="negative", category="penalty", level=level,
                 content=f"{conduct}，罚款{int(amount):,}元", amount=f"{amount}.00", decided_by=organ,
                 conduct_on=(decided - timedelta(days=40)).isoformat(), basis_type="penalty",
                 basis_title="行政处罚决定书", basis_no=number, legal_basis=law,
                 collection_basis="全国公共信用信息基础目录：行政处罚信息",
                 catalog_item="行政处罚", publication_from=decided.isoformat(), retention_from=decided.isoformat())
    data.update(_terms(decided, level, natural, today))
    return NewRecord(subject, tag, f"{conduct}：{number}", decided, "条例14", data)


def _terms(decided: date, level: str, natural: bool, today: date) -> dict[str, str]:
    """Minor ones are not published, the others for a year or three (36号令); all are kept five years (省条例16)."""
    last = add_months(decided, 36 if level == "severe" else 12)
    state = "withheld" if natural or level == "minor" else "published" if last >= today else "ended"
    ends = {} if state == "withheld" else {"publication_to": last.isoformat()}
    return {"publication": state, "retention_to": add_months(decided, 60).isoformat(), **ends}


def _award(random: Random, subject: str, natural: bool, decided: date) -> NewRecord:
    category, title = random.choice(AWARDS)
    data = _base(decided, natural, info_class="public", polarity="positive", category=category, content=title,
                 decided_by="宁波市发展和改革委员会", basis_type="other", basis_title=f"{title}名单公告",
                 collection_basis="市公共信用信息补充目录（示例）", catalog_item="表彰奖励")
    return NewRecord(subject, "credit_authority", title, decided, "条例12", data)


def _market(random: Random, subject: str, decided: date) -> NewRecord:
    content = random.choice(("合同按期履约率 98%", "货款逾期 32 天后付清", "供应链履约评价良好"))
    data = _base(decided, True, info_class="market", polarity="basic", category="contract", content=content,
                 decided_by="甬信征信服务有限公司（演示）", collection_basis="信用主体书面授权",
                 objection_rules="来源单位在其网站公开的《异议处理规则》：收到异议之日起二十日内答复")
    return NewRecord(subject, "credit_service", f"市场信用信息：{content}", decided, "条例18", data)
