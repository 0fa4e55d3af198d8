"""Writing a draft: one section at a time, each save a version of the text; and whether it asks everybody again."""

import copy
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError
from consent.actions import texts
from consent.actions.programs import may_draft
from consent.declarations.limits import refusals
from consent.declarations.schema import SECTIONS
from consent.events import ConsentEvent
from consent.models import Approval, ProgramVersion
from people.actions import Actor, actor_of

MOST_NAMED = 10
OFFICERS = (Approval.Kind.OFFICER, Approval.Kind.SECOND)


def save_section(*, version: ProgramVersion, section: str, value: Any, by: Actor, seen: str = "") -> ProgramVersion:
    """Replace one section of a draft. `seen` is the digest that the page showed: somebody else's save in between is a conflict.

    A draft may be incomplete: `declarations.limits.faults_of` says what is missing. What can never be right is refused: another
    shape, too many rows, inferring emotions (R12).
    """
    if section not in SECTIONS:
        msg = f"A declaration has no section {section!r}."
        raise DomainError(msg)
    may_draft(by, version.program)
    if never := refusals(section, value):
        msg = "This can't be saved. " + " ".join(fault.message for fault in never[:MOST_NAMED])
        raise DomainError(msg, hint="What was saved before is unchanged.")
    with transaction.atomic():
        locked = _locked_draft(version)
        if seen and seen != locked.declaration_id:
            msg = "Somebody else saved this version since you opened the page. Nothing of yours was saved."
            raise Conflict(msg, hint="Go back: your words are still in the form. Compare, then save again.")
        body = copy.deepcopy(locked.declaration.body)
        body[section] = value
        kept = texts.keep(body)
        if kept.pk == locked.declaration_id:
            return locked
        facts: dict[str, Any] = {"version": locked.number, "section": section, "declaration": kept.pk}
        with ledger.entry(ConsentEvent.VERSION_EDITED, actor=actor_of(by), ref=locked.program_id, **facts):
            locked.declaration = kept
            locked.save()
    return locked


@transaction.atomic
def ask_again(*, version: ProgramVersion, material: bool, by: Actor) -> ProgramVersion:
    """Say that this version is a material change although its declaration is not, as for other words of a notice; or not so.

    Then earlier choices end with its launch, and everybody is asked again (R19). What changed materially in the declaration does so
    whatever is said here. The officers' approvals of the version end: they were given for something else.
    """
    may_draft(by, version.program)
    locked = _locked_draft(version)
    if locked.number == 1:
        msg = "The first version asks everybody anyway."
        raise Conflict(msg, hint="Nothing was changed.")
    if locked.material == material:
        return locked
    facts: dict[str, Any] = {"version": locked.number, "section": "material", "declaration": locked.declaration_id}
    with ledger.entry(ConsentEvent.VERSION_EDITED, actor=actor_of(by), ref=locked.program_id, **facts):
        locked.material = material
        locked.save()
        for approval in Approval.objects.filter(version=locked, kind__in=OFFICERS, ended_at__isnull=True):
            approval.ended_at = timezone.now()
            approval.save()
    return locked


def _locked_draft(version: ProgramVersion) -> ProgramVersion:
    """Lock the version's row; one that is no draft any more is a conflict."""
    rows = ProgramVersion.objects.select_for_update(of=("self",)).select_related("declaration")
    locked: ProgramVersion = rows.get(pk=version.pk)
    if locked.state != ProgramVersion.State.DRAFT:
        msg = f"Version {locked.number} is {locked.get_state_display().lower()}, so it can't be changed."
        raise Conflict(msg, hint="Take it back to draft first.")
    return locked
