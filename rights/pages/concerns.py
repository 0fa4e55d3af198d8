"""What pages show of concerns: one's own, the office's, a program's. Only one's own tells who raised an anonymous one."""

from typing import Any

from django.urls import reverse

from common import days
from common.rights import Right
from consent.models import Program
from people import queries as people
from people.models import Person
from people.sealing import Unreadable
from rights import concern_rules, envelopes
from rights.concern_rules import DUE_DAYS, REASONS
from rights.models import Concern, ConcernLetter
from rights.queries import concerns as queries

State = Concern.State


def mine_block(person: Person, _program: Program | None) -> dict[str, Any]:
    """On the page of concerns: one's own with their answers. No address leads to a single one, so no log ties it to its author."""
    return {"template": "rights/concerns/_mine.html", "own": own(person), "url": reverse("my-concern-new")}


def own(person: Person) -> list[dict[str, Any]]:
    """One's own concerns, those first that were not handed on yet."""
    concerns = list(queries.raised_by(person))
    looks = queries.looked_up(concerns)
    letters = [_letter(letter) for letter in queries.letters_of(person)]
    return letters + [_own(concern, looks.get(str(concern.pk), [])) for concern in concerns]


def _letter(letter: ConcernLetter) -> dict[str, Any]:
    try:
        found = envelopes.unpack(letter.box, ref=letter.pk)
        program, words = Program.objects.get(pk=found["program"]).name, found["words"]
    except Unreadable as gone:
        program, words = "", str(gone)
    return {
        "program": program,
        "words": words,
        "named": False,
        "label": "Not handed on yet",
        "tone": "live",
        "on_its_way": True,
    }


def _own(concern: Concern, looks: list[tuple[Any, str]]) -> dict[str, Any]:
    return _line(concern) | {
        "words": words_of(concern),
        "answer": _answer(concern),
        "answered_on": concern.answered_at,
        "shown": concern.shown,
        "looked_up": [{"at": at, "why": REASONS[reason]} for at, reason in looks],
    }


def _line(concern: Concern) -> dict[str, Any]:
    waits = concern.state == State.OPEN
    late = waits and concern.answer_by < days.today()
    return {
        "ref": concern.pk,
        "short_ref": concern.short_ref,
        "program": concern.program.name,
        "named": concern.named,
        "raised_on": concern.raised_on,
        "answer_by": concern.answer_by,
        "open": waits,
        "late": late,
        "label": "Overdue" if late else concern.get_state_display(),
        "tone": "bad" if late else "warn" if waits else "ok",
        "url": reverse("concern", args=[concern.pk]),
    }


def words_of(concern: Concern) -> str:
    """The words, or why nobody can read them."""
    try:
        return envelopes.unseal(concern.sealed.words, ref=concern.pk, part="words")
    except Unreadable as gone:
        return str(gone)


def _answer(concern: Concern) -> str:
    return str(concern.answer.body["answer"]) if concern.answer else ""


def lines(concerns: Any) -> list[dict[str, Any]]:
    """Concerns as the office's list shows them. Their words are on their own pages, where reading them is noted."""
    return [_line(concern) for concern in concerns]


def detail(concern: Concern, reader: Person) -> dict[str, Any]:
    """One concern as the office reads it."""
    identifies = reader.has_perm(Right.CONCERNS_IDENTIFY)
    return _line(concern) | {
        "words": words_of(concern),
        "author": _named(concern),
        "answer": _answer(concern),
        "answered_by": concern.answered_by,
        "answered_at": concern.answered_at,
        "shown": concern.shown,
        "author_url": reverse("concern-author", args=[concern.pk])
        if identifies and not concern.named and concern.sealed.author
        else "",
    }


def _named(concern: Concern) -> str:
    """Who raised it, of a concern that was raised under a name."""
    if not concern.named:
        return ""
    return Person.objects.values_list("name", flat=True).get(pk=queries.author_of(concern.sealed))


def raising() -> dict[str, Any]:
    """What the form says beside its fields: who reads it, and until when the answer comes."""
    protection = people.holding(Right.CONCERNS_IDENTIFY).order_by("name")
    return {"days": DUE_DAYS, "protection": [person.name for person in protection]}


def program_block(_person: Person, program: Program | None) -> dict[str, Any] | None:
    """On a program's page: how many people raised a concern, where that tells nobody, and answers. The same for every reader."""
    if program is None:
        return None
    found = queries.public(program)
    answers = found.answers if concern_rules.may_show_answers(found.people) else []
    return {
        "template": "rights/concerns/_program.html",
        "number": concern_rules.published(found.firsts, found.people),
        "answers": [{"month": month, "text": text} for month, text in answers],
        "days": DUE_DAYS,
        "url": f"{reverse('my-concern-new')}?program={program.slug}",
    }


def attention(person: Person) -> list[dict[str, str]]:
    """Concerns that wait for an answer from this person or another reader, as one line; empty for those who read none."""
    if not person.has_perm(Right.CONCERNS_ANSWER):
        return []
    waiting = queries.concerns_for(person).filter(state=State.OPEN)
    count, late = waiting.count(), waiting.filter(answer_by__lt=days.today()).exists()
    if not count:
        return []
    text = f"{count} concerns wait for an answer" if count > 1 else "A concern waits for an answer"
    return [{"text": text, "url": reverse("office-concerns"), "tone": "bad" if late else "warn"}]
