"""What each kind of request does, who sees it and what it does not do, in one sentence each; and what follows once it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from rights.actions.effects import STOPS
from rights.actions.filing import REPEATABLE
from rights.models import Request

Kind = Request.Kind
OFFICE = "Only the privacy office sees it, not your manager."


@dataclass(frozen=True, slots=True, kw_only=True)
class KindText:
    """`does`, `sees` and `leaves` stand beside the choice; `asks` heads the box for words; `then` is what follows, step by step."""

    icon: str
    does: str
    sees: str
    leaves: str
    asks: str = "What do you want to add?"
    then: tuple[str, ...]


TEXTS: Mapping[str, KindText] = {
    Kind.ACCESS: KindText(
        icon="file-search",
        does="You get a copy of what was recorded about you, and you learn who got it.",
        sees=OFFICE,
        leaves="It stops nothing and erases nothing.",
        then=(
            "We look for your data in each place where it can be.",
            "You get a message when your copy is ready. You can download it for 30 days.",
        ),
    ),
    Kind.PORTABILITY: KindText(
        icon="folder-output",
        does="You get what was recorded about you as files that other programs can read.",
        sees=OFFICE,
        leaves="It stops nothing and erases nothing.",
        then=(
            "We collect your data from each place where it can be.",
            "You get a message when your files are ready. You can download them for 30 days.",
        ),
    ),
    Kind.ERASURE: KindText(
        icon="eraser",
        does="Recording of you stops at once, and what was recorded is erased and checked.",
        sees=OFFICE,
        leaves="It leaves what the law makes us keep, and it changes none of your choices.",
        then=(
            "An officer looks at it. Then your data is erased in each place, and a second search checks that nothing is left.",
            "You get a certificate. What the law makes us keep is named, with the reason.",
            "After that your choices count again. If a program is on, it records anew. Turn it off to stop that.",
        ),
    ),
    Kind.RECTIFICATION: KindText(
        icon="pencil-line",
        does="What is wrong about you gets corrected, and those who got it are told.",
        sees="The privacy office and those who look after the data see it, not your manager.",
        leaves="It stops nothing and erases nothing.",
        asks="What is wrong, and what is right?",
        then=(
            "An officer looks at it. Then those who look after the data correct it and say what they did.",
            "You get a message when it is done.",
        ),
    ),
    Kind.RESTRICTION: KindText(
        icon="lock",
        does="Recording stops at once, and what was recorded is kept but not used.",
        sees=OFFICE,
        leaves="It erases nothing, and it changes none of your choices.",
        then=(
            "An officer looks at it and tells you whether it stays restricted.",
            "You are told before it ends. You can end it yourself at any time.",
        ),
    ),
    Kind.OBJECTION: KindText(
        icon="hand",
        does="Recording stops at once while we look at it; if the objection stands, it stays off and what was recorded is erased.",
        sees=OFFICE,
        leaves="It erases nothing before it is decided.",
        then=(
            "An officer looks at it. Only a strong ground can weigh more than your objection, and two officers must agree on that.",
            "You get a message with the answer.",
        ),
    ),
    Kind.COMPLAINT: KindText(
        icon="message-square-warning",
        does="You say what went wrong, and you get an answer with a date.",
        sees="The privacy office and the data protection officer see it, not your manager.",
        leaves="It stops no recording, and it does not hide your name.",
        asks="What went wrong?",
        then=("The data protection officer looks at it.", "You get the answer on the page of your complaint."),
    ),
    Kind.QUESTION: KindText(
        icon="circle-question-mark",
        does="You ask the data protection officer something, and you get an answer.",
        sees="The privacy office and the data protection officer see it, not your manager.",
        leaves="It stops no recording and erases nothing.",
        asks="What do you want to know?",
        then=("The data protection officer looks at it.", "You get the answer on the page of your question."),
    ),
}


def first_step(kind: str) -> str:
    """Where the form of this kind begins: with the words where nobody could look at it without them, else with what it is about."""
    return "words" if kind in REPEATABLE else "scope"


def stops(kind: str) -> bool:
    """Say whether recording stops as soon as a request of this kind is sent."""
    return kind in STOPS
