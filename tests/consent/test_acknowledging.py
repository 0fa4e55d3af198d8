"""Having read a notice: a record of its own, in another table than choices, and never one of them."""

import pytest
from django.utils import timezone

from audit import ledger
from audit.models import Entry
from common import days
from common.errors import DomainError, NotAllowed
from common.states import move
from consent import queries
from consent.actions import acknowledging
from consent.actions.deciding import StaleNotice
from consent.events import ConsentEvent
from consent.models import Acknowledgement, Consent, DecisionChange, MonitoringNotice, NoticeText, ProgramSite
from people.models import Person, Site
from tests import programs
from tests.cast import BY, Cast

pytestmark = [pytest.mark.flows, pytest.mark.rule("R16", "R23")]


def acknowledge(cast: Cast) -> Acknowledgement:
    return acknowledging.acknowledge(person=cast.priya, notice=cast.notice, by=cast.priya)


def monitoring(place: str = "US-NY", version: int = 1) -> MonitoringNotice:
    text, _ = NoticeText.objects.get_or_create(sha256="b" * 64, defaults={"summary": [], "sections": []})
    with ledger.entry(ConsentEvent.MONITORING_PUBLISHED, actor=BY):
        return MonitoringNotice.objects.create(jurisdiction=place, version=version, text=text, published_at=timezone.now())


def in_new_york(person: Person) -> None:
    person.site = Site.objects.create(name="New York", country="US", subdivision="NY")
    person.save()


def test_it_is_a_row_and_an_entry_and_no_choice(cast: Cast) -> None:
    made = acknowledge(cast)
    assert (made.person, made.notice, made.day) == (cast.priya, cast.notice, days.today())
    entry = Entry.objects.get(event="consent:notice:acknowledge")
    assert (entry.subject, entry.ref) == (str(cast.priya.pk), str(cast.program.pk))
    assert not Consent.objects.exists()
    assert queries.acknowledged(cast.priya, cast.program)
    assert not queries.acknowledged(cast.marco, cast.program)
    assert DecisionChange.objects.filter(scope="person", person=cast.priya.pk, allow=True).exists(), "gates read them afresh"


def test_the_second_time_on_one_day_writes_nothing(cast: Cast) -> None:
    assert acknowledge(cast) == acknowledge(cast)
    assert Entry.objects.filter(event="consent:notice:acknowledge").count() == 1
    assert Acknowledgement.history.count() == 1


def test_on_another_day_it_is_noted_again(cast: Cast, time_machine) -> None:
    acknowledge(cast)
    time_machine.move_to(days.end_of(days.today()))
    acknowledge(cast)
    assert Acknowledgement.objects.count() == 2


@pytest.mark.rule("R19")
def test_an_older_notice_is_refused_and_after_a_material_one_it_has_to_be_read_again(cast: Cast) -> None:
    acknowledge(cast)
    newer = programs.publish_notice(program=cast.program, summary=["We record more."])
    cast.program.refresh_from_db()
    assert not queries.acknowledged(cast.priya, cast.program)
    with pytest.raises(StaleNotice, match=f"notice version {newer.version}"):
        acknowledge(cast)
    acknowledging.acknowledge(person=cast.priya, notice=newer, by=cast.priya)
    assert queries.acknowledged(cast.priya, cast.program)


@pytest.mark.rule("R31")
def test_nobody_reads_for_somebody_else(cast: Cast) -> None:
    in_new_york(cast.priya)
    with pytest.raises(NotAllowed):
        acknowledging.acknowledge(person=cast.priya, notice=cast.notice, by=cast.marco)
    with pytest.raises(NotAllowed):
        acknowledging.acknowledge_monitoring(person=cast.priya, monitoring=monitoring(), by=cast.sam)


def test_a_program_that_is_over_or_elsewhere_asks_for_nothing(cast: Cast) -> None:
    dublin = Site.objects.create(name="Dublin", country="IE")
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
        link = ProgramSite.objects.create(program=cast.program, site=dublin)
    with pytest.raises(DomainError, match="not about people at your site"):
        acknowledge(cast)
    with ledger.entry(ConsentEvent.PROGRAM_ENDED, actor=BY, ref=cast.program.pk):
        link.delete()
        move(cast.program, "ended")
    with pytest.raises(DomainError, match="not open"):
        acknowledge(cast)


@pytest.mark.rule("R20")
def test_a_monitoring_notice_is_acknowledged_by_those_whom_it_is_for(cast: Cast) -> None:
    notice = monitoring()
    about = {"monitoring": notice, "person": cast.priya, "by": cast.priya}
    with pytest.raises(DomainError, match="not the one of your site"):
        acknowledging.acknowledge_monitoring(**about)
    in_new_york(cast.priya)
    made = acknowledging.acknowledge_monitoring(**about)
    assert (made.monitoring, made.notice) == (notice, None)
    assert acknowledging.acknowledge_monitoring(**about) == made
    monitoring(version=2)
    with pytest.raises(DomainError, match="newer monitoring notice"):
        acknowledging.acknowledge_monitoring(**about)
