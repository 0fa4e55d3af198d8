"""What each kind of inbox message says. Rooms above register their own kinds when they load."""

from typing import NamedTuple

from people import sealing
from people.models import Message


class Wording(NamedTuple):
    """Title, body and link label of one kind; `{about}` is the message's opaque label (a program's name, a short ref).

    `to_many` marks kinds that go to everybody at once: their mails wait until nobody's own message does.
    """

    title: str
    body: str
    link_label: str
    to_many: bool = False


_wordings: dict[str, Wording] = {
    "note": Wording("A message from the privacy office", "{about}", "Open"),
}


def register(kind: str, wording: Wording) -> None:
    """Add a kind; a second registration of the same kind is a programming error."""
    if kind in _wordings:
        msg = f"Message kind {kind!r} is registered twice."
        raise ValueError(msg)
    _wordings[kind] = wording


def kinds_to_many() -> list[str]:
    """The kinds that go to many people at once."""
    return [kind for kind, wording in _wordings.items() if wording.to_many]


def title_of(message: Message) -> str:
    """The message's heading."""
    return _wordings[message.kind].title


def link_label_of(message: Message) -> str:
    """The words of its link."""
    return _wordings[message.kind].link_label


def body_of(message: Message) -> str:
    """The message's text: its sealed words, or its kind's wording. Words whose key is destroyed say so."""
    if message.words is None:
        return _wordings[message.kind].body.format(about=message.about)
    try:
        return sealing.unseal(message.words)
    except sealing.Unreadable as gone:
        return str(gone)
