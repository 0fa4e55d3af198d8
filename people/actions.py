"""Changes to people: roles, scopes, keys, messages."""

import uuid
from typing import Any

from django.core.exceptions import EmptyResultSet, ObjectDoesNotExist
from django.db import models, transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm

from audit import ledger
from common.doorbell import ring
from common.errors import Conflict, NotAllowed
from common.rights import Right
from people import queries, sealing, signals
from people.events import PeopleEvent
from people.models import Message, Person, Role, RoleGrant, Site
from people.roles import EXCLUSIVE
from people.tasks import mail_waiting

Actor = Person | str


def actor_of(by: Actor) -> uuid.UUID | str:
    """Name who acts for the ledger: a person's ref, or "system:..."."""
    return by.pk if isinstance(by, Person) else by


def grant_role(*, person: Person, role: Role, by: Actor) -> RoleGrant:
    """Give a role. Officer and legal exclude each other; nobody gives a role to themself."""
    _may_manage_roles(person, by)
    with ledger.entry(PeopleEvent.ROLE_GRANTED, actor=actor_of(by), subject=person.pk, role=role.value):
        # Two administrators at once: the second one has to see what the first one gave.
        held = queries.roles_of(Person.objects.select_for_update().get(pk=person.pk))
        if role in held:
            msg = f"This person is {role.label.lower()} already."
            raise Conflict(msg)
        for pair in EXCLUSIVE:
            if role in pair and held & (pair - {role}):
                msg = "Privacy officer and legal can't be the same person: who decides may not be who reports."
                raise Conflict(msg, hint="Take the other role back first.")
        grant = RoleGrant.objects.create(person=person, role=role, granted_at=timezone.now())
    queries.forget_roles(person)
    return grant


def end_role(*, person: Person, role: Role, by: Actor) -> None:
    """Take a role back."""
    _may_manage_roles(person, by)
    with ledger.entry(PeopleEvent.ROLE_ENDED, actor=actor_of(by), subject=person.pk, role=role.value):
        try:
            grant = RoleGrant.objects.select_for_update().get(person=person, role=role, ended_at__isnull=True)
        except ObjectDoesNotExist as error:
            msg = f"This person is not {role.label.lower()}."
            raise Conflict(msg) from error
        grant.ended_at = timezone.now()
        grant.save()
    queries.forget_roles(person)


def grant_scope(*, person: Person, permission: str, to: models.Model, by: Actor) -> None:
    """Scope an officer to a program or a steward to a store (django-guardian)."""
    _may_manage_roles(person, by)
    facts = {"permission": permission, "object": to.pk}
    with ledger.entry(PeopleEvent.SCOPE_GRANTED, actor=actor_of(by), subject=person.pk, ref=to.pk, **facts):
        assign_perm(permission, person, to)


@transaction.atomic
def leave(*, person: Person, by: Actor) -> Person:
    """Note that the person left: they can't sign in any more, and rooms above end what they had chosen (R109)."""
    _may_change_people(person, by)
    locked: Person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.left_at is not None:
        msg = "This person left already."
        raise Conflict(msg)
    with ledger.entry(PeopleEvent.LEFT, actor=actor_of(by), subject=person.pk):
        locked.left_at, locked.is_active = timezone.now(), False
        locked.save(update_fields=["left_at", "is_active"])
        signals.person_changed.send(Person, person=locked, change=signals.LEFT, by=by)
    return locked


@transaction.atomic
def move_site(*, person: Person, site: Site, by: Actor) -> Person:
    """Note that the person works at another site; another country or legal employer asks for new notices and choices (R109)."""
    _may_change_people(person, by)
    rows = Person.objects.select_for_update(of=("self",), no_key=True).select_related("site")
    locked: Person = rows.get(pk=person.pk)
    before = locked.site
    if before is not None and before.pk == site.pk:
        msg = "This person works at that site already."
        raise Conflict(msg)
    # Where it is not known where somebody worked, it is not known to be the same.
    employer_changed = before is None or before.employer != site.employer
    moved = employer_changed or before is None or before.country != site.country
    facts: dict[str, Any] = {"site": site.pk, "country": site.country, "employer_changed": employer_changed}
    with ledger.entry(PeopleEvent.MOVED, actor=actor_of(by), subject=person.pk, **facts):
        locked.site = site
        locked.save(update_fields=["site"])
        change = signals.MOVED if moved else signals.SITE
        signals.person_changed.send(Person, person=locked, change=change, by=by)
    return locked


def destroy_key(*, person: Person, purpose: str, by: Actor) -> None:
    """Destroy a person's key; the destruction is itself an entry, without a name."""
    with ledger.entry(PeopleEvent.KEY_DESTROYED, actor=actor_of(by), subject=person.pk, purpose=purpose):
        if not sealing.destroy(person, purpose=purpose):
            msg = "There is no living key for this purpose."
            raise Conflict(msg)


def send_message(*, person: Person, kind: str, about: str = "", link: str = "", words: str = "") -> Message:
    """Put a message into the inbox, announced by e-mail after commit. `words` are sealed under the person's key."""
    sealed = sealing.seal(person, words, purpose="messages") if words else None
    message = Message.objects.create(person=person, kind=kind, about=about, link=link, words=sealed)
    ring(mail_waiting)
    return message


def send_many(*, to: models.QuerySet[Person], kind: str, about: str = "", link: str = "") -> int:
    """Put the same message into many inboxes by one statement; return how many. Each mail follows when its turn comes."""
    connection = transaction.get_connection()
    try:
        wanted, bound = to.order_by().values("pk").query.get_compiler(connection.alias).as_sql()
    except EmptyResultSet:
        return 0
    quote = connection.ops.quote_name
    made = "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    fields = {"kind": kind, "about": about, "link": link, "sent_at": timezone.now()}
    found: list[models.Field[Any, Any]] = [Message._meta.get_field(name) for name in fields]  # type: ignore[misc]  # noqa: SLF001 - Django's documented API
    columns = ", ".join(quote(field.column) for field in found)
    values = [field.get_db_prep_save(value, connection) for field, value in zip(found, fields.values(), strict=True)]
    table, people, ref = quote("people_message"), quote("people_person"), quote("ref")
    statement = (
        f"INSERT INTO {table} ({ref}, {quote('person_id')}, {columns}) "  # noqa: S608 - names come from the models, values are bound
        f"SELECT {made}, {ref}, {', '.join(['%s'] * len(values))} FROM {people} WHERE {ref} IN ({wanted})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *bound])
        sent: int = cursor.rowcount
    ring(mail_waiting)
    return sent


def mark_read(*, person: Person) -> int:
    """Mark all of the person's messages as read; return how many."""
    return Message.objects.filter(person=person, read_at__isnull=True).update(read_at=timezone.now())


def _may_manage_roles(person: Person, by: Actor) -> None:
    if isinstance(by, str):
        return
    if by.pk == person.pk:
        msg = "Nobody gives rights to themself."
        raise NotAllowed(msg, hint="Ask another administrator.")
    if not by.has_perm(Right.PEOPLE_ROLES_MANAGE):
        msg = "Only an administrator can change roles."
        raise NotAllowed(msg)


def _may_change_people(person: Person, by: Actor) -> None:
    if isinstance(by, str):
        return
    if by.pk == person.pk or not by.has_perm(Right.PEOPLE_ROLES_MANAGE):
        msg = "Only an administrator can change where people work, and nobody for themself."
        raise NotAllowed(msg)
