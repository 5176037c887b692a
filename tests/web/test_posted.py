"""What a browser posts: days in three boxes, files, buttons."""

from __future__ import annotations

from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from app.errors import Invalid
from app.web import posted


@pytest.mark.parametrize(
    ("boxes", "day"),
    [
        (("2026", "3", "9"), "2026-03-09"), (("", "", ""), ""), (("2026", "", "9"), "2026-00-09"),
        ((" 2026", "13", "x"), "2026-13-0x"),
    ],
)
def test_three_boxes_make_a_day(boxes: tuple[str, str, str], day: str) -> None:
    form = MultiDict(zip(("on:y", "on:m", "on:d"), boxes, strict=True))
    assert posted.joined(form)["on"] == day


def test_what_is_ours_is_no_answer() -> None:
    form = MultiDict([("csrf_token", "x"), ("_do", "next"), ("_shown", "a"), ("version", "3"), ("why", "因为")])
    assert posted.joined(form).to_dict() == {"why": "因为"}


def test_a_refused_file_is_named_in_its_sentence_and_the_others_stay() -> None:
    def bring(file: FileStorage) -> str:
        if file.filename == "照片.heic":
            raise Invalid("不能上传，请换成 PDF、OFD、JPG 或 PNG")
        return "u1"

    files = MultiDict([
        ("proof:file", FileStorage(BytesIO(b"x"), "照片.heic")), ("proof:file", FileStorage(BytesIO(b"x"), "决定.pdf")),
    ])
    form: MultiDict[str, str] = MultiDict()
    assert posted.with_files(form, files, bring) == {"proof": ["“照片.heic”：不能上传，请换成 PDF、OFD、JPG 或 PNG"]}
    assert form.getlist("proof") == ["u1"]


def test_an_empty_file_box_brings_nothing() -> None:
    files = MultiDict([("proof:file", FileStorage(BytesIO(b""), ""))])
    assert posted.with_files(MultiDict(), files, lambda file: "u1") == {}


def test_the_pressed_button_says_what_to_do() -> None:
    assert posted.command(MultiDict({"_do": "remove proof u1"})) == ("remove", "proof", "u1")
    assert posted.command(MultiDict()) == ("next",)
    assert posted.command(MultiDict({"_do": ""})) == ("next",)


def test_fields_that_were_not_on_the_page_are_known() -> None:
    assert posted.not_shown("kind why", ["kind", "deleted_on"]) == ("deleted_on",)
