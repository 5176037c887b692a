"""Reading and hiding what people and organisations are known by. Whether they exist is for the registers to say.

Nothing is corrected silently but spaces, full-width forms and small letters: O is never read as 0, nor I as 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from re import compile as pattern
from urllib.parse import urlsplit

from app.domain.numbers import check_document_number


@dataclass(frozen=True)
class Check:
    """`value` is the text as it is to be kept; a warning asks for evidence, an error refuses."""

    value: str
    warning: str | None = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(3**i % 31 for i in range(17))
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_REMAINDERS = "10X98765432"
# 81/82/83: residence permits for people from 香港, 澳门, 台湾; 9: the foreign permanent resident's card.
ID_REGION = pattern("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]|9[0-9]")
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}

_ID = pattern(r"[0-9]{17}[0-9X]")
_MOBILE = pattern(r"1[0-9]{10}")
_EMAIL = pattern(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")


def plain(text: str) -> str:
    """Without spaces and full-width forms, in capitals."""
    return "".join(text.translate(FULL_WIDTH).split()).upper()


def check_uscc(text: str) -> Check:
    """统一社会信用代码 (GB 32100-2015). A wrong check digit warns: codes that fail it were really issued."""
    value = plain(text)
    if len(value) != 18:
        return Check(value, error=f"统一社会信用代码应为18位，您填写了{len(value)}位。")
    strange = next(((i, char) for i, char in enumerate(value, 1) if char not in USCC_ALPHABET), None)
    if strange:
        return Check(value, error=_strange(*strange))
    if uscc_check_digit(value) != value[17]:
        return Check(value, warning="统一社会信用代码的校验位不符，请核对；确为登记机关所发的，请附登记证照。")
    return Check(value)


def _strange(place: int, char: str) -> str:
    meant = {"O": "0", "I": "1", "S": "5", "Z": "2", "V": "U"}.get(char)
    hint = f"（不使用字母I、O、S、V、Z），请核对是否为{meant}" if meant else "，请核对"
    return f"统一社会信用代码第{place}位不能是“{char}”{hint}。"


def uscc_check_digit(value: str) -> str:
    """The 18th character that the first 17 ask for."""
    total = sum(USCC_ALPHABET.index(char) * weight for char, weight in zip(value, USCC_WEIGHTS, strict=False))
    return USCC_ALPHABET[-total % 31]


def check_citizen_id(text: str, today: date) -> Check:
    """公民身份号码 (GB 11643-1999), residence permits alike. The area is a hint: districts come, go and are renamed."""
    value = plain(text)
    if len(value) != 18:
        return Check(value, error=f"公民身份号码应为18位，您填写了{len(value)}位。")
    if not _ID.fullmatch(value):
        return Check(value, error="公民身份号码前17位应为数字，最后一位为数字或X。")
    born = birth_of(value)
    if born is None or not date(1850, 1, 1) <= born <= today:
        return Check(value, error="公民身份号码第7至14位不是有效的出生日期，请核对。")
    if id_check_digit(value) != value[17]:
        return Check(value, error="公民身份号码的校验位不符，请逐位核对。")
    warning = None if ID_REGION.match(value) else "公民身份号码的地区码不常见，请核对。"
    return Check(value, warning=warning)


def id_check_digit(value: str) -> str:
    return ID_REMAINDERS[sum(int(char) * weight for char, weight in zip(value, ID_WEIGHTS, strict=False)) % 11]


def birth_of(citizen_id: str) -> date | None:
    """The birthday in a 公民身份号码, None where it holds none."""
    try:
        return date(int(citizen_id[6:10]), int(citizen_id[10:12]), int(citizen_id[12:14]))
    except ValueError:
        return None


def age_on(born: date, day: date) -> int:
    """Full years on that day (周岁); somebody born on 29 February turns on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def check_mobile(text: str) -> Check:
    value = plain(text).removeprefix("+86")
    return Check(value, error=None if _MOBILE.fullmatch(value) else "手机号码应为以1开头的11位数字。")


def check_email(text: str) -> Check:
    value = text.strip()
    good = len(value) <= 254 and _EMAIL.fullmatch(value)
    return Check(value, error=None if good else "电子邮箱的格式不对，例如 name@example.com。")


def check_url(text: str) -> Check:
    value = text.strip()
    return Check(value, error=None if _is_url(value) else "网址应以 http:// 或 https:// 开头。")


def _is_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not set(value) & set(' \t\n"<>\\')


def _check_document_no(text: str) -> Check:
    return Check(text.strip(), error=check_document_number(text))


_CHECKS: dict[str, Callable[[str], Check]] = {
    "uscc": check_uscc,
    "mobile": check_mobile,
    "email": check_email,
    "document_no": _check_document_no,
    "url": check_url,
}
FORMATS = (*_CHECKS, "citizen_id")
MASKED = frozenset({"citizen_id", "mobile", "email"})  # formats that stand masked before officers, and why is asked


def check(format: str, text: str, today: date) -> Check:
    """The check of one of the contract's formats; KeyError for a format that does not exist."""
    return check_citizen_id(text, today) if format == "citizen_id" else _CHECKS[format](text)


def mask(kind: str, text: str) -> str:
    """`uscc`, `citizen_id`, `mobile`, `name`, `email` or anything else with its middle hidden."""
    if kind == "name":
        return text[:1] + "*" * (len(text) - 1)
    if kind == "email":
        name, at, domain = text.partition("@")
        return name[:1] + "***" + at + domain
    first, last = {"uscc": (4, 4), "citizen_id": (3, 4), "mobile": (3, 4)}.get(kind, (1, 1))
    if len(text) <= first + last + 1:  # nothing would stay hidden
        return "*" * len(text)
    return text[:first] + "*" * (len(text) - first - last) + text[-last:]
