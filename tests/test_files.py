"""What may come in as a file, and how it is kept."""

import hashlib
import io
import os
import threading
import zipfile

import pytest

from app.errors import Invalid, NotFound
from app.files import MAX_BYTES, Damaged, Store, clean_name, sniff
from app.letters.issuing import verification

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40) + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def a_zip(*names: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "files")


def refusal(content: bytes, name: str = "") -> str:
    with pytest.raises(Invalid) as caught:
        sniff(content, name)
    assert caught.value.errors == {"file": [caught.value.message]}
    return caught.value.message


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (JPG, "jpg"),
        (JPG + b"camera's own data", "jpg"),
        (PNG, "png"),
        (a_zip("OFD.xml", "Doc_0/"), "ofd"),
    ],
)
def test_a_file_is_known_by_its_content_whatever_its_name(content, kind):
    assert sniff(content, "合同.exe") == kind


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"<html>%PDF-1.7 %%EOF",
        b"MZ\x90\x00" + PDF,
        b"GIF89a" + PNG,
        b"\x00" * 100,
        verification("x")["svg"].encode(),
    ],
)
def test_any_other_kind_is_refused_by_name(content):
    assert refusal(content, "合同.pdf") == "“合同.pdf”的格式不能接收：只收 PDF、OFD、JPG、PNG 文件。"


@pytest.mark.parametrize(
    "content",
    [PDF[:-8], JPG[:-2], PNG[:-8], a_zip("OFD.xml")[:-30], a_zip("word/document.xml"), b"PK\x03\x04"],
    ids=["pdf", "jpg", "png", "ofd", "docx", "four bytes"],
)
def test_half_a_file_is_refused(content):
    assert refusal(content) == "这个文件不完整或者已经损坏，请重新扫描或者导出后再上传。"


def test_an_empty_file_is_refused():
    assert refusal(b"", "空.pdf") == "“空.pdf”是空的，请重新选择文件。"


def test_twenty_megabytes_are_taken_and_a_byte_more_is_not():
    whole = PDF + bytes(MAX_BYTES - 2 * len(PDF)) + PDF

    assert sniff(whole) == "pdf"
    assert refusal(whole + b"\n") == "这个文件超过 20 MB，请压缩或者分成几个文件上传。"


def test_an_archive_that_would_swell_is_refused():
    bomb = a_zip("OFD.xml", *(f"Doc_0/{n}" for n in range(9)), content=bytes(50 * 1024 * 1024))

    assert len(bomb) < 1024 * 1024
    assert "不完整或者已经损坏" in refusal(bomb)


def test_bytes_come_back_as_they_went_in(store):
    digest = store.put(PDF)

    assert digest == hashlib.sha256(PDF).hexdigest()
    assert store.read(digest) == PDF
    assert store.exists(digest)
    assert store.verify(digest)
    assert store.path(digest) == store.root / digest[:2] / digest[2:4] / digest


def test_the_same_bytes_are_kept_once(store):
    first = store.path(store.put(PDF)).stat().st_ino

    assert store.path(store.put(PDF)).stat().st_ino == first
    assert list(store.digests()) == [hashlib.sha256(PDF).hexdigest()]


def test_bytes_that_were_changed_are_not_handed_out(store):
    digest = store.put(PDF)
    store.path(digest).write_bytes(PDF.replace(b"endobj", b"ENDOBJ"))

    with pytest.raises(Damaged):
        store.read(digest)
    assert not store.verify(digest)


def test_a_file_cut_short_by_a_crash_is_mended_when_it_comes_again(store):
    digest = store.put(PDF)
    store.path(digest).write_bytes(PDF[:5])
    store.put(PDF)

    assert store.verify(digest)


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "A" * 64, "0" * 64 + "\n", "/etc/passwd"])
def test_what_is_not_kept_is_not_found_and_no_path_leads_outside(store, digest):
    store.put(PDF)

    with pytest.raises(NotFound):
        store.read(digest)
    assert not store.exists(digest)
    assert not store.verify(digest)


def test_what_is_removed_is_gone_and_may_be_removed_again(store):
    digest = store.put(PDF)
    store.remove(digest)
    store.remove(digest)

    assert not store.exists(digest)
    assert list(store.digests()) == []


def test_a_disk_that_fails_leaves_nothing_behind(store, monkeypatch):
    def fail(_handle):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        store.put(PDF)

    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_many_threads_may_bring_the_same_file(store):
    threads = [threading.Thread(target=store.put, args=(PDF,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len([path for path in store.root.rglob("*") if path.is_file()]) == 1
    assert store.verify(hashlib.sha256(PDF).hexdigest())


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("合同.pdf", "", "合同.pdf"),
        ("C:\\Users\\me\\合同.pdf", "", "合同.pdf"),
        ("../../etc/passwd", "", "passwd"),
        (".bashrc", "", "bashrc"),
        ("a\u202efdp.exe", "", "afdp.exe"),
        ('a<b>"c"|d?.pdf', "", "abcd.pdf"),
        ("照片", "jpg", "照片.jpg"),
        ("照片.JPEG", "jpg", "照片.JPEG"),
        ("setup.exe", "png", "setup.exe.png"),
        ("  多  个   空格 .pdf", "", "多 个 空格.pdf"),
        ("", "", "未命名"),
        ("...", "pdf", "未命名.pdf"),
        ("\x00\n", "", "未命名"),
        ("e\u0301.pdf", "", "é.pdf"),
    ],
)
def test_a_name_is_fit_to_be_shown_and_saved(name, kind, clean):
    assert clean_name(name, kind) == clean


def test_a_long_name_is_cut_and_keeps_its_ending():
    assert clean_name("长" * 300 + ".pdf") == "长" * 96 + ".pdf"
