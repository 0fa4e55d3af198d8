"""People outside: who an address on file belongs to, which ways in are open, and what mails wait for them."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from common.rights import Right
from people import queries as people
from people import sealing
from people.models import Identifier, IdentifierKind, Message, Person
from people.sealing import Unreadable
from rights.models import Decision, LinkAsked, OutsideAccess, OutsideNotice, OutsideToken, Request

Proof = OutsideAccess.Proof
Role = OutsideAccess.Role
ABOUT_REQUESTS = "/me/requests/"
"""How the links of messages begin that are about the person's own requests."""


def known_by(address: str) -> dict[uuid.UUID, tuple[Person, str]]:
    """Whom the company knows by this address, in any case, each with the address as it is on file: the one that mail goes to."""
    found = {person.pk: (person, person.email) for person in Person.objects.filter(email__iexact=address)}
    earlier = Identifier.objects.filter(kind=IdentifierKind.EMAIL, value__iexact=address).select_related("person")
    return {one.person_id: (one.person, one.value) for one in earlier} | found


def is_the_company_s(address: str) -> bool:
    """Say whether it is an address of the company's own: once somebody has left, others may read what comes there."""
    domain = address.rpartition("@")[2].lower()
    return any(domain == own or domain.endswith(f".{own}") for own in settings.COMPANY_MAIL_DOMAINS)


def open_accesses() -> QuerySet[OutsideAccess]:
    """The ways in that are open now."""
    rows = OutsideAccess.objects.filter(ended_at__isnull=True, expires_at__gt=timezone.now())
    gone = Q(role=Role.AGENT) | Q(person__left_at__isnull=False) | Q(person__is_active=False)
    return rows.filter(gone).select_related("person", "address__key", "request")


def by_address_on_file(person: Person, address: str) -> OutsideAccess | None:
    """The way in that this person has by this address, if it is open."""
    mine = open_accesses().filter(person=person, role=Role.FORMER, proof=Proof.ADDRESS)
    return next((access for access in mine if address_of(access) == address), None)


def opened_for(address: str) -> Iterator[OutsideAccess]:
    """The ways in that officers opened for this address. There are few at a time, so each is looked into."""
    wanted = address.strip().casefold()
    for access in open_accesses().exclude(proof=Proof.ADDRESS):
        if address_of(access).casefold() == wanted:
            yield access


def address_of(access: OutsideAccess) -> str:
    """The address of a way in; empty once its key was destroyed."""
    try:
        return sealing.unseal(access.address)
    except Unreadable:
        return ""


def token_of(token_hash: str) -> OutsideToken | None:
    """The living token of this hash, locked, with its way in."""
    tokens = OutsideToken.objects.select_for_update(of=("self",)).select_related("access__person", "access__request")
    return tokens.filter(token_hash=token_hash, used_at__isnull=True, expires_at__gt=timezone.now()).first()


def access_of_visit(ref: str) -> OutsideAccess | None:
    """The way in of somebody who came by a link, while it is open."""
    return open_accesses().filter(pk=ref, proven_at__isnull=False).first()


def accesses_for(officer: Person) -> QuerySet[OutsideAccess]:
    """The ways in that the officer may see, the newest first: never their own, never of their own reports (law 8)."""
    if not officer.has_perm(Right.REQUESTS_HANDLE):
        raise PermissionDenied
    hidden = people.below(officer) | {officer.pk}
    rows = OutsideAccess.objects.exclude(person__in=hidden).select_related("person", "address__key", "request", "given_by")
    return rows.order_by("-made_at", "-ref")


def access_for(officer: Person, ref: uuid.UUID) -> OutsideAccess:
    """One of them, or 404."""
    found: OutsideAccess = get_object_or_404(accesses_for(officer), pk=ref)
    return found


def asked(now: dt.datetime) -> QuerySet[LinkAsked]:
    """The links that were asked for and that nobody sends just now, oldest first."""
    free = Q(taken_until__isnull=True) | Q(taken_until__lte=now)
    return LinkAsked.objects.filter(free).order_by("asked_at", "ref")


def untold(access: OutsideAccess) -> QuerySet[Message]:
    """Messages about this access's requests, since its link was used, of which its holder was told by no mail."""
    told = OutsideNotice.objects.filter(access=access, message=OuterRef("pk"))
    rows = Message.objects.filter(person=access.person, link__startswith=ABOUT_REQUESTS, sent_at__gt=access.proven_at)
    if access.role == Role.AGENT:
        rows = rows.filter(link__startswith=f"{ABOUT_REQUESTS}{access.request_id}/")
    return rows.filter(~Exists(told)).order_by("sent_at", "ref")


def with_news() -> QuerySet[OutsideAccess]:
    """The open ways in whose link was used, and for which a message may wait since."""
    told = OutsideNotice.objects.filter(access=OuterRef(OuterRef("pk")), message=OuterRef("pk"))
    since = {"person": OuterRef("person"), "sent_at__gt": OuterRef("proven_at"), "link__startswith": ABOUT_REQUESTS}
    news = Message.objects.filter(~Exists(told), **since)
    return open_accesses().filter(Exists(news), proven_at__isnull=False).order_by("ref")


def let_in(request: Request, officer: Person) -> bool:
    """Say whether this officer opened a way in by which the request's copy can be fetched now."""
    ways = open_accesses().filter(person_id=request.person_id, given_by=officer)
    return ways.filter(Q(request__isnull=True) | Q(request=request)).exists()


def in_one_hand(access: OutsideAccess, request: Request) -> bool:
    """Say whether the officer who opened this way in decided on the request alone: then nobody else knows who gets the copy."""
    alone = Decision.objects.filter(request=request, state=Decision.State.STANDS, second_by__isnull=True)
    return access.given_by_id is not None and alone.filter(decided_by=access.given_by_id).exists()


def actor_of(by: Person | OutsideAccess) -> Person | str:
    """Who acts, as the ledger names them: the person, or the way in of somebody who acts for them."""
    return by if isinstance(by, Person) else str(by.pk)


def speaks_for(by: Person | OutsideAccess, request: Request) -> bool:
    """Say whether this is the request's person, or somebody who acts for them in it."""
    if isinstance(by, Person):
        return by.pk == request.person_id
    return by.is_open and by.person_id == request.person_id and by.opens(request.pk)
