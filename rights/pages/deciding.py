"""What the pages say on which a request is decided: the grounds that fit, what exactly follows, and how a decision reads."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from people.models import Person
from purges.preview import Outcome as Found
from purges.preview import Preview, previews
from rights.actions.deciding import ANSWERED, hands_to_own_guest
from rights.actions.effects import STOPS
from rights.grounds import COPIES, GROUNDS, grounds_for
from rights.models import Decision, Request
from rights.pages import decided, filing
from rights.queries import following, scope
from rights.queries.objecting import not_reached

Kind = Request.Kind
Outcome = Decision.Outcome
ERASES = frozenset({Kind.ERASURE, Kind.OBJECTION})
HEADINGS = {Outcome.GRANTED: "Approve", Outcome.PARTLY: "Approve in part", Outcome.REFUSED: "Refuse"}
UNKNOWN = frozenset({Found.UNAVAILABLE, Found.REFUSED, Found.NO_IDENTIFIER})
COUNTED = {Found.ERASED: ("There now", ""), Found.NOTHING: ("Nothing there", "ok")}
"""Where nothing would be erased, a count is a count and no announcement."""


def needs_sign_in(request: Request, outcome: str) -> bool:
    """Say whether this decision erases data or hands it out, so that a recent sign-in is asked for (R84)."""
    return outcome != Outcome.REFUSED and request.kind in COPIES | ERASES


def has_fields(request: Request, outcome: str) -> bool:
    """Say whether there is something to fill in; where there is nothing, the check comes first."""
    return outcome != Outcome.GRANTED or request.kind in ANSWERED


def heading(request: Request, outcome: str) -> str:
    """The page's title."""
    if outcome == Outcome.GRANTED and request.kind in ANSWERED:
        return gettext("Answer")
    return HEADINGS[Outcome(outcome)]


def grounds(kind: str, *, part: bool = False) -> list[tuple[str, str]]:
    """The grounds that fit, as choices: what they are called, the law, and whether a second officer is needed."""
    second = gettext("needs a second officer")
    return [
        (code, f"{ground.label} ({ground.law}{'; ' + second if ground.second else ''})")
        for code, ground in grounds_for(kind, part=part).items()
    ]


def places(request: Request) -> list[dict[str, Any]]:
    """What is there now of the person in every dataset of the request: asks every store, so only where it is needed."""
    since, until = scope.window(request)
    wanted = [dataset.pk for dataset in scope.datasets_of(request)]
    return [place(request, one) for one in previews(request.person, wanted, since=since, until=until)]


def place(request: Request, found: Preview) -> dict[str, Any]:
    """One dataset with its count."""
    label, tone = found.label, found.tone
    if request.kind not in ERASES:
        label, tone = COUNTED.get(found.outcome, COUNTED[Found.ERASED] if found.rows is not None else (label, tone))
    return {
        "ref": found.dataset,
        "name": found.name,
        "store": found.store,
        "rows": found.rows,
        "goes": found.goes,
        "kept": found.kept if request.kind in ERASES else None,
        "label": label,
        "tone": tone,
        "unknown": found.outcome in UNKNOWN,
        "explanation": found.explanation,
        "ground": found.ground,
        "review_on": found.review_on,
    }


def check(request: Request, outcome: str, given: Mapping[str, Any], officer: Person) -> dict[str, Any]:
    """The check page: what follows exactly, what stays, what nobody could count, and what the person is told."""
    left_out = {one["dataset"] for one in given["exceptions"]}
    found = places(request) if outcome != Outcome.REFUSED and request.kind not in ANSWERED else []
    going = [one for one in found if str(one["ref"]) not in left_out]
    names = following.dataset_names(sorted(left_out))
    return {
        "effects": _effects(request, outcome, going),
        "final": needs_sign_in(request, outcome) and request.kind in ERASES,
        "places": going,
        "unknown": [one for one in going if one["unknown"]],
        "kept": [one for one in going if one["kept"]],
        "ground": _ground(given["reason"]) if given["reason"] and not left_out else {},
        "left_out": _left_out(given["exceptions"], names),
        "words": given["words"],
        "second": any(GROUNDS[code].second for code in _codes(given) if code in GROUNDS),
        "own_guest": hands_to_own_guest(request, outcome, officer),
        "remedies": _remedies(request) if outcome != Outcome.GRANTED else {},
    }


