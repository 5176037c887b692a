"""Sample fields of severely dishonest subjects (严重失信主体领域): invented, so that the demo can list."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.demo.catalogue import Item

PUBLISHED = date(2026, 1, 15)
SITE = "https://credit.ningbo.gov.cn/standards/"


def _field(name: str, kind: str, basis: str, authority: str, slug: str = "", court: bool = False,
           **terms: Any) -> Item:
    """`slug` is where its standard is published; without one it is not."""
    data = {"field": name, "basis_kind": kind, "field_basis": basis, "standard": f"{name}严重失信主体认定标准（演示）",
            "authority": authority, "court": court,
            "publication": "published", "persons": "withheld", "min_months": 12, "max_months": 36,
            "early": "allowed", "at_term": "duties", "terms_status": "default",
            "terms_source": "参照36号令严重失信信息的公示期（最短一年、最长三年），待本领域国家规定确认（演示）"}
    open_to_all = {"standard_url": SITE + slug, "standard_on": PUBLISHED.isoformat()} if slug else {}
    return Item(f"{name}领域", PUBLISHED, {**data, **open_to_all, **terms})


MARKET, ECOLOGY = "宁波市市场监督管理局", "宁波市生态环境局"
FIELDS = (
    _field("食品药品", "regulation", "行政法规关于食品药品安全严重违法者名单的规定（演示）", MARKET, "food"),
    _field("市场秩序", "national", "国家关于市场监管领域严重违法失信名单的规定（演示）", MARKET, "market",
           at_term="remove"),
    _field("质量安全", "law", "法律关于产品质量安全严重违法者名单的规定（演示）", MARKET, "quality", early="never"),
    _field("广告", "national", "国家关于广告领域严重失信主体的规定（演示）", MARKET),
    _field("生态环境", "national", "国家关于生态环境领域严重失信主体的规定（演示）", ECOLOGY, "ecology",
           persons="published"),
    _field("失信被执行人", "national", "最高人民法院关于公布失信被执行人名单信息的若干规定", "人民法院", "court",
           court=True),
)
