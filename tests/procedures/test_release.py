"""A release: the same bytes give the same hash, whatever the order; it runs without the folder; damage is noticed."""

import os
import shutil
import zlib

import pytest

from app.procedures import Damaged, Library, Unreadable, freeze, thaw
from app.procedures.read import read_library
from app.procedures.release import HEAD
from tests.procedures import folders


@pytest.fixture
def root(tmp_path):
    shutil.copytree(folders.BASE, tmp_path, dirs_exist_ok=True)
    return tmp_path


def frozen(root):
    return freeze(Library.read(root), "tiny")


def changed(root, file, old, new):
    before = frozen(root).hash
    folders.apply(root, {"file": file, "from": old, "to": new})
    return frozen(root).hash != before


def test_the_hash_rests_on_contents_alone(root):
    before = frozen(root)
    for n, path in enumerate(sorted(root.rglob("*.*"), reverse=True)):
        os.utime(path, (n, n))
    library = Library.read(root)
    turned = Library(library.procedures, library.registers, library.laws, dict(reversed(library.files.items())))

    assert freeze(turned, "tiny").hash == before.hash
    assert freeze(turned, "tiny").pack() == before.pack()


def test_line_ends_of_another_machine_change_nothing(root):
    before = frozen(root).hash
    for path in root.rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert frozen(root).hash == before


@pytest.mark.parametrize(
    "file, old, new",
    [
        ("bpmn/tiny/procedure.yaml", "length: 5", "length: 6"),
        ("bpmn/tiny/process.bpmn", "催办", "督办"),
        ("bpmn/tiny/level.dmn", "12", "13"),
        ("bpmn/tiny/texts.yaml", "正在决定", "决定中"),
        ("bpmn/tiny/documents/answer.yaml", "答复书", "答复函"),
        ("forms/tiny/decide.form", "理由", "原因"),
        ("bpmn/_shared/hand.bpmn", "当面交付", "邮寄"),
        ("bpmn/_shared/hand.yaml", "dept_handler", "dept_chief"),
        ("forms/_shared/hand_over.form", "已经交付", "交付了"),
        ("forms/_shared/applicant.form", "手机", "电话"),
        ("bpmn/_law/small.yaml", "五个工作日", "5个工作日"),
    ],
)
def test_whatever_a_case_runs_on_makes_a_new_release(root, file, old, new):
    assert changed(root, file, old, new)


@pytest.mark.parametrize(
    "file, old, new",
    [("bpmn/tiny/scenarios/yes.yaml", "同意", "准予"), ("bpmn/_registers/records.yaml", "记录", "条目")],
)
def test_what_no_case_runs_on_makes_no_new_release(root, file, old, new):
    assert not changed(root, file, old, new)


def test_a_shared_group_inside_a_shared_group_is_taken_along(root):
    applicant = (root / "forms/_shared/applicant.form").read_text()
    phone = '{"type": "group", "path": "phone", "label": "电话", "properties": {"include": "phone"}}'
    (root / "forms/_shared/phone.form").write_text(applicant.replace('"applicant"', '"phone"'))
    (root / "forms/_shared/applicant.form").write_text(
        applicant.replace('"components": [', f'"components": [{phone}, ')
    )

    assert "forms/_shared/phone.form" in frozen(root).files
    assert changed(root, "forms/_shared/phone.form", "手机", "电话")


def test_a_shared_drawing_that_is_not_called_is_left_out(root):
    before = frozen(root).hash
    (root / "bpmn/_shared/other.bpmn").write_text(
        (root / "bpmn/_shared/hand.bpmn").read_text().replace("hand", "other")
    )
    (root / "forms/_shared/unused.form").write_text('{"type": "default"}')

    assert frozen(root).hash == before


def test_a_thawed_release_is_whole_without_the_folder(root):
    before = frozen(root)
    packed = before.pack()
    shutil.rmtree(root)

    found = thaw(packed)

    assert found.hash == before.hash
    assert found.procedure.forms == before.procedure.forms
    assert found.procedure.limits == before.procedure.limits
    assert found.procedure.letters == before.procedure.letters
    assert found.procedure.words == before.procedure.words
    assert found.procedure.nodes == before.procedure.nodes
    assert found.diagrams == before.diagrams
    assert found.articles["小法1.2"].text == "确有必要的，可以延长到二十个工作日。"
    assert found.pack() == packed


def test_the_engine_takes_the_drawings_of_a_thawed_release(root):
    from app.engine import parse

    release = thaw(frozen(root).pack())

    parse(release.procedure.process, release.diagrams)


@pytest.mark.parametrize("cut", [0, 1, 20, -1])
def test_bytes_that_are_cut_are_refused(root, cut):
    with pytest.raises(Damaged):
        thaw(frozen(root).pack()[:cut])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing",
        zlib.compress(b"nothing"),
        zlib.compress(HEAD),
        zlib.compress(HEAD + b"5 100\nname!short"),
        zlib.compress(HEAD + b"x y\n"),
        zlib.compress(HEAD + b"1 1 1\na"),
        zlib.compress(HEAD) + b"more",
        zlib.compress(b"\0" * 40_000_000),
    ],
)
def test_bytes_that_are_no_release_are_refused(content):
    with pytest.raises(Damaged):
        thaw(content)


def test_a_folder_with_slips_makes_no_library(root):
    folders.apply(root, {"file": "bpmn/tiny/procedure.yaml", "from": "prefix: XS\n", "to": ""})

    with pytest.raises(Unreadable, match=r"bpmn/tiny/procedure.yaml: prefix: 缺少这一项。"):
        Library.read(root)
    library, findings = read_library({})
    assert (dict(library.procedures), findings) == ({}, ())
