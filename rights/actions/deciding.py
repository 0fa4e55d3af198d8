"""Deciding a request: one decision stands, ever. Whoever comes second is told who decided what; some take two officers (law 11)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.ago import ago
from common.errors import Conflict, DomainError, NotAllowed
from common.states import move
from people import sealing
from people.actions import send_message
from people.models import Person, SealedText
from rights.actions import carrying_out, effects
from rights.actions.closing import close
from rights.actions.filing import WORDS
from rights.actions.writing import LONGEST
from rights.events import RightsEvent
from rights.grounds import COPIES, grounds_for, needs_second
from rights.models import Decision, Request
from rights.queries import cases, outside, packaging

State = Request.State
Outcome = Decision.Outcome
LeftOut = Mapping[str, str]
ANSWERED = frozenset({Request.Kind.COMPLAINT, Request.Kind.QUESTION})
"""Kinds that are answered in words; there is nothing else to carry out."""
NOTHING = "Nothing was decided."


@transaction.atomic
def decide(
    *,
    request: Request,
    outcome: str,
    reason: str = "",
    exceptions: Sequence[LeftOut] = (),
    words: str = "",
    by: Person,
) -> Decision:
    """Decide the request, or propose it where a second officer is needed; a decision that stands is carried out at once.

    `reason` is a code of `rights.grounds`; `exceptions` name datasets, each with its ground (`{"dataset": ref, "ground": code}`);
    `words` tell the person why, or are the answer to a question. Raises `Conflict` with the winner's decision for whoever comes
    second, `DomainError` for what is missing, `NotAllowed` for whoever may not handle the request: never one's own (law 11).
    """
    locked = _locked(request, by)
    _refuse_decided(locked, by)
    given = _checked(locked, outcome, reason, exceptions, words.strip())
    second = any(needs_second(locked.kind, outcome, code) for code in _codes(given)) or hands_to_own_guest(locked, outcome, by)
    others = _others(locked, by) if second else []
    event = RightsEvent.PROPOSED if second else RightsEvent.DECIDED
    facts = {"outcome": outcome} | ({"reason": given["reason"]} if given["reason"] else {})
    if given["exceptions"] and not second:
        facts["exceptions"] = given["exceptions"]
    with ledger.entry(event, actor=by.pk, subject=locked.person_id, ref=locked.pk, **facts):
        decision: Decision = Decision.objects.create(
            request=locked,
            state=Decision.State.PROPOSED if second else Decision.State.STANDS,
            outcome=outcome,
            decided_by=by,
            decided_at=timezone.now(),
            reason=given["reason"],
            exceptions=given["exceptions"],
            words=_sealed(locked.person, words.strip()),
        )
        accepted = locked if second else _note(locked, decision)
    if second:
        _ask_others(locked, others)
    else:
        _carry_out(accepted, decision, by)
    return decision


@transaction.atomic
def confirm(*, decision: Decision, by: Person) -> Decision:
    """Let a proposed decision stand, as the second officer: never the one who proposed it (R51, law 11)."""
    locked, found = _proposal(decision, by)
    if found.decided_by_id == by.pk:
        msg = f"You proposed this decision, so another officer has to confirm it. {NOTHING}"
        raise NotAllowed(msg, hint="It takes two people. Whoever may handle this request was told.")
    facts = {"outcome": found.outcome} | ({"reason": found.reason} if found.reason else {})
    facts |= {"exceptions": found.exceptions} if found.exceptions else {}
    with ledger.entry(RightsEvent.DECIDED, actor=by.pk, subject=locked.person_id, ref=locked.pk, **facts):
        stands = move(found, Decision.State.STANDS, second_by=by, second_at=timezone.now())
        accepted = _note(locked, stands)
    _carry_out(accepted, stands, by)
    return stands


@transaction.atomic
def decline(*, decision: Decision, by: Person) -> Decision:
    """End a proposal without a decision: by the second officer, or by the one who proposed it, who takes it back."""
    locked, found = _proposal(decision, by)
    second = None if found.decided_by_id == by.pk else by
    with ledger.entry(RightsEvent.DECLINED, actor=by.pk, subject=locked.person_id, ref=locked.pk):
        declined = move(found, Decision.State.DECLINED, second_by=second, second_at=timezone.now())
    if second is not None and found.decided_by.active:
        _send(locked, found.decided_by, "case-declined")
    return declined


def hands_to_own_guest(request: Request, outcome: str, by: Person) -> bool:
    """Say whether this would hand a copy out by a way in that the same officer opened: that takes a second one (R53, law 11)."""
    return request.kind in COPIES and outcome != Outcome.REFUSED and outside.let_in(request, by)


def said(decision: Decision, by: Person) -> str:
    """Who decided or proposed what, and how long ago, in one sentence for an officer."""
    first, when, outcome = decision.decided_by, decision.decided_at, decision.get_outcome_display().lower()
    verb = "proposed" if decision.state == Decision.State.PROPOSED else "decided"
    return f"{'You' if first.pk == by.pk else first.name} {verb} this {ago(when)}: {outcome}."


def _locked(request: Request, by: Person) -> Request:
    """Lock the request's row, as every decision on it does first; refuse whoever may not handle it."""
    found: Request = Request.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    if found.person_id == by.pk:
        msg = f"This is your own request. An officer never decides on their own case. {NOTHING}"
        raise NotAllowed(msg, hint="Another privacy officer has to look at it.")
    if not cases.may_handle(by, found):
        msg = f"Only a privacy officer who handles this request can decide on it, and never on their own reports. {NOTHING}"
        raise NotAllowed(msg)
    return found


