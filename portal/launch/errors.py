"""The two ways in which a start ends early."""


class CantStart(Exception):  # noqa: N818 - reads as the sentence it stands for
    """Assent can't start or go on; the text is the one line that the terminal shows."""


class Stop(BaseException):
    """The terminal or the system asked us to stop. Not an Exception, so that nothing swallows it on the way up."""
