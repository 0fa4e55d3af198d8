"""Turns an unexpected error into one that may be logged: its class and place, never its text, which may quote a row."""

from traceback import extract_tb

FRAMES = 4


def without_words(error: Exception) -> RuntimeError:
    """Say which class was raised and where. Raise it `from None`, so that no log prints the original."""
    frames = extract_tb(error.__traceback__)[-FRAMES:]
    places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
    return RuntimeError(f"{type(error).__name__} at {places}")
