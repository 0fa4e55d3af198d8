"""Placing, approving and reviewing legal holds: two people, none of them about themself, and no scope that changes (R75, R76)."""

import datetime as dt
import re
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common import days
from common.errors import Conflict, DomainError, NotAllowed
from common.rights import Right
from common.states import move
from people import queries as people_queries
from people.models import Person
from purges.events import PurgeEvent
from purges.hold_watch import tell
from purges.holds import programs as known_programs
from purges.models import Hold, HoldDataset, HoldPerson, HoldProgram, HoldReview
from purges.models.holds import MATTER, REVIEW_DAYS
from purges.queries import holds as queries
from stores.models import Dataset

State = Hold.State
OWN_CASE = "Nobody decides on a hold that names themself or somebody who reports to them."


@transaction.atomic
def place(  # noqa: PLR0913 - each is one fact of the hold, named at the call
    *,
    matter: str,
    category: str,
    people: Collection[Person],
    programs: Collection[uuid.UUID],
    datasets: Collection[uuid.UUID],
    review_on: dt.date,
    by: Person,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> Hold:
    """Place a hold: it keeps from the commit on, and lapses unless a second person approves it within 7 days.

    No people: everybody's data; no datasets: all of the programs'; neither datasets nor programs: all there are. Passes under
    way stop before their next commit. What is erased already is gone.
    """
    _legal_only(by)
    _checked(matter, category, since, until)
    _may_name(people, by, anything=bool(people or programs or datasets))
    covered = _covered(set(programs), set(datasets))
    made = Hold(
        matter=matter,
        category=category,
        everybody=not people,
        everywhere=not programs and not datasets,
        since=since,
        until=until,
        placed_by=by,
        placed_at=timezone.now(),
        reviewed_on=days.today(),
        review_on=_review_day(review_on),
    )
    _write(made, {person.pk for person in people}, set(programs), covered)
    tell(made, "hold-to-approve", besides=by)
    return made


def _write(made: Hold, people: set[uuid.UUID], programs: set[uuid.UUID], covered: Mapping[uuid.UUID, bool]) -> None:
    facts: dict[str, Any] = {name: getattr(made, name) for name in ("matter", "category", "since", "until", "review_on")}
    facts |= {"people": len(people), "programs": len(programs), "datasets": len(covered)}
    with ledger.entry(PurgeEvent.HOLD_PLACED, actor=made.placed_by_id, ref=made.pk, **facts):
        made.save(force_insert=True)
        for person in sorted(people):
            HoldPerson.objects.create(hold=made, person_id=person)
        for program in sorted(programs):
            HoldProgram.objects.create(hold=made, program=program)
        for dataset, named in sorted(covered.items()):
            HoldDataset.objects.create(hold=made, dataset_id=dataset, named=named)


@transaction.atomic
def approve(*, hold: Hold, by: Person) -> Hold:
    """Approve a hold as the second person."""
    second_hand_only(hold, by)
    found = still_active(hold)
    if found.placed_by_id == by.pk:
        msg = "You placed this hold, so somebody else has to approve it."
        raise NotAllowed(msg, hint="It keeps data already. Legal and the privacy officers have a message.")
    with ledger.entry(PurgeEvent.HOLD_APPROVED, actor=by.pk, ref=hold.pk):
        return move(found, State.APPROVED, approved_by=by, approved_at=timezone.now())


@transaction.atomic
def review(*, hold: Hold, review_on: dt.date, by: Person) -> Hold:
    """Note that the hold is still needed, and by when somebody has to look again: at most 180 days from today."""
    _legal_only(by)
    _not_their_own(hold, by)
    found = still_active(hold)
    until = _review_day(review_on)
    with ledger.entry(PurgeEvent.HOLD_REVIEWED, actor=by.pk, ref=hold.pk, review_on=until):
        HoldReview.objects.create(hold=found, reviewed_by=by, reviewed_at=timezone.now(), review_on=until)
        return changed(found, reviewed_on=days.today(), review_on=until, alarmed_on=None)


def _legal_only(by: Person) -> None:
    if not by.has_perm(Right.HOLDS_MANAGE):
        msg = "Only the legal team can do that."
        raise NotAllowed(msg)


def second_hand_only(hold: Hold, by: Person) -> None:
    """Refuse who is neither legal nor an officer who approves purges, or whom the hold concerns."""
    if not queries.second_hand(by):
        msg = "Only the legal team or a privacy officer can do that."
        raise NotAllowed(msg)
    _not_their_own(hold, by)


def _not_their_own(hold: Hold, by: Person) -> None:
    named = set(hold.people.values_list("person_id", flat=True))
    if by.pk in named or any(by.pk in people_queries.above(person) for person in named):
        raise NotAllowed(OWN_CASE, hint="Somebody else of the legal team or a privacy officer can do it.")


def still_active(hold: Hold) -> Hold:
    """Lock the hold and make sure that it still keeps."""
    found: Hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if not found.active:
        msg = f"This hold is {found.get_state_display().lower()} already, so nothing changed."
        raise Conflict(msg, hint="Its page shows what happened. To keep the data again, place another hold.")
    return found


def _may_name(people: Collection[Person], by: Person, *, anything: bool) -> None:
    if {person.pk for person in people} & queries.hidden_from(by):
        raise NotAllowed(OWN_CASE, hint="Somebody else of the legal team can do it.")
    if not anything:
        msg = "A hold on everything would stop all erasing in the company. Nothing was placed."
        raise DomainError(msg, hint="Name at least one person, one program or one dataset.")


def _checked(matter: str, category: str, since: dt.datetime | None, until: dt.datetime | None) -> None:
    if not re.fullmatch(MATTER, matter):
        msg = "The matter is a code of at most 60 letters, digits and . / _ - with a digit in it, and no name of a person."
        raise DomainError(msg)
    if category not in Hold.Category.values:
        msg = "Choose one of the grounds. Nothing was placed."
        raise DomainError(msg)
    if since and until and since >= until:
        msg = "The period ends before it begins. Nothing was placed."
        raise DomainError(msg)


def _review_day(review_on: dt.date) -> dt.date:
    last = days.today() + dt.timedelta(days=REVIEW_DAYS)
    if not days.today() < review_on <= last:
        msg = f"The day of review is a day after today, and at most {REVIEW_DAYS} days away: until {last}. Nothing was changed."
        raise DomainError(msg)
    return review_on


def _covered(programs: set[uuid.UUID], datasets: set[uuid.UUID]) -> Mapping[uuid.UUID, bool]:
    """Every dataset that the hold covers, and whether it is named: those named, else all of the programs."""
    if programs - known_programs.names().keys() or Dataset.objects.filter(pk__in=datasets).count() != len(datasets):
        msg = "A program or a dataset is not there any more. Nothing was placed."
        raise DomainError(msg, hint="Reload the page and choose again.")
    if datasets:
        return dict.fromkeys(datasets, True)
    of_programs = known_programs.datasets_of(programs) if programs else {}
    return {dataset: False for found in of_programs.values() for dataset in found}


def changed(hold: Hold, **changes: Any) -> Hold:
    """Save these fields; the caller has the hold locked and an entry open."""
    for name, value in changes.items():
        setattr(hold, name, value)
    hold.save()
    return hold
