"""Filing: acknowledged at once with its clocks, once per form, by nobody for somebody else but an officer with a letter."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from audit.models import Entry
from common.errors import Conflict, DomainError, NotAllowed
from consent.models import Restriction
from people.messages import title_of
from people.models import Message
from people.sealing import unseal
from portal.checks import controller_places_are_known
from rights.actions import asking, filing, warning
from rights.actions.filing import Scope
from rights.models import Request, RequestClock, RequestWarning
from rights.vocabulary import STATUSES
from tests.cast import CLICK, MOUSE, make_person
from tests.rights.office import at_site, file

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R44", "R45")
def test_a_request_is_acknowledged_at_once_with_its_due_date(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 3, 5, 14, tzinfo=dt.UTC), tick=False)
    request = file(at_site(cast.priya, "Dublin"))
    assert request.state == Request.State.ACKNOWLEDGED
    assert request.due_on == dt.date(2026, 4, 7)
    assert request.due_at == dt.datetime(2026, 4, 7, 23, tzinfo=dt.UTC)
    message = Message.objects.get(person=cast.priya, kind="request-received")
    assert title_of(message) == "We have your request"
    assert message.link == f"/me/requests/{request.pk}/"


@pytest.mark.rule("R46")
@pytest.mark.parametrize(
    ("place", "regime"), [("Dublin", "gdpr"), ("Berlin", "gdpr"), ("London", "uk-gdpr"), ("San Francisco", "ccpa")]
)
def test_the_clock_is_the_one_of_the_place_of_work(cast, place: str, regime: str) -> None:
    request = file(at_site(cast.priya, place))
    clock = RequestClock.objects.get(request=request)
    assert clock.regime == regime
    assert clock.due_on == request.due_on
    assert clock.calendar_id


@pytest.mark.rule("R46", "R49")
def test_where_the_controller_is_established_its_law_gives_a_second_clock(cast, settings, time_machine) -> None:
    settings.CONTROLLER_PLACES, settings.DISPLAY_TIME_ZONE = ["IE", "DE-BY", "US"], "Europe/Dublin"
    time_machine.move_to(dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC), tick=False)
    request = file(at_site(cast.priya, "San Francisco"))
    found = {clock.regime: (clock.due_on, clock.zone, clock.calendar_id.partition("@")[0]) for clock in request.clocks.all()}
    assert found == {
        "gdpr": (dt.date(2026, 12, 23), "Europe/Dublin", "IE"),
        "ccpa": (dt.date(2027, 1, 7), "America/Los_Angeles", "US-CA"),
    }
    assert request.due_on == dt.date(2026, 12, 23)
    page = cast.client(cast.priya).get(f"/me/requests/{request.pk}/").content.decode()
    assert "GDPR" in page
    assert "California law (CCPA)" in page
    # A question stops one clock and not the other, which is then the one that is warned of.
    asking.ask(request=request, reason="scope", words="Which half?", by=cast.sam)
    time_machine.move_to(dt.datetime(2027, 1, 7, 18, tzinfo=dt.UTC), tick=False)
    warning.warn_all()
    assert RequestWarning.objects.get().due_on == dt.date(2027, 1, 7)


def test_a_place_that_has_no_calendar_is_found_at_the_start(settings) -> None:
    settings.CONTROLLER_PLACES = ["IE", "Ireland"]
    (error,) = controller_places_are_known(None)
    assert "Ireland" in error.msg


@pytest.mark.rule("R40", "R66")
def test_california_s_opt_out_has_15_business_days_and_takes_effect_at_once(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC), tick=False)
    at_site(cast.priya, "San Francisco")
    opt_out, access = file(cast.priya, "objection"), file(cast.priya, "access")
    assert opt_out.due_on == dt.date(2026, 12, 16)
    assert opt_out.clocks.get().extended_on == opt_out.due_on
    assert access.due_on == dt.date(2027, 1, 7)
    assert access.clocks.get().acknowledge_on == dt.date(2026, 12, 9)
    assert Restriction.objects.filter(origin=opt_out.pk, ended_at__isnull=True).exists()


def test_the_same_form_twice_is_one_request(cast) -> None:
    token = uuid.uuid4()
    both = [filing.file(person=cast.priya, kind="access", form_token=token, by=cast.priya) for _ in range(2)]
    assert both[0].pk == both[1].pk
    assert Request.objects.count() == 1
    assert Message.objects.filter(person=cast.priya).count() == 1


def test_a_second_open_request_for_the_same_is_a_conflict_that_names_the_first(cast) -> None:
    first = file(cast.priya)
    with pytest.raises(Conflict, match=first.short_ref):
        file(cast.priya)
    file(cast.priya, signals=(MOUSE,))
    assert Request.objects.count() == 2


@pytest.mark.rule("R31", "R43", "R100")
def test_only_an_officer_may_write_down_somebody_else_s_request_and_no_one_above_them(cast) -> None:
    letter = timezone.now() - dt.timedelta(days=3)
    for stranger in (cast.marco, cast.lena, cast.tomoko, make_person("Some Colleague")):
        with pytest.raises(NotAllowed):
            file(cast.priya, by=stranger, channel="letter", at=letter)
    cast.marco.manager = cast.sam
    cast.marco.save()
    with pytest.raises(NotAllowed):
        file(cast.priya, by=cast.sam, channel="letter", at=letter)
    cast.marco.manager = None
    cast.marco.save()
    request = file(cast.priya, by=cast.sam, channel="letter", at=letter)
    assert request.received_at == letter
    assert request.filed_by == cast.sam
    assert Message.objects.filter(person=cast.priya, kind="request-filed-for-you").exists()


@pytest.mark.rule("R43")
def test_the_clock_runs_from_the_receipt_of_the_letter(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 9, 20, 8, tzinfo=dt.UTC), tick=False)
    received = dt.datetime(2026, 8, 31, 12, tzinfo=dt.UTC)
    request = file(at_site(cast.priya, "Dublin"), by=cast.sam, channel="letter", at=received)
    assert request.due_on == dt.date(2026, 9, 30)


@pytest.mark.parametrize("days", [-1, 800])
def test_a_time_of_receipt_that_can_t_be_is_refused_and_nothing_is_recorded(cast, days: int) -> None:
    with pytest.raises(DomainError, match="Nothing was recorded"):
        file(cast.priya, by=cast.sam, channel="letter", at=timezone.now() - dt.timedelta(days=days))
    assert not Request.objects.exists()


def test_words_are_sealed_and_in_no_entry(cast) -> None:
    request = file(cast.priya, "question", words="Zebra words of mine")
    assert unseal(request.words) == "Zebra words of mine"
    assert not any(b"Zebra" in bytes(payload) for payload in Entry.objects.values_list("payload", flat=True))
    with pytest.raises(DomainError, match="few words"):
        filing.file(person=cast.priya, kind="question", form_token=uuid.uuid4(), by=cast.priya, words="  ")


@pytest.mark.rule("R63", "R64")
@pytest.mark.parametrize(("kind", "stops"), [("restriction", True), ("objection", True), ("erasure", True), ("access", False)])
def test_recording_stops_with_the_filing_of_what_asks_for_it(cast, kind: str, stops) -> None:
    request = filing.file(
        person=cast.priya,
        kind=kind,
        scope=Scope(programs=[cast.program], signals=[CLICK]),
        form_token=uuid.uuid4(),
        by=cast.priya,
    )
    open_now = Restriction.objects.filter(origin=request.pk, ended_at__isnull=True)
    assert open_now.exists() is stops


@pytest.mark.rule("R56")
def test_every_state_is_one_status_of_dpv() -> None:
    assert set(STATUSES) == set(Request.State.values)
    assert len(set(STATUSES.values())) == len(STATUSES)


@pytest.mark.rule("R64")
def test_an_objection_names_no_period_because_everything_recorded_would_go(cast) -> None:
    with pytest.raises(DomainError, match="whenever it was"):
        file(cast.priya, "objection", since=dt.date(2026, 1, 1))
    client = cast.client(cast.priya)
    assert 'name="since"' not in client.get("/me/requests/new/objection/").content.decode()
    assert 'name="since"' in client.get("/me/requests/new/erasure/").content.decode()
    answer = client.post("/me/requests/new/objection/", {"token": str(uuid.uuid4()), "since": "2026-01-01", "step": "send"})
    assert answer.status_code == 422
    assert "Leave both days empty" in answer.content.decode()
    assert 'value="2026-01-01"' in answer.content.decode()
    assert not Request.objects.exists()
