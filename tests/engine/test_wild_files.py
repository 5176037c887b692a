"""Files as other tools write them, and files as nobody should: an answer in sentences, never a trace."""

import random
import time
from pathlib import Path

import pytest

from app.engine import DiagramRefused, Finding, Flow, parse
from tests.engine.sketch import bpmn, dmn
from tests.engine.test_refusals import CALLED, FINE

WILD = Path(__file__).parent / "wild"
CODES = {
    "camunda7_invoice": ("invoice", {"script", "duration", "throw"}),
    "camunda8_order": ("order", {"error", "inclusive", "throw", "duration", "escalation"}),
    "flowable_leave": ("leave", {"signal", "cardinality", "completion", "manual", "receive", "untyped"}),
    "bpmnio_new": ("Process_1", {"ways_out"}),
    "bpmnio_pools": ("Process_office", {"pools", "message_flow", "untyped", "data", "complex", "throw", "link"}),
    "spiff_arena": (
        "arena", {"manual", "script", "loop", "throw", "transaction", "ad_hoc", "completion", "cancel", "correlation"},
    ),
    "activiti_timers": ("timers", {"cycle", "duration", "compensation"}),
    "signavio_choreography": ("sid-2", {"collaboration", "pools"}),
    "xpdl": ("x", {"not_bpmn"}),
}  # fmt: skip


def findings(process_id: str, files: dict[str, bytes]) -> tuple[Finding, ...]:
    with pytest.raises(DiagramRefused) as refusal:
        parse(process_id, files)
    return refusal.value.findings


def test_every_wild_file_has_its_test():
    assert {path.stem for path in WILD.glob("*.bpmn")} == set(CODES)


@pytest.mark.parametrize("name", CODES)
def test_what_other_tools_write_is_refused_with_a_sentence_for_each_thing(name):
    process_id, codes = CODES[name]
    found = findings(process_id, {"process.bpmn": (WILD / f"{name}.bpmn").read_bytes()})
    assert {finding.code for finding in found} == codes
    for finding in found:
        assert finding.sentence.endswith("。") and finding.file == "process.bpmn"


BYTES = {
    "nothing": (b"", "xml"),
    "text": ("你好".encode(), "xml"),
    "zeros": (b"\0" * 1000, "xml"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "xml"),
    "zip": (b"PK\x03\x04" + b"x" * 100, "xml"),
    "html": (b"<html><body><p>x<br></body></html>", "xml"),
    "json": (b'{"bpmn": true}', "xml"),
    "too large": (b"<a>" + b" " * 1_000_001 + b"</a>", "size"),
    "doctype": (b'<!DOCTYPE bpmn SYSTEM "http://127.0.0.1:9/x.dtd"><bpmn/>', "doctype"),
    "entity": (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>', "doctype"),
    "bomb": (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
        + b"]><x>&m;</x>",
        None,
    ),
    "deep": (b"<a>" * 100_000, "xml"),
    "wide": (b"<a " + b" ".join(b'x%d="1"' % n for n in range(50_000)) + b"/>", "not_bpmn"),
    "utf-16": ("<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16"), "not_bpmn"),
    "wrong encoding": (b"<?xml version='1.0' encoding='klingon'?><a/>", "xml"),
    "not a namespace": (b'<definitions><process id="p"/></definitions>', "not_bpmn"),
}  # fmt: skip


@pytest.mark.parametrize("name", BYTES)
@pytest.mark.parametrize("file", ["process.bpmn", "table.dmn"])
def test_bytes_that_are_no_drawing_are_refused(name, file):
    data, code = BYTES[name]
    began = time.perf_counter()
    found = findings("p", {file: data})
    assert time.perf_counter() - began < 2
    if file == "process.bpmn" and code:
        assert [finding.code for finding in found] == [code]


def test_no_files_at_all():
    assert [finding.code for finding in findings("p", {})] == ["no_process"]


def test_the_drawing_in_another_encoding_is_read():
    text = bpmn("start s\nuser a\nend e\ns -> a -> e").decode()
    for encoding in ("utf-16", "gb18030"):
        data = f"<?xml version='1.0' encoding='{encoding}'?>{text}".encode(encoding)
        assert parse("p", {"process.bpmn": data}).nodes["a"].title == "a的名称"


def survives(files: dict[str, bytes]) -> None:
    try:
        assert isinstance(parse("p", files), Flow)
    except DiagramRefused as refusal:
        assert refusal.findings and all(finding.sentence for finding in refusal.findings)


WHOLE = bpmn(FINE + "rule r dmn=t\n")


def test_a_drawing_cut_anywhere_is_refused():
    for end in range(0, len(WHOLE) - 1, 37):
        survives({"process.bpmn": WHOLE[:end], "_shared/called.bpmn": CALLED})


@pytest.mark.parametrize("seed", range(20))
def test_a_drawing_with_wrong_bytes_is_read_or_refused(seed):
    at_random = random.Random(seed)
    table = dmn(('"x"', "1"), ("", "2"), inputs=("v",), output="o")
    for _ in range(15):
        files = {"process.bpmn": bytearray(WHOLE), "_shared/called.bpmn": bytearray(CALLED), "t.dmn": bytearray(table)}
        for data in files.values():
            for _ in range(at_random.randint(0, 3)):
                data[at_random.randrange(len(data))] = at_random.choice(b"<>/\"'= :abcxyz019\0\xff")
        survives({name: bytes(data) for name, data in files.items()})


@pytest.mark.parametrize("seed", range(20))
def test_a_drawing_with_lost_doubled_or_swapped_pieces_is_read_or_refused(seed):
    at_random = random.Random(seed)
    pieces = WHOLE.decode().replace("><", ">\n<").split("\n")
    for _ in range(15):
        torn = list(pieces)
        for _ in range(at_random.randint(1, 4)):
            first, second = (at_random.randrange(1, len(torn) - 1) for _ in range(2))
            match at_random.choice(["lose", "double", "swap"]):
                case "lose":
                    del torn[first]
                case "double":
                    torn.insert(second, torn[first])
                case "swap":
                    torn[first], torn[second] = torn[second], torn[first]
        survives({"process.bpmn": "".join(torn).encode(), "_shared/called.bpmn": CALLED})


@pytest.mark.parametrize("seed", range(10))
def test_a_drawing_whose_attributes_are_mixed_up_is_read_or_refused(seed):
    import re

    at_random = random.Random(seed)
    values = re.findall(r'"([^"]*)"', WHOLE.decode())
    for _ in range(15):
        mixed = re.sub(
            r'(id|sourceRef|targetRef|attachedToRef|default|calledElement|messageRef|value)="[^"]*"',
            lambda m: m[0] if at_random.random() > 0.03 else f'{m[1]}="{at_random.choice(values)}"',
            WHOLE.decode(),
        )
        survives({"process.bpmn": mixed.encode(), "_shared/called.bpmn": CALLED})


def test_five_hundred_tasks_in_a_row_are_read_and_walked(play):
    names = [f"u{n}" for n in range(500)]
    text = "start s\nend e\n" + "\n".join(f"do {n} op=x" for n in names) + f"\ns -> {' -> '.join(names)} -> e"
    assert play(text).step.ended == "e"
