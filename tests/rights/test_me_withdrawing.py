"""Taking a request back: once, as long as nothing was done that can't be undone; and ending a restriction of one's own."""

import pytest
from django.urls import reverse
from django.utils import timezone

from audit import ledger
from audit.models import Entry
from common.errors import Conflict, NotAllowed
from consent.models import RecipientDelivery, Restriction
from people.models import Message
from purges import passes
from purges.models import PurgeOrder
from rights.actions import correcting, deciding, withdrawing
from rights.events import RightsEvent
from rights.models import Decision, Package, RectificationTask, Request
from rights.queries import corrections
from tests.cast import MOUSE, make_person
from tests.consent.telling import add_recipient
from tests.rights.office import file, grant, second_officer

pytestmark = pytest.mark.django_db
State, Outcome = Request.State, Request.Outcome


@pytest.fixture
def client(cast):
    return cast.client(cast.priya)


def fresh(request):
    return Request.objects.get(pk=request.pk)


@pytest.mark.rule("R44")
@pytest.mark.parametrize("kind", ["access", "erasure", "restriction", "objection", "question"])
def test_a_request_is_taken_back_in_two_steps_and_what_it_stopped_goes_on(cast, client, kind: str) -> None:
    request = file(cast.priya, kind)
    address = reverse("my-request-withdraw", args=[request.pk])
    said = client.get(address).content.decode()
    assert ("it records you again from now on" in said) is (kind in {"erasure", "restriction", "objection"})
    assert fresh(request).state == State.ACKNOWLEDGED, "looking at the page changes nothing"
    for _ in range(2):
        assert client.post(address)["Location"] == reverse("my-request", args=[request.pk])
    ended = fresh(request)
    assert (ended.state, ended.outcome) == (State.UNFULFILLED, Outcome.WITHDRAWN)
    assert ended.closed_at is not None
    assert set(Restriction.objects.filter(origin=request.pk).values_list("cause", flat=True)) <= {"withdrawn"}
    assert not Restriction.objects.filter(ended_at__isnull=True).exists()
    assert Message.objects.filter(person=cast.priya, kind="request-withdrawn").count() == 1
    assert Entry.objects.filter(event="rights:request:withdraw", ref=str(request.pk), actor=str(cast.priya.pk)).count() == 1


def test_after_that_it_can_be_filed_again(cast) -> None:
    first = file(cast.priya, "erasure")
    withdrawing.withdraw(request=first, by=cast.priya)
    assert file(cast.priya, "erasure").pk != first.pk
    assert Restriction.objects.filter(ended_at__isnull=True).count() == 1


@pytest.mark.rule("R31", "R100")
def test_nobody_else_takes_a_request_back(cast) -> None:
    request = file(cast.priya, "restriction")
    for stranger in (cast.sam, cast.marco, cast.lena, make_person("Some Colleague")):
        with pytest.raises(NotAllowed):
            withdrawing.withdraw(request=request, by=stranger)
    assert fresh(request).is_open


@pytest.mark.parametrize(("outcome", "more"), [("granted", {}), ("refused", {"reason": "outside-law", "words": "No."})])
def test_what_has_ended_can_t_be_taken_back(cast, client, outcome: str, more) -> None:
    request = file(cast.priya, "restriction")
    deciding.decide(request=request, outcome=outcome, by=cast.sam, **more)
    address = reverse("my-request-withdraw", args=[request.pk])
    assert client.get(address).status_code == 409
    assert client.post(address).status_code == 409
    assert "Withdraw this request" not in client.get(reverse("my-request", args=[request.pk])).content.decode()


def test_an_erasure_is_taken_back_while_nothing_was_erased(cast) -> None:
    cast.record(cast.priya, MOUSE)
    request = grant(file(cast.priya, "erasure"), cast.sam)
    withdrawing.withdraw(request=fresh(request), by=cast.priya)
    assert PurgeOrder.objects.get().state == PurgeOrder.State.CANCELLED
    passes.run(cast.datasets[MOUSE].pk)
    assert cast.rows(cast.priya, MOUSE)


