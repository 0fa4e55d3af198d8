"""Links for people outside: whom a note is about, the way in that a link opens, and its token, made at the moment of sending.

What the pages ask for is in `rights.actions.outside`; the worker that mails (`rights.outside_mail`) calls what is here.
"""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from audit import ledger
from people import sealing
from people.actions import Actor, actor_of
from people.models import Person
from people.sealing import Unreadable
from rights.events import RightsEvent
from rights.models import LinkAsked, OutsideAccess, OutsideToken
from rights.queries import outside as queries

BY = "system:outside"
ADDRESSES = "outside"
"""The purpose of the key under which the addresses of people outside are sealed."""
TOKEN_BYTES = 32
GOOD_FOR = dt.timedelta(minutes=30)
OPEN_FOR = dt.timedelta(days=180)
KEPT_FOR = dt.timedelta(days=1)
"""How long a note that nobody could answer, and a token that nobody used, is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to send: a link into this access, or without one the word that the person can sign in."""

    to: str
    access: OutsideAccess | None = None


def note(address: str) -> None:
    """Put a note into the queue that somebody asks for a link to this address; the address is sealed."""
    ref = uuid.uuid4()
    box = sealing.encrypt(sealing.master_key(), address.encode(), bound_to=f"link-asked:{ref}")
    LinkAsked.objects.create(ref=ref, box=box, asked_at=timezone.now())


@transaction.atomic
def letters_for(asked: LinkAsked) -> list[Letter]:
    """Find out whom the note is about, and open a way in where one is needed. Nobody and too many: no letter.

    Who can sign in is told so, at their own address. The company's own addresses open nothing: others may read what comes there
    once somebody has left. Neither does an address by which several people are known.
    """
    if asked.access is not None:
        return [Letter(to=queries.address_of(asked.access), access=asked.access)] if asked.access.is_open else []
    try:
        key, box = sealing.master_key(), bytes(asked.box or b"")
        address = sealing.decrypt(key, box, bound_to=f"link-asked:{asked.pk}").decode()
    except Unreadable:
        return []
    return _letters_to(address) if address else []


def _letters_to(address: str) -> list[Letter]:
    known = queries.known_by(address)
    working = [person for person, _ in known.values() if person.active]
    letters = [Letter(to=access_to, access=access) for access, access_to in _opened_by_officers(address)]
    if working:
        return letters + [Letter(to=person.email) for person in working]
    if len(known) != 1:
        return letters
    ((person, on_file),) = known.values()
    if queries.is_the_company_s(on_file):
        return letters
    return [*letters, Letter(to=on_file, access=_by_address(person, on_file))]


def _opened_by_officers(address: str) -> list[tuple[OutsideAccess, str]]:
    return [(access, queries.address_of(access)) for access in queries.opened_for(address)]


def _by_address(person: Person, address: str) -> OutsideAccess:
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    found = queries.by_address_on_file(person, address)
    return found or open_access(person, address, role=OutsideAccess.Role.FORMER, proof=OutsideAccess.Proof.ADDRESS, by=BY)


def open_access(
    person: Person,
    address: str,
    *,
    role: str,
    proof: str,
    by: Actor,
    file: str = "",
    request: uuid.UUID | None = None,
) -> OutsideAccess:
    """Open a way in for this address. The caller saw to it that it may be."""
    now = timezone.now()
    access = OutsideAccess(
        person=person,
        role=role,
        proof=proof,
        file=file,
        request_id=request,
        given_by=by if isinstance(by, Person) else None,
        made_at=now,
        expires_at=now + OPEN_FOR,
    )
    facts = {"role": role, "proof": proof} | ({"file": file} if file else {})
    with ledger.entry(RightsEvent.OUTSIDE_OPENED, actor=actor_of(by), subject=person.pk, ref=access.pk, **facts):
        access.address = sealing.seal(person, address, purpose=ADDRESSES)
        access.save(force_insert=True)
    return access


def make_link(access: OutsideAccess) -> str:
    """Make the token of one link, at the moment at which it is sent. Only its hash is kept."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), timezone.now()
    OutsideToken.objects.create(
        access=access,
        token_hash=hash_of(token),
        made_at=now,
        expires_at=now + GOOD_FOR,
        mailed_at=now,
    )
    return token


def forget() -> None:
    """Delete notes that nobody could answer, and tokens whose time is over."""
    before = timezone.now() - KEPT_FOR
    LinkAsked.objects.filter(asked_at__lt=before).delete()
    OutsideToken.objects.filter(expires_at__lt=before).delete()


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()
