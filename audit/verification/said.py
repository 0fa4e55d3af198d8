"""Collects what is wrong, in plain words, in the order in which it was found."""

LIMIT = 25


class Problems:
    """The first problems found; beyond the limit only that there are more."""

    def __init__(self) -> None:
        """Start with nothing wrong."""
        self.found: list[str] = []
        self.more = False

    def add(self, text: str) -> None:
        """Say one more thing that is wrong."""
        if len(self.found) < LIMIT:
            self.found.append(text)
        else:
            self.more = True