def _codes(given: Mapping[str, Any]) -> list[str]:
    return [given["reason"], *(one["ground"] for one in given["exceptions"])]


def _effects(request: Request, outcome: str, going: Sequence[Mapping[str, Any]]) -> list[str]:
    """What follows, in sentences with the numbers that count (pages.md: "1,310,002 items in 4 stores, cannot be undone")."""
    if outcome == Outcome.REFUSED:
        ends = gettext("The request ends. Nothing is handed out, erased or changed.")
        return [ends, gettext("What it stopped goes on as the person's choices say.")] if request.kind in STOPS else [ends]
    numbers = {"n": len(going), "amount": _amount(going)}
    found = [sentence % numbers for sentence in EFFECTS[Kind(request.kind)]]
    bound = filing.labels(not_reached(request)) if request.kind == Kind.OBJECTION else []
    if bound:
        found.append(gettext("This goes on, because the law or a contract asks for it: %(what)s.") % {"what": ", ".join(bound)})
    return found


_COPY = (_("A copy of %(amount)s is made and handed out to the person."),)
_ANSWER = (_("The person gets your answer, and the request ends."),)
_ERASED = _("%(amount)s are erased. That can't be undone.")
EFFECTS: Mapping[str, Sequence[Any]] = {
    Kind.ACCESS: _COPY,
    Kind.PORTABILITY: _COPY,
    Kind.ERASURE: (_ERASED, _("A second search checks every place, now and again later. The person gets a certificate.")),
    Kind.OBJECTION: (_("What the objection is about is turned off for the person, for good."), _ERASED),
    Kind.RESTRICTION: (_("Recording stays stopped, and what was recorded is kept but not used, until an officer lifts it."),),
    Kind.RECTIFICATION: (_("Corrections are asked of those who look after %(n)d datasets. The last one ends the request."),),
    Kind.COMPLAINT: _ANSWER,
    Kind.QUESTION: _ANSWER,
}


def _amount(going: Sequence[Mapping[str, Any]]) -> str:
    """`1,310,002 items in 4 stores`; counted are the items that go, and the stores where some are."""
    counted = [one for one in going if one["goes"]]
    items = sum(one["goes"] for one in counted)
    stores = len({one["store"] for one in counted})
    first = ngettext("%(n)s item", "%(n)s items", items) % {"n": intcomma(items)}
    return f"{first} {ngettext('in %(n)d store', 'in %(n)d stores', stores) % {'n': stores}}"


def _remedies(request: Request) -> dict[str, Any]:
    """What the person is told can be done about it: the authority and the court (R50)."""
    programs = list(scope.programs_of(request))
    return {"authority": decided.authority(request.person, programs), "court": decided.COURT}


def line(one: Decision, officer: Person) -> dict[str, Any]:
    """One decision with its grounds as officers read it; `own` where this officer proposed it."""
    names = following.dataset_names([left["dataset"] for left in one.exceptions if left.get("dataset")])
    return {
        "ref": one.pk,
        "label": one.get_outcome_display(),
        "tone": decided.TONES[Outcome(one.outcome)],
        "by": one.decided_by.name,
        "at": one.decided_at,
        "second": one.second_by.name if one.second_by else "",
        "second_at": one.second_at,
        "ground": _ground(one.reason) if one.reason and not one.exceptions else {},
        "left_out": _left_out(one.exceptions, names),
        "words": decided.readable(one.words),
        "own": one.decided_by_id == officer.pk,
    }


def _ground(code: str) -> dict[str, str]:
    ground = GROUNDS.get(code)
    return {"label": ground.label, "sentence": ground.sentence, "law": ground.law} if ground else {}


def _left_out(exceptions: Iterable[Mapping[str, str]], names: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": names.get(one.get("dataset", ""), "")} | _ground(one.get("ground", "")) for one in exceptions]


def asked(request: Request) -> dict[str, Any]:
    """The request as the head of these pages: whose it is, what it is about and the words."""
    return {
        "short_ref": request.short_ref,
        "kind": request.get_kind_display(),
        "name": request.person.name,
        "about": filing.about(filing.scope_of(request)),
        "words": decided.readable(request.words),
    }
