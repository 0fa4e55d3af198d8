"""What pages show of training: to officers the models to decide on, to a person what became of their data in models (R39)."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from consent.models import Program
from consent.pages.pausing import name_of
from consent.queries import training as queries
from people.models import Person
from stores.models import AffectedModel, ModelRun

STEP = 5
"""Fewer people than `queries.ENOUGH` are not told apart at all; of more, how many said no is said in steps of five (R101)."""


def lines(runs: Iterable[ModelRun], person: Person) -> list[dict[str, Any]]:
    """These model runs, as `queries.runs_for` gives them, for an officer who oversees their programs."""
    found = list(runs)
    names = queries.program_names(found)
    words = queries.words_of({run.affected.reasons for run in found if hasattr(run, "affected")})
    return [_line(run, names.get(run.program, ""), words, person) for run in found]


def _line(run: ModelRun, program: str, words: dict[str, str], person: Person) -> dict[str, Any]:
    """One model run: what it was made from, about how many have said no since, and how the decision stands."""
    affected: AffectedModel | None = None if _withheld(run) else getattr(run, "affected", None)
    label, tone = _state(run, affected)
    waits = affected is not None and affected.decision == AffectedModel.Decision.RETAIN and not affected.settled
    may_agree = affected is not None and waits and affected.decided_by_id != person.pk
    return {
        "ref": run.pk,
        "name": run.name,
        "program": program,
        "at": run.registered_at,
        "sources": [f"{one.snapshot.name} ({one.snapshot.dataset.name})" for one in run.sources.all()],
        "people": _people(run) if affected else "",
        # In a small group the day would be that of one person's no.
        "since": affected.since if affected and _many(run) else None,
        "label": label,
        "tone": tone,
        "by": [name for name in (name_of(affected.decided_by), name_of(affected.agreed_by)) if name] if affected else [],
        "reasons": words.get(affected.reasons, "") if affected else "",
        "seen": affected.reasons if affected else "",
        "decide_url": reverse("trained-decide", args=[run.pk]) if affected else "",
        "agree_url": reverse("trained-agree", args=[run.pk]) if may_agree else "",
    }


def _state(run: ModelRun, affected: AffectedModel | None) -> tuple[str, str]:
    if _withheld(run):
        return gettext("Another officer decides this one"), ""
    if affected is None:
        return (gettext("Nobody said no"), "ok") if hasattr(run, "look") else (gettext("Not looked at yet"), "")
    if affected.decision == AffectedModel.Decision.NONE:
        return gettext("Has to be decided"), "bad"
    if not affected.settled:
        return gettext("Waits for a second officer"), "warn"
    if run.look.people > affected.people:
        return gettext("Decided, but more people said no since"), "warn"
    return affected.get_decision_display(), "ok"


def _withheld(run: ModelRun) -> bool:
    """Whether its state is another officer's to read; what is not known is withheld (R100)."""
    return bool(getattr(run, "withheld", True))


def _many(run: ModelRun) -> bool:
    """Whether enough people are in it for any of them to be counted; what is not known is no (R101)."""
    return bool(getattr(run, "many", False))


def _people(run: ModelRun) -> str:
    """About how many: too few to be told apart, fewer than five, or at least a multiple of five."""
    if not _many(run):
        return gettext("Not said: the group is small")
    at_least = run.look.people // STEP * STEP
    if not at_least:
        return gettext("Fewer than %(n)d") % {"n": STEP}
    return gettext("At least %(n)d") % {"n": at_least}


def used(person: Person, program: Program) -> dict[str, Any]:
    """How many model runs of a program hold the person, who said no since, and what was decided; empty where none does."""
    runs = queries.left_by(person, program)
    if not runs:
        return {}
    sentence = ngettext(
        "Your data was used in %(n)d model run before you said no.",
        "Your data was used in %(n)d model runs before you said no.",
        len(runs),
    )
    return {"sentence": sentence % {"n": len(runs)}, "decisions": sorted({_decision(run) for run in runs})}


def _decision(run: ModelRun) -> str:
    affected: AffectedModel | None = getattr(run, "affected", None)
    if affected is None or not affected.settled:
        return gettext("Officers have not decided yet what becomes of the model.")
    return gettext("Decision: %(decision)s.") % {"decision": affected.get_decision_display()}
