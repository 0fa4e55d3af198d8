"""What the queue shows: one line per request with the person masked, and the views, filters and keys around it."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.messages import SUCCESS, WARNING
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from common.rights import Right
from people.models import Person
from rights.actions.assigning import Results
from rights.models import Request
from rights.queries import cases, queue

State = Request.State
SIZE = 25
NEAR_DAYS = 2
DUE_HOURS = 48
KEPT = ("view", "kind", "law", "country", "assignee", "sort", "ref", "found")
"""What an address of the list keeps: codes and opaque refs, never a word of a search (law 4)."""
STATES: Mapping[str, tuple[str, str]] = {
    State.INITIATED: ("Waits for proof of who asks", ""),
    State.ACKNOWLEDGED: ("Looked at, not complete", "live"),
    State.REQUIRES_ACTION: ("Waiting for the person", ""),
    State.ACTION_PERFORMED: ("The person answered", "live"),
    State.DELAYED: ("Extended", "live"),
    State.ACCEPTED: ("Being carried out", "live"),
    State.REJECTED: ("Refused", ""),
    State.FULFILLED: ("Done", "ok"),
    State.UNFULFILLED: ("Closed without an answer", ""),
}
NOT_LOOKED_AT = ("Not looked at", "warn")
SECOND = ("Waits for a second officer", "warn")


def page(officer: Person, asked: Mapping[str, Any], people: Collection[uuid.UUID] | None) -> dict[str, Any]:
    """One page of the list; `asked` are clean values of the form, `people` whom a search found, None where nobody was searched."""
    now = timezone.now()
    found = queue.narrowed(
        queue.in_view(officer, asked["view"], now),
        kind=asked["kind"],
        law=asked["law"],
        country=asked["country"],
        assignee=asked["assignee"],
    )
    searched = people is not None or bool(asked["ref"])
    if searched:
        found = _searched(officer, asked, people)
    after = cases.cases_for(officer).filter(pk=asked["after"]).first() if asked["after"] else None
    rows = queue.page_of(found, sort=asked["sort"], after=after, size=SIZE)
    shown, more = rows[:SIZE], len(rows) > SIZE
    return {
        "rows": lines(shown, officer, now),
        "views": _views(asked, searched=searched),
        "view": "" if searched else queue.VIEWS[asked["view"]].label,
        "next_url": _url(asked, after=shown[-1].pk) if more else "",
        "first_url": _url(asked, after="") if after else "",
        "here": _url(asked, after=asked["after"] or ""),
        "searched": searched,
        "found": _found(asked, people),
        "may_file": officer.has_perm(Right.REQUESTS_HANDLE),
        "narrowed": any(asked[name] for name in ("kind", "law", "country", "assignee")),
    }


def _searched(officer: Person, asked: Mapping[str, Any], people: Collection[uuid.UUID] | None) -> Any:
    """Whoever searches wants to find: in every state, whatever list was open."""
    everything = cases.cases_for(officer)
    if people is not None:
        return queue.of_people(everything, people)
    by_ref = queue.by_short_ref(everything, asked["ref"])
    return everything.none() if by_ref is None else by_ref


def _found(asked: Mapping[str, Any], people: Collection[uuid.UUID] | None) -> str:
    if people is None:
        return gettext("Requests with the reference %(ref)s.") % {"ref": asked["ref"].upper()} if asked["ref"] else ""
    if len(people) >= queue.MOST_PEOPLE:
        return gettext("Very many people match. Only the first %(n)d were looked at: type more of the name.") % {"n": len(people)}
    words = ngettext("Requests of %(n)d person who matches.", "Requests of %(n)d people who match.", len(people))
    return words % {"n": len(people)}


def lines(rows: Sequence[Request], officer: Person, now: dt.datetime) -> list[dict[str, Any]]:
    """The rows of a list; what else a row shows is read once for all of them."""
    refs = [row.pk for row in rows]
    proposed, standing = queue.proposed(refs), queue.standing_of(refs)
    blocked = queue.blocked(refs)
    return [
        line(row, now, standing=row.pk in standing)
        | _state(row, proposed=row.pk in proposed)
        | {"mine": row.assignee_id == officer.pk, "blocker": blocked.get(row.pk, "")}
        for row in rows
    ]


def line(row: Request, now: dt.datetime, *, standing: bool) -> dict[str, Any]:
    """One request in a list: nobody's name but the officer's who has it."""
    due, tone = due_words(row, now, standing=standing)
    return {
        "ref": row.pk,
        "short_ref": row.short_ref,
        "url": reverse("case", args=[row.pk]),
        "kind": row.get_kind_display(),
        "person": initials(row.person.name),
        "person_ref": short_person(row.person_id),
        "received_at": row.received_at,
        "due_on": row.due_on,
        "due": due,
        "due_tone": tone,
        "assignee": row.assignee.name if row.assignee else "",
        "open": row.is_open,
        "assign_url": reverse("case-assign", args=[row.pk]),
    }


def _state(row: Request, *, proposed: bool) -> dict[str, str]:
    label, tone = STATES[State(row.state)]
    if row.undecided and proposed:
        label, tone = SECOND
    elif row.state == State.ACKNOWLEDGED and row.looked_at is None:
        label, tone = NOT_LOOKED_AT
    return {"label": label, "tone": tone}


def due_words(row: Request, now: dt.datetime, *, standing: bool) -> tuple[str, str]:
    """How long there is, in days of 24 hours from now, and in which tone."""
    if not row.is_open:
        return gettext("closed"), ""
    if row.answered_at:
        return gettext("answered, taken up again"), ""
    if standing:
        return gettext("stands while the person is asked"), ""
    left = row.due_at - now
    if left <= dt.timedelta(0):
        over = max(1, -(left // dt.timedelta(days=1)))
        return ngettext("%(n)d day over", "%(n)d days over", over) % {"n": over}, "bad"
    if left < dt.timedelta(days=1):
        hours = max(1, int(left / dt.timedelta(hours=1)))
        return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}, "bad"
    days = left.days
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}, "warn" if days <= NEAR_DAYS else ""


def initials(name: str) -> str:
    """A person as lists name them: first and last initial."""
    parts = [part[0].upper() for part in name.split()]
    return "".join(parts[:1] + parts[1:][-1:])


def short_person(ref: uuid.UUID) -> str:
    """A person's short ref, so that two with the same initials can be told apart."""
    return f"P-{str(ref)[:6].upper()}"


