"""Reads of people: by ref, by identifier, by role."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from guardian.models import UserObjectPermission

from audit.models import Entry
from common.rights import Right
from people.events import PeopleEvent
from people.models import Identifier, IdentifierKind, Message, Person, Role, RoleGrant
from people.roles import rights_of

_ROLES = "_assent_roles"


def active() -> QuerySet[Person]:
    """Everyone who is employed now."""
    return Person.objects.filter(is_active=True, left_at__isnull=True)


def roles_of(person: Person) -> frozenset[str]:
    """The person's open roles, read once per loaded person (so once per web request)."""
    if not hasattr(person, _ROLES):
        held = RoleGrant.objects.filter(person_id=person.pk, ended_at__isnull=True).values_list("role", flat=True)
        setattr(person, _ROLES, frozenset(held))
    return frozenset(getattr(person, _ROLES))


def forget_roles(person: Person) -> None:
    """Drop what `roles_of` keeps, after a change."""
    person.__dict__.pop(_ROLES, None)


def holding(right: Right) -> QuerySet[Person]:
    """Everyone active whose roles hold the right."""
    roles = [role for role in Role.values if right in rights_of(frozenset({role}))]
    return active().filter(role_grants__role__in=roles, role_grants__ended_at__isnull=True).distinct()


def scopes_of(person: Person, codename: str) -> set[uuid.UUID]:
    """Refs of the rows to which django-guardian scopes this person by a permission, whatever room they are of.

    Rooms below the scoped model can ask too: a purge knows its program's ref, not its table.
    """
    granted = UserObjectPermission.objects.filter(user=person, permission__codename=codename)
    return {uuid.UUID(pk) for pk in granted.values_list("object_pk", flat=True)}


def scoped_to(ref: uuid.UUID, codename: str) -> set[uuid.UUID]:
    """Refs of the people whom django-guardian scopes to this row by a permission."""
    granted = UserObjectPermission.objects.filter(object_pk=str(ref), permission__codename=codename)
    return set(granted.values_list("user_id", flat=True))


def pairs(codename: str, holders: QuerySet[Person]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """To which rows django-guardian scopes these people by a permission: the row's ref and the person's, each."""
    granted = UserObjectPermission.objects.filter(permission__codename=codename, user__in=holders.values("pk"))
    return [(uuid.UUID(pk), user) for pk, user in granted.order_by("pk").values_list("object_pk", "user_id")]


def overseen(codename: str) -> set[uuid.UUID]:
    """Refs of the rows to which somebody active is scoped by a permission."""
    granted = UserObjectPermission.objects.filter(permission__codename=codename, user__in=active())
    return {uuid.UUID(pk) for pk in granted.values_list("object_pk", flat=True).distinct()}


def subjects(refs: Collection[uuid.UUID], kind: str) -> dict[str, uuid.UUID]:
    """Map each identifier value of this kind to its person's ref, for these people. One query."""
    if kind == IdentifierKind.REF:
        return {str(ref): ref for ref in refs}
    if kind == IdentifierKind.EMAIL:
        return _addresses(refs)
    return dict(Identifier.objects.filter(person__in=refs, kind=kind).values_list("value", "person_id"))


def _addresses(refs: Collection[uuid.UUID]) -> dict[str, uuid.UUID]:
    """Addresses of these people, earlier ones too. Who shares one with somebody else can't be told apart, so is left out."""
    mine = dict(Person.objects.filter(pk__in=refs).values_list("email", "ref"))
    earlier = dict(Identifier.objects.filter(person__in=refs, kind=IdentifierKind.EMAIL).values_list("value", "person_id"))
    used = dict(Person.objects.filter(email__in=earlier).values_list("email", "ref"))
    used |= dict(Identifier.objects.filter(kind=IdentifierKind.EMAIL, value__in=mine).values_list("value", "person_id"))
    found = mine | earlier
    shared = {found[value] for value, owner in used.items() if owner != found[value]}
    shared |= {mine[value] for value, owner in earlier.items() if value in mine and mine[value] != owner}
    return {value: ref for value, ref in found.items() if ref not in shared}


def known_by(value: str) -> bool:
    """Say whether anybody is or was known by this value, in any case: an identifier, an address, a ref."""
    if Identifier.objects.filter(value__iexact=value).exists() or Person.objects.filter(email__iexact=value).exists():
        return True
    try:
        return Person.objects.filter(pk=uuid.UUID(value)).exists()
    except ValueError:
        return False


def inbox(person: Person) -> QuerySet[Message]:
    """The person's messages, newest first."""
    return Message.objects.filter(person=person).select_related("words__key")


def unread(person: Person) -> int:
    """How many messages wait."""
    return Message.objects.filter(person=person, read_at__isnull=True).count()


def unmailed(before: dt.datetime, *, last: Collection[str] = ()) -> QuerySet[Message]:
    """Messages of active people that no e-mail announced yet, oldest first, those of the kinds `last` behind all others."""
    behind = Case(When(kind__in=last, then=Value(1)), default=Value(0))
    waiting = Message.objects.filter(mailed_at__isnull=True, sent_at__lte=before, person__is_active=True)
    return waiting.exclude(Q(person__email="")).select_related("person").order_by(behind, "sent_at")


def waits(person: Person, *, kind: str, link: str) -> bool:
    """Say whether the same message lies unread in the person's inbox already."""
    return Message.objects.filter(person=person, kind=kind, link=link, read_at__isnull=True).exists()


def above(ref: uuid.UUID) -> set[uuid.UUID]:
    """Refs of everyone this person reports to, however far up."""
    found: set[uuid.UUID] = set()
    at = Person.objects.filter(pk=ref).values_list("manager", flat=True).first()
    while at is not None and at not in found:
        found.add(at)
        at = Person.objects.filter(pk=at).values_list("manager", flat=True).first()
    return found


def leading(refs: Collection[uuid.UUID]) -> QuerySet[Person]:
    """Which of these people somebody reports to."""
    return Person.objects.filter(Exists(Person.objects.filter(manager=OuterRef("pk"))), pk__in=refs)


def below(person: Person) -> set[uuid.UUID]:
    """Refs of everyone under this person in the reporting line, however far down: whose choices they may never see."""
    found: set[uuid.UUID] = set()
    level = {person.pk}
    while level:
        level = set(Person.objects.filter(manager__in=level).values_list("pk", flat=True)) - found
        found |= level
    return found


def moved_since(person: Person, at: dt.datetime) -> bool:
    """Say whether the person came to another site since this moment; rows keep the present one alone, the ledger keeps the move."""
    return Entry.objects.filter(subject=str(person.pk), event=PeopleEvent.MOVED, at__gte=at).exists()
