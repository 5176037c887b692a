"""The seal on a snapshot."""

import pytest

from app.engine import Seal, StepFailed

OLD, NEW = b"o" * 16, b"n" * 32


def test_what_was_sealed_can_be_opened():
    seal = Seal({"a": OLD}, "a")
    assert seal.open(seal.close(b"content")) == b"content"


def test_a_new_key_seals_and_the_old_one_still_opens():
    before = Seal({"a": OLD}, "a").close(b"content")
    both = Seal({"a": OLD, "b": NEW}, "b")
    assert both.open(before) == b"content"
    assert both.open(both.close(b"x")) == b"x"
    with pytest.raises(StepFailed, match="没有的密钥"):
        Seal({"a": OLD}, "a").open(both.close(b"x"))


def test_any_changed_byte_is_noticed():
    seal = Seal({"a": OLD, "b": NEW}, "a")
    sealed = seal.close(b"some content")
    for place in range(len(sealed)):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises(StepFailed):
            seal.open(bytes(broken))


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 20, -1])
def test_a_cut_one_is_noticed(cut):
    seal = Seal({"a": OLD}, "a")
    with pytest.raises(StepFailed):
        seal.open(seal.close(b"some content")[:cut])


def test_another_version_is_refused_with_a_sentence():
    seal = Seal({"a": OLD}, "a")
    with pytest.raises(StepFailed, match="存档的版本不是本系统写的版本"):
        seal.open(b"\x02" + seal.close(b"x")[1:])


def test_the_same_key_under_another_name_does_not_open():
    with pytest.raises(StepFailed, match="封印不符"):
        Seal({"a": OLD, "b": OLD}, "a").open(Seal({"a": OLD}, "a").close(b"x").replace(b"a", b"b", 1))


@pytest.mark.parametrize(
    ("keys", "current"),
    [({}, "a"), ({"a": OLD}, "b"), ({"a": b"short"}, "a"), ({"": OLD}, ""), ({"k" * 300: OLD}, "k" * 300)],
)
def test_keys_that_cannot_seal_are_refused_when_the_house_opens(keys, current):
    with pytest.raises(ValueError):
        Seal(keys, current)
