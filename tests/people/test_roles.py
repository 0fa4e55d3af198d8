"""Roles, rights and scopes."""

import pytest

from common.errors import Conflict, NotAllowed
from common.rights import Right
from people import actions, queries
from people.models import Identifier, Person, Role
from people.roles import RIGHTS
from tests.cast import BY, Cast


def test_every_role_is_in_the_table() -> None:
    assert set(RIGHTS) == set(Role)


def test_rights_come_from_open_roles_only(cast: Cast) -> None:
    assert cast.sam.has_perm(Right.PURGES_READ)
    assert not cast.priya.has_perm(Right.PURGES_READ)
    actions.end_role(person=cast.sam, role=Role.PRIVACY_OFFICER, by=cast.tomoko)
    assert not Person.objects.get(pk=cast.sam.pk).has_perm(Right.PURGES_READ)


def test_leavers_have_no_rights(cast: Cast) -> None:
    cast.sam.is_active = False
    assert not cast.sam.has_perm(Right.PURGES_READ)


def test_nobody_gives_rights_to_themself_and_only_administrators_give(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.grant_role(person=cast.tomoko, role=Role.LEGAL, by=cast.tomoko)
    with pytest.raises(NotAllowed):
        actions.grant_role(person=cast.priya, role=Role.LEGAL, by=cast.sam)


def test_officer_and_legal_are_never_one_person(cast: Cast) -> None:
    with pytest.raises(Conflict):
        actions.grant_role(person=cast.sam, role=Role.LEGAL, by=cast.tomoko)


def test_a_scope_is_granted_by_guardian_and_entered(cast: Cast) -> None:
    actions.grant_scope(person=cast.sam, permission="consent.oversee_program", to=cast.program, by=BY)
    assert Person.objects.get(pk=cast.sam.pk).has_perm("consent.oversee_program", cast.program)
    assert not cast.marco.has_perm("consent.oversee_program", cast.program)


def test_an_address_that_two_people_share_names_nobody(cast: Cast) -> None:
    Identifier.objects.create(person=cast.priya, kind="email", value=cast.marco.email)
    assert queries.subjects([cast.priya.pk], "email") == {}
    assert queries.subjects([cast.marco.pk], "email") == {}
    assert queries.subjects([cast.priya.pk, cast.sam.pk], "email") == {cast.sam.email: cast.sam.pk}


def test_identifiers_map_back_to_people(cast: Cast) -> None:
    number = cast.priya.identifiers.get().value
    assert queries.subjects([cast.priya.pk], "employee-number") == {number: cast.priya.pk}
    assert queries.subjects([cast.priya.pk], "email") == {"priya.nair@example.com": cast.priya.pk}
    assert queries.subjects([cast.priya.pk], "ref") == {str(cast.priya.pk): cast.priya.pk}
    assert queries.subjects([cast.priya.pk], "device") == {}
