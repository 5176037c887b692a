"""The tiles of the home page: what one can do, in the procedure's own words, with its limit told."""

from __future__ import annotations

from dataclasses import dataclass

from app.procedures import Limit, Procedure
from app.web import words

DRAFTS = ("条例11", "条例23")  # 应当向社会公开征求意见
STATUSES = ("法定", "参照", "默认")
RIGHTS = "条例30"  # 信用主体有权查询自己的信用信息


@dataclass(frozen=True)
class Tile:
    slug: str
    title: str
    url: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    articles: tuple[str, ...]


def tile_of(procedure: Procedure, url: str = "") -> Tile:
    home = procedure.texts.home
    limit = main_limit(procedure)
    facts = (("时限", limit_said(limit)), ("准备", home.get("bring", "")), ("接下来", home.get("then", "")))
    summary = home.get("summary") or procedure.summary
    return Tile(procedure.slug, home.get("title") or procedure.title, url, summary, facts, procedure.articles)


def main_limit(procedure: Procedure) -> Limit | None:
    """The one a party wants to know: an organ's duty (not a wait), laid down by an article of its own, and by law
    rather than by us."""
    duties = [one for one in procedure.limits.values() if one.met_by]
    own = [one for one in duties if one.article.partition(".")[0] in procedure.articles]
    return min(own or duties or procedure.limits.values(), key=lambda one: STATUSES.index(one.status), default=None)


def limit_said(limit: Limit | None) -> str:
    if limit is None:
        return ""
    said = f"{limit.title} {words.period(limit.length, limit.unit)}"
    if limit.extension is None:
        return said
    return f"{said}；情况复杂、经批准延长的，累计不超过 {words.period(limit.extension.to, limit.unit)}"


def drafts_tile(url: str) -> Tile:
    """Saying something to a draft needs no case of one's own."""
    facts = (
        ("时限", "以草案页写的最后一天为准，一般三十日"),
        ("准备", "不用登录，可以不写姓名"),
        ("接下来", "给您一个回执号；结束后逐条答复采纳情况和理由"),
    )
    return Tile("", "对目录草案发表意见", url, "目录和清单定下来以前，看草案写了什么，逐项提意见。", facts, DRAFTS)


def archive_tile(url: str) -> Tile:
    """Looking at one's own records is no procedure: it is always there."""
    facts = (
        ("时限", "线上当场；窗口当日"),
        ("准备", "实名登录；代理单位的，要有授权"),
        ("接下来", "每条记录都能看到来源、依据、谁用过，有错的可以当场提出异议"),
    )
    summary = "看本人或本单位的全部记录：从哪里来、凭什么记、谁用过、为何变动。"
    return Tile("", "查询信用记录", url, summary, facts, (RIGHTS,))
