"""Reviewing a version: its writers submit it, officers and the works council sign or send it back.

Every signature names the digest of what was signed, so an edit makes it worthless by itself (R07, R104). Nobody signs what they
own, wrote or submitted (R110).
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common import days
from common.errors import Conflict, DomainError, NotAllowed
from common.rights import Right
from common.states import move
from consent import launch_checks
from consent.actions import telling_reviewers, texts
from consent.events import ConsentEvent
from consent.launch_checks import Needs
from consent.models import Approval, Program, ProgramVersion
from consent.queries import approvals, register
from people.actions import Actor, actor_of
from people.models import Person

State = ProgramVersion.State
Kind = Approval.Kind
MAX_WORDS = 4_000
_OF_THIS_REVIEW = (Kind.OFFICER, Kind.SECOND)


@transaction.atomic
def submit(*, version: ProgramVersion, by: Actor, seen: str = "") -> ProgramVersion:
    """Put a draft into review. Raises `DomainError` naming every gate that its own words keep shut.

    Work elsewhere (deletion tests, monitoring notices) may still be open: it only stops the launch. `seen`, here and below, is
    the digest that the page showed: another text in between is a conflict.
    """
    _only_writers(by, version)
    locked = _locked(version, seen)
    if locked.state != State.DRAFT:
        _not_now(locked, "submitted")
    if shut := launch_checks.failing(launch_checks.checks_of(locked), Needs.TEXT):
        msg = f"This version can't be submitted yet. {launch_checks.in_words(shut)}"
        raise DomainError(msg, hint="It stays a draft, with everything in it. Mend what is named, then submit it again.")
    facts: dict[str, Any] = {"version": locked.number, "declaration": locked.declaration_id}
    author = by if isinstance(by, Person) else None
    with ledger.entry(ConsentEvent.VERSION_SUBMITTED, actor=actor_of(by), ref=locked.program_id, **facts):
        moved = move(locked, State.REVIEW, submitted_by=author, submitted_at=timezone.now())
        _in_step(moved)
        telling_reviewers.submitted(moved)
        # What was signed before for this very text still counts.
        return _approved_when_signed(moved)


@transaction.atomic
def take_back(*, version: ProgramVersion, by: Actor) -> ProgramVersion:
    """Make a version in review, or an approved one, a draft again, for its writers to go on with it."""
    _only_writers(by, version)
    locked = _locked(version)
    if locked.state not in (State.REVIEW, State.APPROVED):
        _not_now(locked, "taken back")
    with ledger.entry(ConsentEvent.VERSION_TAKEN_BACK, actor=actor_of(by), ref=locked.program_id, version=locked.number):
        return _draft_again(locked)


@transaction.atomic
def send_back(*, version: ProgramVersion, words: str, by: Person, seen: str = "") -> ProgramVersion:
    """Send a version back to its writers, as an officer or the council, with the words that say why.

    The words are kept by their digest and sent to the writers under seal; the officers' approvals of this version end, and the
    sender's own, and that of the council for which they speak, so that the next review begins anew. Another council's stays, and
    so does what was signed about the very text under which the program runs.
    """
    _only_reviewers(by, version)
    said = words.strip()
    if not said or len(said) > MAX_WORDS:
        msg = f"Say what has to change in 1 to {MAX_WORDS} characters; {len(said)} were found. Nothing was sent back."
        raise DomainError(msg)
    locked = _locked(version, seen)
    if locked.state not in (State.REVIEW, State.APPROVED):
        _not_now(locked, "sent back")
    kept = texts.keep({"words": said, "version": str(locked.pk)})
    facts: dict[str, Any] = {"version": locked.number, "sha256": kept.pk}
    with ledger.entry(ConsentEvent.VERSION_RETURNED, actor=by.pk, ref=locked.program_id, **facts):
        moved, own = _draft_again(locked), approvals.council_of(by)
        standing = approvals.digest_in_force(moved.program)
        for approval in approvals.approvals_of(moved):
            of_own_body = approval.kind == Kind.COUNCIL and approval.council == own
            of_theirs = (of_own_body or approval.person_id == by.pk) and approval.digest != standing
            if approval.kind in _OF_THIS_REVIEW or of_theirs:
                approval.ended_at = timezone.now()
                approval.save()
        telling_reviewers.returned(moved, said, by)
    return moved


@transaction.atomic
def approve(*, version: ProgramVersion, kind: str, by: Person, seen: str = "", **agreed: Any) -> ProgramVersion:
    """Sign a version in review; the last signature that it needs makes it approved.

    `kind` is dpia, officer, second or council; a member of the council also gives `agreement` (its id) and `expires_on`, and signs
    for the body of their own site, which is one of several where the sites have several (R104); also later, to prolong what ends,
    or where the body is named by a site only now. Two at once: the first one signs, the second gets `Conflict`.
    """
    if kind not in Kind.values:
        msg = f"There is no approval of the kind {kind!r}."
        raise DomainError(msg)
    details = _agreement(kind, agreed)
    locked = _locked(version, seen)
    # The right comes before everything else: who has none learns nothing of the state.
    held = approvals.approvals_of(locked)
    if reason := approvals.why_not(kind, locked, by, held):
        raise NotAllowed(reason, hint="Nothing was signed.")
    over = locked.program.state == Program.State.ENDED
    if over or locked.state not in (approvals.COUNCIL_SIGNS if kind == Kind.COUNCIL else {State.REVIEW}):
        _not_now(locked, "approved")
    if kind == Kind.COUNCIL:
        details["council"] = approvals.council_of(by)
    _still_wanted(kind, locked, held, details)
    digest = approvals.digest_for(kind, locked)
    facts: dict[str, Any] = {"version": locked.number, "kind": kind, "digest": digest}
    if "expires_on" in details:
        facts["expires"] = details["expires_on"].isoformat()
    with ledger.entry(ConsentEvent.VERSION_APPROVED, actor=by.pk, ref=locked.program_id, **facts):
        Approval.objects.create(
            program=locked.program,
            version=locked,
            kind=kind,
            digest=digest,
            person=by,
            at=timezone.now(),
            **details,
        )
        return _approved_when_signed(locked)


def _still_wanted(kind: str, version: ProgramVersion, held: list[Approval], details: dict[str, Any]) -> None:
    same = [one for one in held if (one.kind, one.council) == (kind, details.get("council", ""))]
    # A body prolongs its agreement before it ends; anything else is there already.
    if any(one.expires_on is None or one.expires_on >= details["expires_on"] for one in same):
        msg = f"Somebody gave this signature already: {Kind(kind).label.lower()}."
        raise Conflict(msg, hint="Reload the page to see who signed, and when.")
    if kind not in approvals.kinds_needed(version.declaration.body):
        msg = f"This version does not need this signature: {Kind(kind).label.lower()}."
        raise DomainError(msg, hint="Nothing was signed.")


def _agreement(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """Check what the council says: under which agreement, until when (R104)."""
    if kind != Kind.COUNCIL:
        if any(given.values()):
            msg = "Only the works council names an agreement."
            raise DomainError(msg)
        return {}
    agreement = str(given.get("agreement", "")).strip()
    if not 0 < len(agreement) <= 120:  # noqa: PLR2004 - as long as the column
        msg = f"The agreement's id has {len(agreement)} characters. Expected 1 to 120. Nothing was signed."
        raise DomainError(msg)
    expires = given.get("expires_on")
    if not isinstance(expires, dt.date) or expires <= days.today():
        msg = f"The agreement ends on {expires}. Expected a date to come. Nothing was signed."
        raise DomainError(msg)
    return {"agreement": agreement, "expires_on": expires}


def _approved_when_signed(version: ProgramVersion) -> ProgramVersion:
    held = approvals.approvals_of(version)
    missing = approvals.missing_kinds(version, held)
    if not missing and version.state == State.REVIEW:
        version = move(version, State.APPROVED)
        _in_step(version)
        telling_reviewers.approved(version)
    return version


def _draft_again(version: ProgramVersion) -> ProgramVersion:
    moved = move(version, State.DRAFT)
    _in_step(moved)
    return moved


def _in_step(version: ProgramVersion) -> None:
    """Until its first launch a program is where its version is; later its state is about recording alone."""
    program = Program.objects.get(pk=version.program_id)
    if not program.live_version and program.state != version.state:
        move(program, version.state)


def _only_writers(by: Actor, version: ProgramVersion) -> None:
    if isinstance(by, str):
        return
    writes = by.pk in (version.program.owner_id, version.author_id, version.submitted_by_id)
    if not writes or not by.has_perm(Right.PROGRAMS_DRAFT):
        msg = "Only this program's owner and whoever began this version can do that."
        raise NotAllowed(msg)


def _only_reviewers(by: Person, version: ProgramVersion) -> None:
    if register.oversees(by, version.program):
        return
    msg = "Only privacy officers who oversee this program and the works council can send it back."
    if by.has_perm(Right.PROGRAMS_SIGN):
        msg = approvals.why_no_say(approvals.council_of(by), approvals.councils_of(version.declaration.body))
    if msg:
        raise NotAllowed(msg, hint="Nothing was sent back.")


def _locked(version: ProgramVersion, seen: str = "") -> ProgramVersion:
    """Lock the program, then the version: in this order everywhere."""
    program: Program = Program.objects.select_for_update().get(pk=version.program_id)
    rows = ProgramVersion.objects.select_for_update(of=("self",)).select_related("declaration")
    locked: ProgramVersion = rows.get(pk=version.pk)
    locked.program = program
    if seen and seen != locked.declaration_id:
        msg = "This version was changed since you opened the page, so nothing happened."
        raise Conflict(msg, hint="Read the new text, then decide.")
    return locked


def _not_now(version: ProgramVersion, what: str) -> None:
    msg = f"Version {version.number} is {version.get_state_display().lower()} now, so it can't be {what}."
    raise Conflict(msg, hint="Reload the page to see who decided what, and when.")
