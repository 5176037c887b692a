"""What a browser posts beside its answers: files, buttons."""

from __future__ import annotations

from io import BytesIO

from werkzeug.datastructures import FileStorage, MultiDict

from app.errors import Invalid
from app.web import posted


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
