"""Whole numbers as browsers send them."""

MOST_DIGITS = 18


def whole(text: str, *, most: int) -> int | None:
    """Read a whole number of 0 or more, a greater one as `most`; None where the text is none.

    Anybody can send thousands of digits, which Python refuses to read as a number: they are never read.
    """
    if not text.isdecimal():
        return None
    return most if len(text) > MOST_DIGITS else min(int(text), most)
