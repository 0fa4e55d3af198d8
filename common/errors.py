"""What actions raise when they refuse; the portal's middleware turns each into a page that says what to do."""

from typing import ClassVar


class DomainError(Exception):
    """An action refused. `str(error)` is the sentence a person reads, `hint` the next step."""

    status: ClassVar[int] = 422
    title: ClassVar[str] = "That didn't work"

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the sentence and the next step."""
        super().__init__(message)
        self.hint = hint

    @property
    def in_full(self) -> str:
        """The sentence with its next step, for one line."""
        return f"{self} {self.hint}".strip()


class Conflict(DomainError):  # noqa: N818 - named as the field names it: HTTP 409 Conflict
    """Somebody else was first, or the row is no longer in the state that the action needs."""

    status = 409
    title = "This was decided already"


class UsedForm(Conflict):
    """A form that makes one thing came a second time with something else in it; it gets another token, so it can be sent again."""

    def __init__(self, nothing: str = "Nothing was sent.") -> None:
        """Say so; `nothing` is the sentence about what was not done."""
        super().__init__(
            f"This page was sent once already, with something else in it. {nothing}",
            hint="What you entered is still here. If it is to be sent as well, send it again.",
        )


class NotAllowed(DomainError):  # noqa: N818 - reads as the sentence it stands for
    """The acting person holds no right for this action."""

    status = 403
    title = "You can't do that"


class TooMany(DomainError):  # noqa: N818 - reads as the sentence it stands for
    """So many tries within a short time that no more are taken now."""

    status = 429
    title = "Too many tries"
