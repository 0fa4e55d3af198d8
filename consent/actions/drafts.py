"""Writing a draft: one section at a time, each save a version of the text that is kept by its digest."""

import copy
from typing import Any

from django.db import transaction

from audit import ledger
from common.errors import Conflict, DomainError
from consent.actions import texts
from consent.actions.programs import may_draft
from consent.declarations.limits import refusals
from consent.declarations.schema import SECTIONS
from consent.events import ConsentEvent
from consent.models import ProgramVersion
from people.actions import Actor, actor_of

MOST_NAMED = 10


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
        locked: ProgramVersion = (
            ProgramVersion.objects.select_for_update(of=("self",)).select_related("declaration").get(pk=version.pk)
        )
        if locked.state != ProgramVersion.State.DRAFT:
            msg = f"Version {locked.number} is {locked.get_state_display().lower()}, so it can't be changed."
            raise Conflict(msg, hint="Take it back to draft first.")
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
