"""Closing and opening: nothing opens that was changed, moved or closed under a key that is not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.secrecy import Keyring, Unreadable, key_id

NEW, OLD, OTHER = (letter * 32 for letter in "nop")
RING = Keyring([NEW, OLD])


@given(st.binary(max_size=3000), st.booleans())
def test_what_is_closed_opens(value: bytes, search: bool) -> None:
    assert RING.open(RING.close(value, "case.answers", search=search), "case.answers") == value


@given(st.binary(max_size=600), st.data())
def test_no_byte_can_be_changed(value: bytes, data: st.DataObject) -> None:
    closed = bytearray(RING.close(value, "case.answers"))
    at = data.draw(st.integers(0, len(closed) - 1))
    closed[at] ^= data.draw(st.integers(1, 255))

    with pytest.raises(Unreadable):
        RING.open(bytes(closed), "case.answers")


@pytest.mark.parametrize("spoiled", [b"", b"\x01", b"\x01abcd" + b"\0" * 27])
def test_what_was_never_closed_does_not_open(spoiled: bytes) -> None:
    with pytest.raises(Unreadable):
        RING.open(spoiled, "case.answers")


def test_a_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(Unreadable):
        RING.open(RING.close(b"13800000001", "person.mobile"), "person.email")


def test_equal_values_look_alike_only_where_they_are_searched() -> None:
    twice = [RING.close(b"330203199001011234", "subject.identifier", search=True) for _ in range(2)]
    hidden = [RING.close(b"330203199001011234", "subject.identifier") for _ in range(2)]

    assert twice[0] == twice[1] and hidden[0] != hidden[1]
    assert RING.close(b"330203199001011234", "draft.identifier", search=True) != twice[0]


def test_an_old_key_opens_and_is_known_for_old() -> None:
    closed = Keyring([OLD]).close(b"x", "a.b")

    assert RING.open(closed, "a.b") == b"x"
    assert not RING.current(closed) and RING.current(RING.close(b"x", "a.b"))
    with pytest.raises(Unreadable):
        Keyring([OTHER]).open(closed, "a.b")


def test_long_values_are_deflated() -> None:
    assert len(RING.close(b"x" * 3000, "a.b")) < 100


def test_a_key_has_a_name_that_is_not_the_key() -> None:
    assert key_id(NEW) != key_id(OLD) and key_id(NEW) not in NEW and len(key_id(NEW)) == 8
