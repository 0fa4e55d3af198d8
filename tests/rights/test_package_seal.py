"""The sealed stream: what was written comes back, and nothing that was changed, cut, moved or swapped is ever given out."""

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rights.access.sealed_stream import BEGINNING, FRAME, TAG, BrokenSeal, SealedWriter, new_key, sealed_size, unsealed
from rights.access.spool import IN_MEMORY, Spool

WHOLE = FRAME + TAG
# Sizes around the edges of frames, and any others.
SIZES = st.one_of(st.sampled_from([0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, 3 * FRAME + 7]), st.integers(0, 4 * FRAME))


def sealed(text: bytes, key: bytes, bound_to: str = "package", pieces: int = FRAME) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, key, bound_to=bound_to)
    for start in range(0, len(text), pieces):
        writer.write(text[start : start + pieces])
    writer.close()
    return file.getvalue()


def read(file: bytes, key: bytes, bound_to: str = "package") -> bytes:
    return b"".join(unsealed(io.BytesIO(file), key, bound_to=bound_to))


@given(size=SIZES, pieces=st.integers(1_000, 3 * FRAME))
def test_what_was_written_comes_back_in_a_file_of_the_foretold_size(size, pieces):
    text, key = os.urandom(size), new_key()
    file = sealed(text, key, pieces=pieces)
    assert read(file, key) == text
    assert len(file) == sealed_size(size)


@given(size=SIZES, place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_is_refused_and_no_changed_byte_is_given_out(size, place, bit):
    text, key = os.urandom(size), new_key()
    file = bytearray(sealed(text, key))
    file[int(place * len(file))] ^= 1 << bit
    given_out = []
    with pytest.raises(BrokenSeal):
        given_out.extend(unsealed(io.BytesIO(bytes(file)), key, bound_to="package"))
    assert text.startswith(b"".join(given_out))


@given(size=SIZES, cut=st.integers(1, 3 * WHOLE))
def test_a_file_that_was_cut_is_refused_also_between_two_frames(size, cut):
    key = new_key()
    file = sealed(os.urandom(size), key)
    for end in {max(0, len(file) - cut), BEGINNING, BEGINNING + WHOLE, BEGINNING + 2 * WHOLE}:
        if end < len(file):
            with pytest.raises(BrokenSeal):
                read(file[:end], key)


def test_frames_that_were_swapped_left_out_repeated_or_added_are_refused():
    key = new_key()
    file = sealed(os.urandom(3 * FRAME + 5), key)
    head, frames = file[:BEGINNING], [file[at : at + WHOLE] for at in range(BEGINNING, len(file), WHOLE)]
    first, second, third, last = frames
    for wrong in ([second, first, third, last], [first, third, last], [first, first, second, third, last], [*frames, last]):
        with pytest.raises(BrokenSeal):
            read(head + b"".join(wrong), key)


def test_a_frame_of_another_file_of_the_same_key_is_refused():
    key = new_key()
    one, two = sealed(os.urandom(2 * FRAME), key), sealed(os.urandom(2 * FRAME), key)
    with pytest.raises(BrokenSeal):
        read(one[: BEGINNING + WHOLE] + two[BEGINNING + WHOLE :], key)


def test_another_key_another_context_and_no_sealed_file_at_all_are_refused():
    key = new_key()
    file = sealed(b"mine", key, bound_to="one")
    for wrong in ((file, new_key(), "one"), (file, key, "two"), (b"PK\x03\x04" + file, key, "one"), (b"", key, "one")):
        with pytest.raises(BrokenSeal):
            read(*wrong)


def test_nothing_of_the_text_stands_in_the_file():
    marker = b"a very personal sentence"
    assert marker not in sealed(marker * 10_000, new_key())


@pytest.mark.parametrize("size", [0, 10, IN_MEMORY, IN_MEMORY + 1, 3 * IN_MEMORY])
def test_a_spool_gives_back_what_it_took_as_often_as_asked_and_leaves_no_file(tmp_path, size):
    text, spool = os.urandom(size), Spool(tmp_path)
    for start in range(0, size, 100_000):
        spool.write(text[start : start + 100_000])
    assert b"".join(spool.pieces()) == b"".join(spool.pieces()) == text
    assert spool.size == size
    assert list(tmp_path.iterdir()) == []
    spool.close()
    spool.close()
