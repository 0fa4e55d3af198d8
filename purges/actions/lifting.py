"""Lifting a legal hold: one person asks, another does it, because what is erased then can't be brought back (law 11)."""

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.doorbell import ring
from common.errors import Conflict, NotAllowed
from common.states import move
from people.models import Person
from purges.actions.holds import changed, second_hand_only, still_active
from purges.events import PurgeEvent
from purges.hold_watch import tell
from purges.models import Hold
from purges.queries import holds as queries
from purges.tasks import release_hold


@transaction.atomic
def ask_lift(*, hold: Hold, by: Person) -> Hold:
    """Ask that the hold be lifted. It keeps until somebody else does it."""
    second_hand_only(hold, by)
    found = still_active(hold)
    if found.lift_asked_by_id is not None:
        msg = "Somebody asked already to lift this hold, so nothing changed."
        raise Conflict(msg, hint="Reload the page to see who, and when.")
    with ledger.entry(PurgeEvent.HOLD_LIFT_ASKED, actor=by.pk, ref=hold.pk):
        asked = changed(found, lift_asked_by=by, lift_asked_at=timezone.now())
    tell(asked, "hold-to-lift", besides=by)
    return asked


@transaction.atomic
def keep(*, hold: Hold, by: Person) -> Hold:
    """Don't lift the hold: whoever asked takes it back, or somebody else says no. It may be asked for again."""
    second_hand_only(hold, by)
    found = _asked(hold)
    with ledger.entry(PurgeEvent.HOLD_KEPT, actor=by.pk, ref=hold.pk):
        return changed(found, lift_asked_by=None, lift_asked_at=None)


@transaction.atomic
def lift(*, hold: Hold, by: Person) -> Hold:
    """Lift the hold as the second person: what it kept and no other hold keeps is due again."""
    second_hand_only(hold, by)
    found = _asked(hold)
    if found.lift_asked_by_id == by.pk:
        msg = "You asked to lift this hold, so somebody else has to do it."
        raise NotAllowed(msg, hint="Lifting takes two people. The hold still keeps.")
    with ledger.entry(PurgeEvent.HOLD_LIFTED, actor=by.pk, ref=hold.pk, steps=queries.steps_under(hold.pk).count()):
        lifted = move(found, Hold.State.LIFTED, lifted_by=by, ended_at=timezone.now())
    ring(release_hold, str(hold.pk))
    return lifted


def _asked(hold: Hold) -> Hold:
    found = still_active(hold)
    if found.lift_asked_by_id is None:
        msg = "Nobody asks to lift this hold now, so nothing changed."
        raise Conflict(msg, hint="Reload the page to see what happened since.")
    return found
