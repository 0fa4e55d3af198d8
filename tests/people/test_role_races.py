"""Two administrators at once, with real threads and real connections."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from common.errors import Conflict
from people import actions
from people.models import Person, Role, RoleGrant
from tests.cast import BY, Cast, make_cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.flows]


def make_legal(cast: Cast) -> str:
    try:
        actions.grant_role(person=Person.objects.get(pk=cast.priya.pk), role=Role.LEGAL, by=BY)
    except Conflict as refusal:
        return type(refusal).__name__
    finally:
        connection.close()
    return "done"


def test_officer_and_legal_are_never_one_person_at_once_either() -> None:
    cast = make_cast()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.grant_role(person=cast.priya, role=Role.PRIVACY_OFFICER, by=BY)
            other = pool.submit(make_legal, cast)
            # The other administrator's request is past its first reads by then.
            time.sleep(0.5)
        assert other.result() == "Conflict"
    assert [grant.role for grant in RoleGrant.objects.filter(person=cast.priya)] == [Role.PRIVACY_OFFICER]
