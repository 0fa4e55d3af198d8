"""A request about a program is handled by whoever oversees it; where nobody can, it is every other officer's, not nobody's."""

import pytest

from people.actions import grant_scope
from people.models import Message, Role
from rights.actions import deciding
from rights.models import Decision
from rights.queries import cases
from tests import programs
from tests.cast import BY, make_person
from tests.rights.office import file, second_officer

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R43", "R100")]


def sees(officer, request) -> bool:
    found = cases.cases_for(officer).filter(pk=request.pk).exists()
    assert found == cases.may_handle(officer, request)
    return found


def test_a_request_about_a_program_that_nobody_oversees_is_every_officer_s(cast) -> None:
    other = programs.add_program(
        slug="other",
        name="Other",
        purpose="Something else.",
        details="",
        used_by="2 people",
        retention_days=90,
        signals={"mouse": "What the mouse does."},
        by=BY,
    )
    request = file(cast.priya, programs=(other,))
    assert sees(cast.sam, request)
    deciding.decide(request=request, outcome="refused", reason="outside-law", words="No.", by=cast.sam)
    assert Decision.objects.get().decided_by == cast.sam


def test_a_request_of_the_only_overseer_is_every_other_officer_s_and_never_their_own(cast) -> None:
    ana = make_person("Ana Lopes", role=Role.PRIVACY_OFFICER)
    request = file(cast.sam, programs=(cast.program,))
    assert not sees(cast.sam, request)
    assert sees(ana, request)
    asked = file(cast.priya, programs=(cast.program,))
    assert sees(cast.sam, asked)
    assert not sees(ana, asked)


def test_a_request_from_below_the_only_overseer_is_every_other_officer_s(cast) -> None:
    ana = make_person("Ana Lopes", role=Role.PRIVACY_OFFICER)
    lead = make_person("Lee Grant", manager=cast.sam)
    report = make_person("Rae Port", manager=lead)
    request = file(report, programs=(cast.program,))
    assert not sees(cast.sam, request)
    assert sees(ana, request)
    assert Message.objects.filter(person=ana, link__contains=str(request.pk)).count() == 0
    second = second_officer(cast, "Bo Chen")
    assert sees(second, request)
    assert not sees(ana, request)


def test_an_overseer_who_left_the_office_hides_no_request(cast) -> None:
    worker = make_person("Wu Lin")
    grant_scope(person=worker, permission="consent.oversee_program", to=cast.program, by=BY)
    ana = make_person("Ana Lopes", role=Role.PRIVACY_OFFICER)
    request = file(cast.priya, programs=(cast.program,))
    assert not sees(ana, request)
    cast.sam.is_active = False
    cast.sam.save(update_fields=["is_active"])
    assert sees(ana, request)
