"""What pages show of legal holds, made of rows."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext

from audit.vocabulary import registered
from common import days
from common.rights import Right
from people.models import Person
from purges.forms.holds import ReviewForm
from purges.grounds import GROUNDS
from purges.holds import programs
from purges.models import Hold
from purges.models.holds import REVIEW_DAYS
from purges.pages.steps import period
from purges.queries import holds as queries
from stores.models import Dataset
from stores.queries import with_derived

State = Hold.State
TONES = {State.PLACED: "warn", State.APPROVED: "live", State.LIFTED: "", State.LAPSED: ""}
FILTERS = (
    ("active", "In force"),
    ("waiting", "Need a second person"),
    ("overdue", "Review overdue"),
    ("ended", "Lifted or lapsed"),
    ("all", "All"),
)
EMPTY = {
    "active": ("No hold.", "Nothing is kept from being erased."),
    "waiting": ("Nothing waits for a second person.", ""),
    "overdue": ("No review is overdue.", ""),
    "ended": ("No hold was lifted or lapsed.", ""),
}
SHOWN = 50


def list_page(viewer: Person, state: str, q: str) -> dict[str, Any]:
    """The list's filters, its empty state, and whether the viewer may place a hold."""
    title, text = EMPTY.get(state, ("No hold.", ""))
    if q:
        title, text = gettext("No hold matches."), gettext("Try a shorter part of the matter's code, or “All”.")
    filters = [
        {
            "label": label,
            "current": value == state,
            "url": f"{reverse('holds')}?{urlencode({'state': value} | ({'q': q} if q else {}))}",
        }
        for value, label in FILTERS
    ]
    may = viewer.has_perm(Right.HOLDS_MANAGE)
    query = urlencode({"state": state} | ({"q": q} if q else {}))
    return {"filters": filters, "empty_title": title, "empty_text": text, "may_place": may, "query": query}


def lines(holds: Iterable[Any]) -> list[dict[str, Any]]:
    """One line per hold; they come with their counts."""
    return [
        {
            "matter": hold.matter,
            "url": reverse("hold", args=[hold.pk]),
            "category": hold.get_category_display(),
            "scope": _scope_in_short(hold),
            "steps": hold.steps_held,
            "review_on": hold.review_on if hold.active else None,
            "ended_at": hold.ended_at,
            **_state(hold),
        }
        for hold in holds
    ]


def _scope_in_short(hold: Any) -> str:
    people = _counted(hold.people_named, "person", "people") if not hold.everybody else "Everybody"
    if hold.everywhere:
        return f"{people}, all datasets"
    if hold.datasets_named:
        return f"{people}, {_counted(hold.datasets_named, 'dataset', 'datasets')}"
    return f"{people}, {_counted(hold.programs_named, 'program', 'programs')}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _state(hold: Hold) -> dict[str, str]:
    """The tag: what has to be done comes before what is."""
    if overdue(hold):
        return {"label": gettext("Review overdue"), "tone": "bad"}
    if hold.active and hold.lift_asked_by_id:
        return {"label": gettext("Lifting asked for"), "tone": "warn"}
    return {"label": hold.get_state_display(), "tone": TONES[State(hold.state)]}


def overdue(hold: Hold) -> bool:
    """Somebody had to look at it by now. It goes on keeping."""
    return hold.active and hold.review_on < days.today()


