"""A letter's file and the data for it, and small readers of what came out. No tests."""

import io
import struct
import zlib
from copy import deepcopy
from datetime import date
from typing import Any

from pypdf import PdfReader

SHARED: dict[str, Any] = {
    "sentences": {"contact": "联系人：{organ.contact}，联系电话：{organ.phone}。"},
    "remedies": {
        "review": {"article": "省条例30", "text": "对本处理结果有异议的，可以向{reviewer.name}申请复核。"},
        "litigation": "也可以在六个月内依法提起行政诉讼。",
    },
    "words": {"yes_no": {"yes": "是", "no": "否"}},
}

RESULT: dict[str, Any] = {
    "id": "result_notice",
    "title": "异议处理结果告知书",
    "kind": "告知书",
    "format": "letter",
    "organ": "$acceptor",
    "number": {"pattern": "甬信异告〔{year}〕{n}号", "counter": "objection-result"},
    "recipient": "{subject.name}",
    "must_state": ["结果", "理由", "救济"],
    "names": {"answers.decide.reason": "处理理由"},
    "words": {"finding": {"upheld": "异议成立", "rejected": "异议不成立"}},
    "body": [
        {"paragraph": "你单位于{case.received_on|date}提出的异议（编号：{case.number}），现将处理结果告知如下："},
        {"heading": "一、处理结果"},
        {
            "table": "answers.decide.findings",
            "states": "结果",
            "columns": [
                {"title": "信用信息", "value": "{row.title}", "width": 3},
                {"title": "核实结果", "value": "{row.finding|words:finding}", "align": "center"},
            ],
        },
        {"paragraph": "{answers.decide.reason}", "states": ["理由"]},
        {"paragraph": "期限已经延长。", "when": "answers['extend']['days'] == 20"},
        {"remedies": ["review", "litigation"]},
        {"sentence": "contact"},
    ],
    "attachments": ["异议材料清单"],
}

DATA: dict[str, Any] = {
    "case": {"number": "YY〔2026〕000123", "received_on": "2026-11-03"},
    "subject": {"name": "宁波赟玥商贸有限公司"},
    "organ": {"name": "宁波市市场监督管理局", "contact": "王珺", "phone": "0574-87180000"},
    "data": {"reviewer": {"name": "宁波市发展和改革委员会"}},
    "number": "甬信异告〔2026〕12号",
    "issued_on": date(2026, 11, 22),
    "answers": {
        "decide": {
            "findings": [
                {"title": "行政处罚决定书", "finding": "upheld"},
                {"title": "欠税公告", "finding": "rejected"},
            ],
            "reason": "该决定已被判决撤销。\n第二项信息与决定书一致。",
        }
    },
}

VERIFY = "https://credit.ningbo.example/verify/aB3xYz0123456789abcdef"


def a_file(**changes: Any) -> dict[str, Any]:
    """The example's file with some keys replaced; None takes a key away."""
    file = {**deepcopy(RESULT), **changes}
    return {key: value for key, value in file.items() if value is not None}


def some_data(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(DATA), **changes}


def text_of(pdf: bytes) -> str:
    """All text in the PDF without white space (typesetting moves it)."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def grey(png: bytes) -> list[list[int]]:
    """The picture as rows of the first colour channel, 0 black to 255 white; 8-bit PNG as typst writes it."""
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    assert depth == 8
    step = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    raw, rows, above = zlib.decompress(_chunks(png)), [], bytearray(width * step)
    for y in range(height):
        start = y * (width * step + 1)
        above = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * step]), above, step)
        rows.append(list(above[::step]))
    return rows


def _chunks(png: bytes) -> bytes:
    at, data = 8, b""
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    return data


def _unfiltered(kind: int, row: bytearray, above: bytearray, step: int) -> bytearray:
    for i in range(len(row)):
        a, b = (row[i - step] if i >= step else 0), above[i]
        c = above[i - step] if i >= step else 0
        row[i] = (row[i] + (0, a, b, (a + b) // 2, _paeth(a, b, c))[kind]) & 255
    return row


def _paeth(a: int, b: int, c: int) -> int:
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
