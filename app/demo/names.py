"""Invented but plausible credit subjects of Ningbo, with identifiers that pass their checks; by seed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from app.demo.people import DISTRICTS
from app.domain.identifiers import id_check_digit, uscc_check_digit
from app.services.setup import NewSubject

BRANDS = (
    "江右", "朗科", "恒泰", "宏帆", "月湖", "三江", "明州", "四明", "雪窦", "梅山",
    "穿山", "大榭", "前童", "浒山", "天封", "广济", "灵桥", "和丰", "日湖", "庄桥",
    "骆驼", "澥浦", "柴桥", "横溪", "章水", "龙观", "莼湖", "泗门", "观海", "逍林",
)
TRADES = (
    "食品", "模具", "塑料制品", "冷链物流", "电子商务", "机电设备", "建筑工程",
    "纺织服装", "环保科技", "家居用品", "汽车零部件", "医疗器械", "餐饮管理", "物业服务",
    "港口仓储", "农业科技", "教育咨询", "旅游服务", "五金工具", "化工原料",
)
FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "厂", "合伙企业（有限合伙）")
SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁董余"
GIVEN = (
    "小满", "立春", "晓岚", "思远", "静怡", "国栋", "雅雯", "建平", "书航", "慧中",
    "若溪", "清和", "海峰", "一诺", "文博", "秋白", "明哲", "承志", "乐天", "守正",
    "雨桐", "子涵", "嘉禾", "云舒", "知行", "怀瑾", "望舒", "景行", "安澜", "以宁",
)
CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def make_subjects(count: int, seed: int) -> list[NewSubject]:
    """About three organisations to one person; no name and no identifier twice."""
    random, seen, made = Random(seed), set[str](), list[NewSubject]()
    while len(made) < count:
        n = len(made)
        subject = _organisation(random, n) if random.random() < 0.75 else _person(random, n)
        if subject.name not in seen and subject.identifier not in seen:
            seen |= {subject.name, subject.identifier}
            made.append(subject)
    return made


def _key(random: Random) -> str:
    return "".join(random.choice(CHARS) for _ in range(22))


def _organisation(random: Random, n: int) -> NewSubject:
    district = random.choice(list(DISTRICTS))
    form = random.choice(FORMS)
    name = f"{'宁波' if random.random() < 0.6 else district}{random.choice(BRANDS)}{random.choice(TRADES)}{form}"
    body = f"91{DISTRICTS[district]}MA{''.join(random.choice(CHARS) for _ in range(7))}"
    return NewSubject("legal" if "公司" in form else "other", name, body + uscc_check_digit(body), _key(random))


def _person(random: Random, n: int) -> NewSubject:
    born = date(1960, 1, 1) + timedelta(days=random.randrange(16000))
    body = f"{random.choice(list(DISTRICTS.values()))}{born:%Y%m%d}{random.randrange(1000):03d}"
    name = random.choice(SURNAMES) + random.choice(GIVEN)
    return NewSubject("natural", name, body + id_check_digit(body), _key(random))
