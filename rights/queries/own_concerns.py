"""The person's own concerns as a document of their access package, those without a name too: to themself they are no secret."""

import datetime as dt

from people.models import Person
from people.sealing import Unreadable
from rights import envelopes
from rights.concern_rules import REASONS
from rights.models import Concern, ConcernLetter
from rights.queries import concerns as queries
from rights.queries.documents import Document, utc

NOT_FOR_AGENTS = {
    "what": "Concerns that you raised about programs, if there are any",
    "ground": "agent",
    "law": "GDPR 32",
    "why": (
        "This copy goes to somebody who acts for you, and a concern is between you and those who answer it. You find yours on the "
        "page of your concerns, or in a copy that you ask for yourself."
    ),
}
"""Said whether there are any or not, so that it tells nobody that there are."""


def concerns(person: Person) -> list[Document]:
    """Every concern of the person with its answer, and when and why it was looked up who raised it."""
    found = list(queries.raised_by(person).order_by("raised_on", "ref"))
    looks = queries.looked_up(found)
    waiting = [_waiting(letter) for letter in queries.letters_of(person)]
    return [_concern(one, looks.get(str(one.pk), [])) for one in found] + waiting


def _concern(one: Concern, looks: list[tuple[dt.datetime, str]]) -> Document:
    try:
        words = envelopes.unseal(one.sealed.words, ref=one.pk, part="words")
    except Unreadable as gone:
        words = str(gone)
    return {
        "program": one.program.name,
        "under_your_name": one.named,
        "raised_on": one.raised_on.isoformat(),
        "your_words": words,
        "status_label": one.get_state_display(),
        "answer_by": one.answer_by.isoformat(),
        "answer": one.answer.body["answer"] if one.answer else None,
        "answered_at": utc(one.answered_at),
        "looked_up": [{"at": utc(at), "purpose": REASONS[reason]} for at, reason in looks],
    }


def _waiting(letter: ConcernLetter) -> Document:
    try:
        words = envelopes.unpack(letter.box, ref=letter.pk)["words"]
    except Unreadable as gone:
        words = str(gone)
    return {"under_your_name": False, "your_words": words, "status_label": "Not handed on yet"}
