"""The tree: every leaf has a way to the root, and no other leaf has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence import merkle
from app.evidence.chain import digest

LEAVES = st.integers(1, 70).map(lambda count: [merkle.leaf(7, n, digest(bytes([n]))) for n in range(count)])


@given(LEAVES, st.data())
def test_every_leaf_leads_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(leaves) - 1))

    assert merkle.climb(leaves[at], merkle.path(leaves, at)) == merkle.root(leaves)


@given(LEAVES.filter(lambda leaves: len(leaves) > 1), st.data())
def test_another_leaf_does_not(leaves: list[bytes], data: st.DataObject) -> None:
    at, other = data.draw(st.permutations(range(len(leaves))))[:2]

    assert merkle.climb(leaves[other], merkle.path(leaves, at)) != merkle.root(leaves)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
def test_a_changed_added_or_moved_leaf_changes_the_root(count: int) -> None:
    leaves = [merkle.leaf(1, n, digest(bytes([n]))) for n in range(count)]
    roots = {merkle.root(leaves), merkle.root([*leaves, leaves[-1]]), merkle.root([digest(b"x"), *leaves[1:]])}

    assert len(roots) == 3
    assert count == 1 or merkle.root(leaves[::-1]) != merkle.root(leaves)


def test_a_leaf_knows_its_place() -> None:
    assert len({merkle.leaf(s, n, digest(b"row")) for s in (1, 2) for n in (1, 2)}) == 4


def test_a_node_cannot_pass_for_a_leaf() -> None:
    """Two levels hashed as one would let somebody show an inner node as a row."""
    a, b = merkle.leaf(1, 1, digest(b"a")), merkle.leaf(1, 2, digest(b"b"))

    assert merkle.root([a, b]) != digest(b"\x00" + a + b)
