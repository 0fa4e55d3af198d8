"""Concerns: who reads which, one's own, and what a program's page may tell of them.

Nothing here asks who raised an anonymous concern: whoever may read concerns finds the same ones, in the same order, by the same
queries, whoever that was.
"""

import datetime as dt
import json
import uuid
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Min, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from audit.models import Entry
from common import days
from common.errors import NotAllowed
from common.rights import Right
from consent.models import Program
from consent.queries import figures
from people import queries as people
from people.models import Message, Person
from rights import envelopes
from rights.concern_rules import AGAIN_DAYS, REMINDED_DAYS
from rights.events import RightsEvent
from rights.models import Concern, ConcernLetter, ConcernWords

OVERSEE = "oversee_program"


def concerns_for(reader: Person) -> QuerySet[Concern]:
    """The concerns that this person may read and answer, the longest waiting first; or `PermissionDenied`.

    Data protection officers read all, privacy officers those about the programs they oversee, and about programs that nobody
    oversees. Named ones are neither for their author nor for anybody whom the author reports to (law 8).
    """
    if not reader.has_perm(Right.CONCERNS_ANSWER):
        raise PermissionDenied
    found = Concern.objects.select_related("program", "answer", "answered_by", "sealed")
    if not reader.has_perm(Right.CONCERNS_IDENTIFY):
        found = found.exclude(program__in=people.overseen(OVERSEE) - people.scopes_of(reader, OVERSEE))
    return found.exclude(pk__in=_hidden_from(reader)).order_by("answer_by", "ref")


def _hidden_from(reader: Person) -> list[uuid.UUID]:
    """Named concerns of this person and of everybody below. Anonymous ones can't be hidden from one reader: that would tell who."""
    kept = people.below(reader) | {reader.pk}
    named = ConcernWords.objects.filter(concern__named=True).defer("words")
    return [row.pk for row in named if author_of(row) in kept]


def concern_for(reader: Person, ref: uuid.UUID) -> Concern:
    """One concern that this person may read, or 404."""
    found: Concern = get_object_or_404(concerns_for(reader), pk=ref)
    return found


def anonymous_for(reader: Person, ref: uuid.UUID) -> Concern:
    """One anonymous concern whose author this person may look up; 403 for all but data protection officers.

    One who leads people may look up nobody at all: a refusal for their own reports alone would tell whose concern it is.
    """
    if not reader.has_perm(Right.CONCERNS_IDENTIFY):
        raise PermissionDenied
    if people.below(reader):
        msg = "You lead people, so you can't look up who raised an anonymous concern, whoever that was."
        raise NotAllowed(msg, hint="A data protection officer who leads nobody can.")
    found: Concern = get_object_or_404(concerns_for(reader).filter(named=False), pk=ref)
    return found


def readers_of(program: Program, author: uuid.UUID | None) -> list[Person]:
    """Who is told of a concern about this program. `author` is given for a named one: neither they nor anybody above them."""
    barred = set() if author is None else people.above(author) | {author}
    protection = set(people.holding(Right.CONCERNS_IDENTIFY))
    overseen = program.pk in people.overseen(OVERSEE)
    overseers = people.scoped_to(program.pk, OVERSEE)
    officers = {one for one in people.holding(Right.CONCERNS_ANSWER) if not overseen or one.pk in overseers}
    return [one for one in protection | officers if one.pk not in barred]


def answered_without_name(before: dt.datetime) -> QuerySet[Concern]:
    """The concerns of authors who gave no name that were answered before then."""
    return Concern.objects.filter(named=False, state=Concern.State.ANSWERED, answered_at__lt=before)


def to_remind_of() -> QuerySet[Concern]:
    """The concerns without an answer that is due soon, or overdue."""
    near = days.today() + dt.timedelta(days=REMINDED_DAYS)
    return Concern.objects.filter(state=Concern.State.OPEN, answer_by__lte=near).select_related("program", "sealed")


def not_reminded(readers: list[Person], link: str) -> list[Person]:
    """Those of them who were told nothing of this concern for some days."""
    since = timezone.now() - dt.timedelta(days=AGAIN_DAYS)
    told = set(Message.objects.filter(person__in=readers, link=link, sent_at__gt=since).values_list("person_id", flat=True))
    return [reader for reader in readers if reader.pk not in told]


def author_of(sealed: ConcernWords) -> uuid.UUID:
    """Who raised it, out of its envelope."""
    return uuid.UUID(envelopes.unseal(sealed.author, ref=sealed.pk, part="author"))


def _tags(person: Person) -> list[str]:
    return [envelopes.tag(person.pk, program) for program in Program.objects.values_list("pk", flat=True)]


def raised_by(person: Person) -> QuerySet[Concern]:
    """The person's own concerns, the newest first."""
    found = Concern.objects.filter(sealed__author_tag__in=_tags(person)).select_related("program", "answer", "sealed")
    return found.order_by("-raised_on", "ref")


def letters_of(person: Person) -> QuerySet[ConcernLetter]:
    """The person's own anonymous concerns that were not handed on yet."""
    return ConcernLetter.objects.filter(author_tag__in=_tags(person)).order_by("ref")


def raised_lately(person: Person) -> int:
    """How many the person raised today, those that wait to be handed on included."""
    return letters_of(person).count() + raised_by(person).filter(raised_on=days.today()).count()


def looked_up(concerns: list[Concern]) -> dict[str, list[tuple[dt.datetime, str]]]:
    """When and why it was looked up who raised these concerns, by ref, out of the ledger."""
    refs = [str(concern.pk) for concern in concerns]
    found: dict[str, list[tuple[dt.datetime, str]]] = {}
    for entry in Entry.objects.filter(ref__in=refs, event=RightsEvent.CONCERN_READ).order_by("at", "event", "id"):
        reason = json.loads(bytes(entry.payload))["facts"]["reason"]
        found.setdefault(str(entry.ref), []).append((entry.at, reason))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """What a program's page may be made of: people asked, when each of those who raised a concern first did, and answers."""

    people: int
    firsts: list[dt.date]
    answers: list[tuple[dt.date, str]]


def public(program: Program) -> Public:
    """As of the end of the last month, so that the page stays the same while somebody writes. The same for every reader."""
    month = days.today().replace(day=1)
    before = Concern.objects.filter(program=program, raised_on__lt=month)
    firsts = before.values("sealed__author_tag").annotate(first=Min("raised_on")).values_list("first", flat=True)
    answered = Concern.objects.filter(program=program, shown=True, answered_at__lt=days.start_of(month))
    rows = answered.select_related("answer").order_by("ref")
    answers = [(row.answered_at.astimezone(days.zone()).date().replace(day=1), row.answer.body["answer"]) for row in rows]
    return Public(people=_asked(program, month), firsts=sorted(firsts), answers=sorted(answers, reverse=True))


def _asked(program: Program, month: dt.date) -> int:
    """How many people the program could ask when the month began; nobody where it was not there yet."""
    try:
        return figures.scope_at(program, days.start_of(month)).people.count()
    except ObjectDoesNotExist:
        return 0