def test_once_a_worker_began_to_erase_it_is_too_late(cast, client, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    cast.record(cast.priya, MOUSE)
    request = grant(file(cast.priya, "erasure"), cast.sam)
    passes.run(cast.datasets[MOUSE].pk)
    with pytest.raises(Conflict, match="can't be undone"):
        withdrawing.withdraw(request=fresh(request), by=cast.priya)
    assert fresh(request).state == State.ACCEPTED
    assert Restriction.objects.filter(origin=request.pk, ended_at__isnull=True).exists(), "nothing is recorded while it is erased"
    assert "Withdraw this request" not in client.get(reverse("my-request", args=[request.pk])).content.decode()


@pytest.mark.rule("R77")
def test_once_a_recipient_is_told_to_erase_it_is_too_late(cast) -> None:
    cast.give(cast.priya, MOUSE)
    add_recipient(cast)
    request = grant(file(cast.priya, "erasure", programs=(cast.program,)), cast.sam)
    assert RecipientDelivery.objects.filter(decision="erase").exists()
    with pytest.raises(Conflict, match="can't be undone"):
        withdrawing.withdraw(request=fresh(request), by=cast.priya)


def test_corrections_of_a_withdrawn_request_are_nobody_s_task_any_more(cast) -> None:
    request = grant(file(cast.priya, "rectification"), cast.sam)
    assert corrections.tasks_for(cast.tomoko).exists()
    withdrawing.withdraw(request=fresh(request), by=cast.priya)
    assert not corrections.tasks_for(cast.tomoko).exists()
    with pytest.raises(NotAllowed):
        correcting.end(task=RectificationTask.objects.first(), state="done", proof="Changed.", by=cast.tomoko)


def test_after_a_correction_was_made_it_is_too_late(cast) -> None:
    request = grant(file(cast.priya, "rectification"), cast.sam)
    correcting.end(task=RectificationTask.objects.first(), state="done", proof="Changed.", by=cast.tomoko)
    with pytest.raises(Conflict, match="can't be undone"):
        withdrawing.withdraw(request=fresh(request), by=cast.priya)


@pytest.mark.parametrize(("state", "late"), [("waiting", False), ("halted", False), ("ready", True)])
def test_a_copy_that_is_not_ready_is_no_hindrance(cast, state: str, late) -> None:
    request = grant(file(cast.priya), cast.sam)
    now = timezone.now()
    key = {"wrapped_key": b"k" * 60, "built_at": now, "expires_at": now} if late else {}
    Package.objects.update_or_create(request=request, defaults={"state": state, "created_at": timezone.now(), **key})
    if late:
        with pytest.raises(Conflict):
            withdrawing.withdraw(request=fresh(request), by=cast.priya)
    else:
        assert withdrawing.withdraw(request=fresh(request), by=cast.priya).outcome == Outcome.WITHDRAWN


def test_a_proposal_of_a_decision_ends_with_it_and_the_officer_hears_of_it(cast) -> None:
    second_officer(cast)
    request = file(cast.priya)
    deciding.decide(request=request, outcome="refused", reason="excessive", words="It repeats.", by=cast.sam)
    taken = fresh(request)
    with_officer(taken, cast.sam)
    withdrawing.withdraw(request=taken, by=cast.priya)
    assert Decision.objects.get().state == Decision.State.DECLINED
    assert Message.objects.filter(person=cast.sam, kind="case-withdrawn").count() == 1


def with_officer(request, officer):
    with ledger.entry(RightsEvent.ASSIGNED, actor=officer.pk, subject=request.person_id, ref=request.pk, assignee=officer.pk):
        request.assignee = officer
        request.save()


@pytest.mark.rule("R63")
def test_a_granted_restriction_is_ended_by_its_person_who_is_told_before_it_ends(cast, client) -> None:
    request = grant(file(cast.priya, "restriction"), cast.sam)
    address = reverse("my-request-end", args=[request.pk])
    assert address in client.get(reverse("my-request", args=[request.pk])).content.decode()
    assert "it records you again from now on" in client.get(address).content.decode()
    for _ in range(2):
        assert client.post(address).status_code == 302
    ended = Restriction.objects.get(origin=request.pk)
    assert ended.cause == "withdrawn"
    assert ended.told_at <= ended.ended_at
    assert fresh(request).state == State.FULFILLED
    assert address not in client.get(reverse("my-request", args=[request.pk])).content.decode()


def test_what_is_no_granted_restriction_can_t_be_ended(cast, client) -> None:
    for request in (file(cast.priya, "restriction"), file(cast.priya)):
        address = reverse("my-request-end", args=[request.pk])
        assert client.get(address).status_code == 409
        assert client.post(address).status_code == 409
    with pytest.raises(NotAllowed):
        withdrawing.end_restriction(request=grant(file(cast.marco, "restriction"), cast.sam), by=cast.priya)
