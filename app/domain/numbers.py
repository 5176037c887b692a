"""The forms of case numbers (YY-2026-000123) and document numbers (文号). Who counts them up is services."""

from dataclasses import dataclass
from re import compile as pattern

_PLAIN = pattern(r"([A-Z]{2,4})-([0-9]{4})-([0-9]{6,})")
_FORMAL = pattern(r"([A-Z]{2,4})[〔\[［【(（]([0-9]{4})[〕\]］】)）]([0-9]{6,})(?:号)?")
_DOCUMENT = pattern(r"[^\s〔〕]+〔[0-9]{4}〕[0-9]+号")
_OTHER_BRACKETS = str.maketrans("[［【(（]］】)）", "〔〔〔〔〔〕〕〕〕〕")
_UNSAFE = frozenset('/\\:*?"<>|')


@dataclass(frozen=True)
class CaseNumber:
    prefix: str
    year: int
    serial: int

    @property
    def plain(self) -> str:
        """As in addresses, file names and the API: YY-2026-000123."""
        return f"{self.prefix}-{self.year:04d}-{self.serial:06d}"

    @property
    def formal(self) -> str:
        """As in Chinese text: YY〔2026〕000123."""
        return f"{self.prefix}〔{self.year:04d}〕{self.serial:06d}"


def case_number(prefix: str, year: int, serial: int) -> CaseNumber:
    return CaseNumber(prefix, year, serial)


def read_case_number(text: str) -> CaseNumber | None:
    """Either form, in any brackets and small letters too, as people type it; None for anything else."""
    squeezed = "".join(text.split()).upper()
    found = _PLAIN.fullmatch(squeezed) or _FORMAL.fullmatch(squeezed)
    return CaseNumber(found[1], int(found[2]), int(found[3])) if found else None


def formal(plain: str) -> str:
    """YY-2026-000123 as YY〔2026〕000123; what is no case number stays as it is."""
    number = read_case_number(plain)
    return number.formal if number else plain


def document_number(word: str, year: int, serial: int) -> str:
    """文号 with 六角括号, the serial without zeros in front (GB/T 9704-2012, 7.2.5): 甬信异告〔2026〕12号."""
    return f"{word}〔{year:04d}〕{serial}号"


def check_document_number(text: str) -> str | None:
    """A sentence for what is wrong with a 文号, None where nothing is."""
    value = text.strip()
    if _DOCUMENT.fullmatch(value):
        return None
    mended = value.translate(_OTHER_BRACKETS)
    if _DOCUMENT.fullmatch(mended):
        return f"文号的年份应使用六角括号：{mended}"
    return "文号的格式应为“机关代字〔年份〕序号号”，例如 甬信〔2026〕12号。"


def file_name(text: str, ending: str = "") -> str:
    """A name that every file system takes: no separators, no control characters, at most 200 bytes."""
    kept = "".join("_" if char in _UNSAFE or not char.isprintable() else char for char in text)
    room = 200 - len(ending.encode())
    cut = kept.encode()[:room].decode(errors="ignore").strip(" .")
    return (cut or "文件") + ending