def _views(asked: Mapping[str, Any], *, searched: bool) -> list[dict[str, Any]]:
    return [
        {
            "label": view.label,
            "url": _url({**asked, "view": code, "sort": "", "ref": "", "found": ""}, after=""),
            "current": code == asked["view"] and not searched,
        }
        for code, view in queue.VIEWS.items()
    ]


def _url(asked: Mapping[str, Any], *, after: uuid.UUID | str) -> str:
    kept = {name: asked[name] for name in KEPT if asked[name]}
    if after:
        kept["after"] = str(after)
    return f"{reverse('queue')}?{urlencode(kept)}"


def tell(results: Results, say: Callable[[int, str], object]) -> None:
    """Say how many were done, and of every other one why it was left as it was."""
    done = sum(not why for _, why in results)
    if done:
        say(SUCCESS, ngettext("%(n)d request was changed.", "%(n)d requests were changed.", done) % {"n": done})
    for _, why in results:
        if why:
            say(WARNING, why)


def tiles(person: Person) -> list[dict[str, Any]]:
    """The officers' first figures: what is due in 48 hours, what is overdue, what nobody has looked at."""
    if not person.has_perm(Right.REQUESTS_HANDLE):
        return []
    now = timezone.now()
    due = queue.how_many(queue.due_within(person, DUE_HOURS, now))
    overdue = queue.how_many(queue.in_view(person, "overdue", now))
    new = queue.how_many(queue.in_view(person, "new", now))
    return [
        _tile("Requests due in 48 h", due, "warn" if due else "ok", "soon", "last day within two days"),
        _tile("Requests overdue", overdue, "bad" if overdue else "ok", "overdue", "the last day is over"),
        _tile("Requests not looked at", new, "", "new", "nobody opened them yet"),
    ]


def _tile(label: str, count: int, tone: str, view: str, note: str) -> dict[str, Any]:
    value = f"{count:,} or more" if count >= queue.MOST_COUNTED else f"{count:,}"
    return {"label": label, "value": value, "tone": tone, "note": note, "url": f"{reverse('queue')}?view={view}"}


def attention(person: Person) -> list[dict[str, str]]:
    """What the officers' first page says of decisions that wait for a second officer; empty where none does."""
    count = queue.to_confirm(person) if person.has_perm(Right.REQUESTS_HANDLE) else 0
    if not count:
        return []
    text = ngettext("%(n)d decision needs you as the second officer", "%(n)d decisions need you as the second officer", count)
    return [{"text": text % {"n": count}, "url": f"{reverse('queue')}?view=second", "tone": "warn"}]
