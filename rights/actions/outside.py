"""The way in for people outside: a link is asked for, mailed to an address on file, used once; officers open and end ways in (R53).

Nobody learns from the page whether an address is known: asking only puts a sealed note into a queue, whoever asks. What it was is
found out later, and answered by mail alone.
"""

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common import limits
from common.doorbell import ring
from common.errors import Conflict, DomainError, NotAllowed, TooMany
from people.models import Person
from rights.actions import outside_links as links
from rights.events import RightsEvent
from rights.models import LinkAsked, OutsideAccess
from rights.queries import cases
from rights.queries import outside as queries
from rights.tasks import mail_links

HOUR = 60 * 60
MOST_OF_A_CLIENT, MOST_OF_ONE_ADDRESS, MOST_TOGETHER = 20, 3, 10
"""Links asked for within an hour: from one client, by it for one address, and by all for one address."""


class LinkOver(DomainError):  # noqa: N818 - says what happened
    """The link does not open anything (any more)."""

    status = 410
    title = "This link doesn't work"


def ask(*, address: str, client: str) -> None:
    """Note that somebody asks for a link to this address. The same is done for every address; raises `TooMany` per client alone."""
    given = address.strip().lower()
    if not limits.take("outside-client", client, most=MOST_OF_A_CLIENT, seconds=HOUR):
        msg = "Too many links were asked for from where you are. No more are sent for an hour."
        raise TooMany(msg, hint="If you need one sooner, write to the privacy office.")
    mine = limits.take("outside-both", f"{client} {given}", most=MOST_OF_ONE_ADDRESS, seconds=HOUR)
    together = limits.take("outside-address", given, most=MOST_TOGETHER, seconds=HOUR)
    # Above the limit of an address the page says the same, and the note is about nobody.
    links.note(given if mine and together else "")
    ring(mail_links)


def ask_again(*, access: OutsideAccess) -> None:
    """Send another link to whoever came in by this access."""
    if not limits.take("outside-again", str(access.pk), most=MOST_OF_ONE_ADDRESS, seconds=HOUR):
        msg = "Three links were sent within an hour. No more are sent now."
        raise TooMany(msg, hint="Look into your mail, also where unwanted mail goes, or wait an hour.")
    send_link(access)


def send_link(access: OutsideAccess) -> None:
    """Have a link into this access sent."""
    LinkAsked.objects.create(access=access, asked_at=timezone.now())
    ring(mail_links)


@transaction.atomic
def enter(*, token: str, client: str) -> OutsideAccess:
    """Use a link up and say who came in. Raises `LinkOver` for one that was used, is older than 30 minutes, or never was."""
    if not limits.take("outside-enter", client, most=MOST_OF_A_CLIENT, seconds=HOUR):
        msg = "Too many links were tried from where you are. No more are tried for an hour."
        raise TooMany(msg, hint="If you need to come in sooner, write to the privacy office.")
    found = queries.token_of(links.hash_of(token))
    if found is None or not found.access.is_open:
        msg = "It was used already, it is older than 30 minutes, or it was never sent."
        raise LinkOver(msg, hint="Ask for a new link. It takes a minute.")
    found.used_at = now = timezone.now()
    found.save(update_fields=["used_at"])
    access: OutsideAccess = OutsideAccess.objects.select_for_update(of=("self",)).select_related("person").get(pk=found.access_id)
    agent = access.role == OutsideAccess.Role.AGENT
    facts = {"role": access.role, "proof": access.proof}
    actor = access.pk if agent else access.person_id
    with ledger.entry(RightsEvent.OUTSIDE_PROVEN, actor=actor, subject=access.person_id, ref=access.pk, **facts):
        access.proven_at = now
        if access.proof == OutsideAccess.Proof.ADDRESS:
            access.expires_at = now + links.OPEN_FOR
        access.save()
    return access


@transaction.atomic
def open_by_officer(*, person: Person, address: str, file: str, by: Person) -> OutsideAccess:
    """Open a way in for somebody who left and whose address on file is gone; `file` names the note on how they proved who they are.

    Raises `NotAllowed` for whoever may not handle this person's requests, `DomainError` where the person works here, where there
    is no number, or where it is an address of the company's own.
    """
    may_open(person, by)
    if person.active:
        msg = "This person works here and can sign in. Nothing was opened."
        raise DomainError(msg)
    given = checked(address, file)
    access = links.open_access(person, given, role=OutsideAccess.Role.FORMER, proof=OutsideAccess.Proof.OFFICER, by=by, file=file)
    send_link(access)
    return access


@transaction.atomic
def end(*, access: OutsideAccess, by: Person) -> OutsideAccess:
    """End a way in at once: its visits and links open nothing any more."""
    may_open(access.person, by)
    locked: OutsideAccess = OutsideAccess.objects.select_for_update(of=("self",)).get(pk=access.pk)
    if locked.ended_at is not None:
        msg = "This way in was ended already."
        raise Conflict(msg)
    with ledger.entry(RightsEvent.OUTSIDE_ENDED, actor=by.pk, subject=locked.person_id, ref=locked.pk, cause="revoked"):
        locked.ended_at = timezone.now()
        locked.save()
    locked.tokens.all().delete()
    return locked


def may_open(person: Person, by: Person) -> None:
    """Refuse whoever may not handle requests of this person."""
    if not cases.may_handle_person(by, person):
        msg = "Only a privacy officer can do that, and never for themself or their own reports."
        raise NotAllowed(msg)


def checked(address: str, file: str) -> str:
    """The address without space around it; refuse the company's own ones, and a proof without a number."""
    given = address.strip()
    if not file.strip():
        msg = "Give the number under which it is noted how the person proved who they are. Nothing was opened."
        raise DomainError(msg)
    if queries.is_the_company_s(given):
        msg = "This is an address of the company's own: others may read what comes there. Nothing was opened."
        raise DomainError(msg, hint="Ask for an address that is theirs alone.")
    return given