def review_form(hold: Hold) -> ReviewForm:
    """The form for the next review, filled with the longest time there is."""
    return ReviewForm(initial={"review_on": max(hold.review_on, days.today() + dt.timedelta(days=REVIEW_DAYS // 2))})


def page(hold: Hold, viewer: Person) -> dict[str, Any]:
    """One hold: facts, what it keeps, what waits for whom, and what happened."""
    kept = list(queries.kept_by_dataset(hold, viewer))
    return {
        "hold": hold,
        **_state(hold),
        "overdue": overdue(hold),
        "lapses_at": hold.placed_at + queries.APPROVE_WITHIN,
        "facts": scope(hold),
        "ground": GROUNDS[hold.category],
        "period": capfirst(period(hold.since, hold.until)),
        "kept": kept,
        "kept_steps": sum(one["steps"] for one in kept),
        "stopping": queries.passes_to_stop(hold),
        "timeline": timeline(hold),
        **_buttons(hold, viewer),
    }


def scope(hold: Hold) -> dict[str, Any]:
    """Whom and what the hold names."""
    covered = [row.dataset for row in hold.datasets.select_related("dataset__store").order_by("dataset__store__name")]
    names = programs.names()
    people = [row.person for row in hold.people.select_related("person").order_by("person__name")]
    return {
        "people": people[:SHOWN],
        "more_people": max(0, len(people) - SHOWN),
        "programs": [names.get(row.program, gettext("A program that is gone")) for row in hold.programs.all()],
        "datasets": [_dataset(one, hold) for one in covered],
    }


def _dataset(dataset: Dataset, hold: Hold) -> dict[str, Any]:
    timed = bool(dataset.time_column and dataset.subject_column)
    whole = gettext("kept as a whole: its rows don't say when they were recorded") if hold.timed and not timed else ""
    return {"name": dataset.name, "store": dataset.store.name, "note": whole}


def _buttons(hold: Hold, viewer: Person) -> dict[str, str]:
    """The addresses of what the viewer may do now; empty where they may not."""
    second, legal = queries.second_hand(viewer), viewer.has_perm(Right.HOLDS_MANAGE)
    asked, active = hold.lift_asked_by_id, hold.active
    allowed = {
        "approve_url": ("hold-approve", hold.state == State.PLACED and second and viewer.pk != hold.placed_by_id),
        "review_url": ("hold-review", active and legal),
        "ask_lift_url": ("hold-ask-lift", active and second and not asked),
        "keep_url": ("hold-keep", active and second and asked),
        "lift_url": ("hold-lift", active and second and asked and asked != viewer.pk),
    }
    return {key: reverse(name, args=[hold.pk]) if may else "" for key, (name, may) in allowed.items()}


def timeline(hold: Hold) -> list[dict[str, Any]]:
    """What happened to the hold, newest first, by its history: each row names its event and who acted."""
    rows = list(hold.history.order_by("-history_id"))
    actors = Person.objects.in_bulk({uuid.UUID(row.history_user_id) for row in rows if ":" not in row.history_user_id})
    names = {str(ref): person.name for ref, person in actors.items()}
    return [
        {
            "at": row.history_date,
            "text": f"{registered[row.history_change_reason].label}: {names.get(row.history_user_id, 'Assent')}",
        }
        for row in rows
    ]


def effect(facts: dict[str, Any], viewer: Person) -> dict[str, Any]:
    """What a hold would do, exactly, before it is placed."""
    chosen = facts["datasets"] or _of_programs(facts["programs"])
    everywhere = not facts["datasets"] and not facts["programs"]
    found = Dataset.objects.select_related("store").order_by("store__name", "name")
    covered = list(found if everywhere else found.filter(pk__in=chosen))
    missed = with_derived(facts["datasets"]) - set(facts["datasets"])
    draft = Hold(**{name: facts[name] for name in ("matter", "category", "since", "until", "review_on")}, everywhere=everywhere)
    names = programs.names()
    people = {person.pk for person in facts["people"]}
    waiting = queries.waiting_in(people=people, datasets=[one.pk for one in covered], viewer=viewer)
    return {
        "hold": draft,
        "ground": GROUNDS[draft.category],
        "period": capfirst(period(draft.since, draft.until)),
        "facts": {
            "people": facts["people"],
            "programs": [names[ref] for ref in facts["programs"]],
            "datasets": [_dataset(one, draft) for one in covered],
        },
        "derived": [f"{one.name} ({one.store.name})" for one in found.filter(pk__in=missed)],
        "waiting": waiting,
    }


def _of_programs(refs: list[uuid.UUID]) -> set[uuid.UUID]:
    found = programs.datasets_of(refs) if refs else {}
    return {dataset for datasets in found.values() for dataset in datasets}


def attention(viewer: Person) -> list[dict[str, str]]:
    """What waits for this person as the second one, and reviews that are overdue: for the officers' first page."""
    if not queries.second_hand(viewer):
        return []
    waiting = queries.search(queries.holds_for(viewer), state="waiting", q="")[:SHOWN]
    items = [(hold, gettext("Legal hold %(matter)s needs a second person")) for hold in waiting if _waits_for(hold, viewer)]
    late = queries.search(queries.holds_for(viewer), state="overdue", q="")[:SHOWN]
    items += [(hold, gettext("The review of legal hold %(matter)s is overdue")) for hold in late]
    return [
        {"text": text % {"matter": hold.matter}, "url": reverse("hold", args=[hold.pk]), "tone": "warn"} for hold, text in items
    ]


def _waits_for(hold: Hold, viewer: Person) -> bool:
    if hold.lift_asked_by_id:
        return hold.lift_asked_by_id != viewer.pk
    return hold.state == State.PLACED and hold.placed_by_id != viewer.pk