def ended(request: Request, by: Person) -> str:
    """Why the request can't be decided (any more), in a sentence: who decided what, or what became of it; empty where it can."""
    living = Decision.objects.filter(request=request).exclude(state=Decision.State.DECLINED).select_related("decided_by").first()
    if living is not None:
        return said(living, by) + (" It waits for a second officer." if living.state == Decision.State.PROPOSED else "")
    return "" if request.undecided else f"This request is {request.get_state_display().lower()} now."


def _refuse_decided(request: Request, by: Person) -> None:
    why = ended(request, by)
    if why:
        raise Conflict(why, hint="The case shows what became of it.")


def _proposal(decision: Decision, by: Person) -> tuple[Request, Decision]:
    """Lock the request, then its proposal; `Conflict` where somebody was faster, or the request has ended."""
    locked = _locked(decision.request, by)
    found: Decision = Decision.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=decision.pk)
    if found.state != Decision.State.PROPOSED:
        who = found.second_by.name if found.second_by else found.decided_by.name
        msg = f"This proposal waits no more: {found.get_state_display().lower()} ({who}). Nothing else was decided."
        raise Conflict(msg, hint="The case shows what became of it.")
    if not locked.undecided:
        msg = f"This request is {locked.get_state_display().lower()} now."
        raise Conflict(msg, hint="The case shows what became of it.")
    return locked, found


def _checked(request: Request, outcome: str, reason: str, exceptions: Sequence[LeftOut], words: str) -> dict[str, Any]:
    """What the decision has to say, complete: a ground where something is not granted, and why in words (R50, R61, R75)."""
    if outcome not in Outcome.values:
        msg = f"Choose one: approve, approve in part, or refuse. {NOTHING}"
        raise DomainError(msg)
    if not words and (outcome != Outcome.GRANTED or request.kind in ANSWERED):
        msg = f"Say in words why, so that the person can understand it and answer. {NOTHING}"
        if outcome == Outcome.GRANTED:
            msg = f"Write the answer: this request is answered in words. {NOTHING}"
        raise DomainError(msg)
    if len(words) > LONGEST:
        msg = f"Your words have {len(words):,} characters and can have {LONGEST:,}. {NOTHING}"
        raise DomainError(msg, hint="Make them shorter, or write to the person about the rest.")
    if outcome == Outcome.REFUSED and reason not in grounds_for(request.kind):
        msg = f"Choose the reason for the refusal from the list: without one a request can't be refused. {NOTHING}"
        raise DomainError(msg)
    if outcome == Outcome.PARTLY:
        kept = _kept(request, exceptions)
        return {"reason": kept[0]["ground"], "exceptions": kept}
    return {"reason": reason if outcome == Outcome.REFUSED else "", "exceptions": []}


def _kept(request: Request, exceptions: Sequence[LeftOut]) -> list[dict[str, str]]:
    """The datasets that are left out, each once and with a ground that can stand for a part; never all of them."""
    offered = {str(dataset.pk) for dataset in packaging.datasets_for(request)}
    kept = {str(one.get("dataset", "")): str(one.get("ground", "")) for one in exceptions}
    grounds = grounds_for(request.kind, part=True)
    if not kept or kept.keys() - offered or any(code not in grounds for code in kept.values()):
        msg = f"Name what is left out, each dataset of the request with a reason from the list. {NOTHING}"
        raise DomainError(msg)
    if kept.keys() == offered:
        msg = f"Everything would be left out: that is a refusal. {NOTHING}"
        raise DomainError(msg, hint="Refuse the request with its reason, or leave out less.")
    return [{"dataset": dataset, "ground": kept[dataset]} for dataset in sorted(kept)]


def _codes(given: Mapping[str, Any]) -> set[str]:
    return {given["reason"]} | {one["ground"] for one in given["exceptions"]}


def _others(request: Request, by: Person) -> list[Person]:
    others = [one for one in cases.officers_for(request) if one.pk != by.pk]
    if not others:
        msg = f"This decision needs a second officer, and there is none who may handle this request. {NOTHING}"
        raise DomainError(msg, hint="Ask an administrator to let another privacy officer oversee the program.")
    return others


def _ask_others(request: Request, others: Sequence[Person]) -> None:
    for officer in others:
        _send(request, officer, "case-second")


def _send(request: Request, officer: Person, kind: str) -> None:
    send_message(person=officer, kind=kind, about=request.short_ref, link=f"/office/cases/{request.pk}/")


def _note(request: Request, decision: Decision) -> Request:
    """Put the moment of the decision on the request, and let it be carried out unless it was refused. Inside the entry."""
    if decision.outcome != Outcome.REFUSED:
        return move(request, State.ACCEPTED, decided_at=timezone.now())
    request.decided_at = timezone.now()
    request.save()
    return request


def _carry_out(request: Request, decision: Decision, by: Person) -> None:
    """What follows from a decision that stands, in the same transaction: nothing follows that was not decided, or half of it."""
    if decision.outcome == Outcome.REFUSED:
        effects.on_refused(request, by=by)
        close(request=request, outcome=Request.Outcome.REFUSED, by=by, message="request-refused")
        return
    carrying_out.start(request=request, decision=decision, by=by)


def _sealed(person: Person, words: str) -> SealedText | None:
    return sealing.seal(person, words, purpose=WORDS) if words else None
