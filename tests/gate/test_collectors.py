"""Who may enrol and revoke collectors, and what the page shows of their keys."""

import pytest

from common.errors import Conflict, DomainError, NotAllowed
from consent.models import Program
from gate import actions
from gate.models import Collector
from tests import programs
from tests.cast import BY, KEYS, MOUSE, Cast

pytestmark = pytest.mark.flows


@pytest.fixture
def foreign(cast: Cast) -> Program:
    """A program that Sam does not oversee."""
    facts = {"slug": "other", "name": "Other", "purpose": "p", "details": "", "used_by": "x", "retention_days": 1}
    program = programs.add_program(**facts, signals={MOUSE: "m"}, by=BY)
    programs.publish_notice(program=program, summary=["We record."], by=BY)
    return programs.start_program(program=program, by=BY)


def test_the_key_is_shown_once(cast: Cast) -> None:
    client = cast.client(cast.sam)
    form = {"name": "Agent", "program": "desktop", "signals": [MOUSE, KEYS]}
    page = client.post("/office/collectors/new/", form).content.decode()
    key = page[page.index("assent_") :].split("<", 1)[0]
    assert len(key) > 60
    assert key not in client.get("/office/collectors/").content.decode()


def test_revoking_is_one_click_and_for_good(cast: Cast) -> None:
    collector = actions.enrol(name="Agent", program=cast.program, signals=[MOUSE], by=BY).collector
    client = cast.client(cast.sam)
    assert client.post(f"/office/collectors/{collector.pk}/revoke/").status_code == 302
    assert "Revoked" in client.get("/office/collectors/").content.decode()
    collector.refresh_from_db()
    with pytest.raises(Conflict):
        actions.revoke(collector=collector, by=cast.sam)


def test_an_officer_manages_collectors_of_their_programs_alone(cast: Cast, foreign: Program) -> None:
    with pytest.raises(NotAllowed):
        actions.enrol(name="A", program=foreign, signals=[MOUSE], by=cast.sam)
    collector = actions.enrol(name="B", program=foreign, signals=[MOUSE], by=cast.tomoko).collector
    client = cast.client(cast.sam)
    assert "Other" not in client.get("/office/collectors/").content.decode()
    assert client.post(f"/office/collectors/{collector.pk}/revoke/").status_code == 404
    assert client.post("/office/collectors/new/", {"name": "C", "program": "other", "signals": [MOUSE]}).status_code == 422
    assert Collector.objects.count() == 1


def test_a_signal_outside_the_program_is_refused(cast: Cast, foreign: Program) -> None:
    with pytest.raises(DomainError):
        actions.enrol(name="A", program=foreign, signals=[KEYS], by=BY)


def test_a_name_twice_is_a_conflict(cast: Cast) -> None:
    actions.enrol(name="A", program=cast.program, signals=[MOUSE], by=BY)
    with pytest.raises(Conflict):
        actions.enrol(name="A", program=cast.program, signals=[MOUSE], by=BY)
