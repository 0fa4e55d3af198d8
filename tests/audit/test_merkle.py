"""The tree gives the public vectors, and proofs hold for every leaf and every earlier size, and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import merkle, tiles
from audit.merkle import Frontier, ProofError

# The leaves and roots of Certificate Transparency's reference implementation.
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]


def reader(hashes):
    """Tiles of a tree that is held in memory."""
    levels = [list(hashes)]
    while len(levels[-1]) >= tiles.WIDTH:
        below = levels[-1]
        full = range(0, len(below) // tiles.WIDTH * tiles.WIDTH, tiles.WIDTH)
        levels.append([merkle.root(below[at : at + tiles.WIDTH]) for at in full])
    return lambda level, start, count: levels[level][start : start + count]


def recursive(hashes):
    """RFC 6962 section 2.1, word for word."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return merkle.node_hash(recursive(hashes[:split]), recursive(hashes[split:]))


def some_hashes(count):
    return [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


def test_the_empty_tree_has_the_root_of_nothing():
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert Frontier().root() == merkle.EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 9))
def test_public_roots(size):
    assert merkle.root(HASHES[:size]).hex() == ROOTS[size - 1]


def test_a_public_inclusion_proof_is_made_and_accepted():
    path = tiles.inclusion_path(reader(HASHES), 5, 8)
    assert [value.hex() for value in path] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    merkle.verify_inclusion(HASHES[5], 5, 8, path, bytes.fromhex(ROOTS[7]))


def test_a_public_consistency_proof_is_made_and_accepted():
    path = tiles.consistency_path(reader(HASHES), 6, 8)
    assert [value.hex() for value in path] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    merkle.verify_consistency(6, 8, path, bytes.fromhex(ROOTS[5]), bytes.fromhex(ROOTS[7]))


@given(st.integers(1, 700), st.data())
def test_every_leaf_is_proved_and_no_other_place_accepts_its_proof(size, data):
    hashes = some_hashes(size)
    index = data.draw(st.integers(0, size - 1))
    path = tiles.inclusion_path(reader(hashes), index, size)
    root = recursive(hashes)
    merkle.verify_inclusion(hashes[index], index, size, path, root)
    other = data.draw(st.integers(0, size - 1).filter(lambda place: place != index)) if size > 1 else size
    with pytest.raises(ProofError):
        merkle.verify_inclusion(hashes[index], other, size, path, root)
    with pytest.raises(ProofError):
        merkle.verify_inclusion(merkle.leaf_hash(b"other"), index, size, path, root)


@given(st.integers(1, 700), st.data())
def test_every_tree_begins_with_its_earlier_trees(second, data):
    hashes = some_hashes(second)
    first = data.draw(st.integers(1, second))
    path = tiles.consistency_path(reader(hashes), first, second)
    old, new = merkle.root(hashes[:first]), merkle.root(hashes)
    merkle.verify_consistency(first, second, path, old, new)
    with pytest.raises(ProofError):
        merkle.verify_consistency(first, second, path, merkle.leaf_hash(b"other"), new)
    if path:
        with pytest.raises(ProofError):
            merkle.verify_consistency(first, second, path[:-1], old, new)


@given(st.lists(st.integers(1, 400), max_size=12))
def test_appending_in_pieces_gives_the_same_tree_as_all_at_once(pieces):
    hashes, frontier = some_hashes(sum(pieces)), Frontier()
    for piece in pieces:
        frontier.extend(hashes[frontier.size : frontier.size + piece])
        assert frontier.root() == merkle.root(hashes[: frontier.size])
        frontier = Frontier.load(frontier.size, frontier.dump())


@pytest.mark.parametrize(("index", "size"), [(8, 8), (9, 8), (-1, 8), (0, 0)])
def test_an_index_outside_the_tree_is_refused(index, size):
    with pytest.raises(ProofError, match="outside"):
        merkle.verify_inclusion(HASHES[0], index, size, [], bytes.fromhex(ROOTS[7]))
    with pytest.raises(ProofError, match="outside"):
        tiles.inclusion_path(reader(HASHES), index, size)


@pytest.mark.parametrize("wrong", [b"", b"\0" * 31, b"\0" * 33])
def test_hashes_of_another_length_are_refused(wrong):
    path = tiles.inclusion_path(reader(HASHES), 5, 8)
    root = bytes.fromhex(ROOTS[7])
    for leaf, proof, top in ((wrong, path, root), (HASHES[5], [wrong, *path[1:]], root), (HASHES[5], path, wrong)):
        with pytest.raises(ProofError, match="32 bytes"):
            merkle.verify_inclusion(leaf, 5, 8, proof, top)


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, 8), (9, 8), (-1, 8)])
def test_consistency_from_nothing_or_backwards_is_refused(first, second):
    root = bytes.fromhex(ROOTS[7])
    with pytest.raises(ProofError, match="compared"):
        merkle.verify_consistency(first, second, [], merkle.EMPTY_ROOT, root)


def test_proofs_that_are_too_long_or_too_short_are_refused():
    path, root = tiles.inclusion_path(reader(HASHES), 5, 8), bytes.fromhex(ROOTS[7])
    for wrong in (path[:-1], [*path, path[0]], []):
        with pytest.raises(ProofError):
            merkle.verify_inclusion(HASHES[5], 5, 8, wrong, root)


def test_a_frontier_with_the_wrong_number_of_peaks_is_refused():
    with pytest.raises(ProofError):
        Frontier(3, [HASHES[0]])
