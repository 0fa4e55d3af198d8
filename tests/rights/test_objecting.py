"""What an objection does not reach, because the law or a contract asks for it: said before the decision and after it."""

import pytest

from common.errors import DomainError
from consent.actions import acknowledging
from consent.models import Basis, Consent
from rights.actions import deciding
from rights.models import Decision, Request
from tests.cast import KEYS, MOUSE, make_cast
from tests.consent.deciding import by_interest
from tests.rights.office import file

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R64")]


@pytest.fixture
def cast():
    made = make_cast()
    notice = by_interest(made, KEYS, basis=Basis.CONTRACT)
    acknowledging.acknowledge(person=made.priya, notice=notice, by=made.priya)
    return made


def test_an_objection_to_what_a_contract_asks_for_does_not_stand_and_says_so(cast) -> None:
    request = file(cast.priya, "objection", programs=(cast.program,), signals=(KEYS,))
    with pytest.raises(DomainError, match="does not reach it"):
        deciding.decide(request=request, outcome="granted", by=cast.sam)
    assert not Decision.objects.exists()
    deciding.decide(request=request, outcome="refused", reason="outside-law", words="Your contract asks for it.", by=cast.sam)


def test_what_goes_on_is_named_on_the_check_page_and_to_the_person_and_the_outcome_is_in_part(cast) -> None:
    request = file(cast.priya, "objection")
    officer = cast.client(cast.sam)
    check = officer.get(f"/office/cases/{request.pk}/decide/granted/").content.decode()
    assert "This goes on, because the law or a contract asks for it: Keystroke" in check
    deciding.decide(request=request, outcome="granted", by=cast.sam)
    done = Request.objects.get()
    assert (done.state, done.outcome) == ("fulfilled", "partly")
    page = cast.client(cast.priya).get(f"/me/requests/{request.pk}/").content.decode()
    assert "was turned off, but for keystroke" in page
    assert "the law or your contract asks for it" in page
    assert dict(Consent.objects.filter(person=cast.priya).values_list("signal", "state"))[MOUSE] == "refused"
