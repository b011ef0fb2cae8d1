"""Merkle trees over the rows of one ledger entry: many objects, one root in the chain (docs/decisions/024).

A leaf is SHA-256(0x00 ‖ canonical JSON of the row), an inner node SHA-256(0x01 ‖ left ‖ right). Nodes of a level are
paired from the left, a last one without a neighbour goes up as it is: the tree of RFC 9162 §2.1. An entry also keeps
the node over each 1,024 leaves, so that the proof of one row reads those of its block alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

#: Leaves under one node that the entry keeps. A power of two: such a node is one of the whole tree's.
BLOCK = 1024


def leaf(row: bytes) -> bytes:
    """The leaf of a row. row: its canonical JSON."""
    return hashlib.sha256(b"\x00" + row).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _above(level: Sequence[bytes]) -> list[bytes]:
    paired = [node(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
    return [*paired, level[-1]] if len(level) % 2 else paired


def root(level: Sequence[bytes]) -> bytes:
    """Over leaves, or over the nodes of all their blocks; at least one. Raises IndexError without any."""
    while len(level) > 1:
        level = _above(level)
    return level[0]


def nodes(leaves: Sequence[bytes]) -> list[bytes]:
    """The node over each block of leaves, in order."""
    return [root(leaves[start : start + BLOCK]) for start in range(0, len(leaves), BLOCK)]


def path(level: Sequence[bytes], place: int) -> list[bytes]:
    """What stands beside the way from one node of a level up to its root, from below."""
    found = []
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            found.append(level[beside])
        level, place = _above(level), place // 2
    return found


def way_of(block: Sequence[bytes], above: Sequence[bytes], n: int) -> list[bytes]:
    """The path of leaf n (from 0). block: the leaves of its block; above: the nodes of all blocks."""
    return [*path(block, n % BLOCK), *path(above, n // BLOCK)]


def proves(found: bytes, n: int, count: int, way: Sequence[bytes], expected: bytes) -> bool:
    """Whether a leaf is the n-th (from 0) of count under this root. way: its path."""
    if not 0 <= n < count:
        return False
    steps = iter(way)
    while count > 1:
        if n % 2 or n + 1 < count:
            beside = next(steps, None)
            if beside is None:
                return False
            found = node(beside, found) if n % 2 else node(found, beside)
        n, count = n // 2, (count + 1) // 2
    return next(steps, None) is None and found == expected
