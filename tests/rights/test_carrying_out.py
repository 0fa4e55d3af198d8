"""What is decided is carried out by itself: corrections by stewards, objections at the gate, restrictions until they are lifted."""

import pytest

from common.errors import Conflict, DomainError, NotAllowed
from consent.models import Consent, RecipientDelivery, Restriction
from people.actions import grant_scope
from people.models import Message
from purges.models import PurgeOrder
from rights.actions import correcting, lifting
from rights.models import RectificationTask, Request
from tests.cast import BY, CLICK, MOUSE, Cast, make_cast, make_person
from tests.consent.telling import add_recipient
from tests.rights.office import file, grant

pytestmark = pytest.mark.django_db
State = Request.State


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def kinds(person) -> set[str]:
    return set(Message.objects.filter(person=person).values_list("kind", flat=True))


@pytest.mark.rule("R52")
@pytest.mark.parametrize("kind", ["question", "complaint", "restriction"])
def test_what_is_answered_by_the_decision_itself_is_done_with_it(cast, kind: str) -> None:
    done = grant(file(cast.priya, kind), cast.sam)
    assert (done.state, done.outcome) == (State.FULFILLED, Request.Outcome.GRANTED)
    assert done.closed_at is not None
    assert "request-done" in kinds(cast.priya)


@pytest.mark.rule("R63", "R77")
def test_a_granted_restriction_holds_until_an_officer_lifts_it_and_the_person_hears_of_it_first(cast) -> None:
    add_recipient(cast)
    request = grant(file(cast.priya, "restriction", programs=(cast.program,)), cast.sam)
    assert Restriction.objects.filter(origin=request.pk, ended_at__isnull=True).exists()
    assert RecipientDelivery.objects.get(person=cast.priya).decision == "restrict"
    with pytest.raises(NotAllowed):
        lifting.lift(request=request, by=cast.marco)
    assert lifting.lift(request=request, by=cast.sam) == 1
    ended = Restriction.objects.get(origin=request.pk)
    assert ended.told_at <= ended.ended_at
    with pytest.raises(Conflict):
        lifting.lift(request=request, by=cast.sam)


@pytest.mark.rule("R64")
def test_an_upheld_objection_turns_off_for_good_and_erases(cast) -> None:
    cast.give(cast.priya, MOUSE, CLICK)
    request = grant(file(cast.priya, "objection", programs=(cast.program,), signals=(MOUSE,)), cast.sam)
    assert request.outcome == Request.Outcome.GRANTED
    states = dict(Consent.objects.filter(person=cast.priya).values_list("signal", "state"))
    assert states == {MOUSE: "withdrawn", CLICK: "given"}
    order = PurgeOrder.objects.get(person=cast.priya)
    assert order.signals == [MOUSE]
    assert not Restriction.objects.filter(origin=request.pk, ended_at__isnull=True).exists()


def test_an_objection_where_nothing_is_on_changes_no_choice(cast) -> None:
    request = grant(file(cast.priya, "objection"), cast.sam)
    assert request.state == State.FULFILLED
    assert not PurgeOrder.objects.exists()


@pytest.fixture
def steward(cast):
    person = make_person("Stella Steward")
    grant_scope(person=person, permission="stores.steward_store", to=cast.datasets[MOUSE].store, by=BY)
    return person


def test_a_correction_is_a_task_of_the_store_s_steward_per_dataset(cast, steward) -> None:
    request = grant(file(cast.priya, "rectification", signals=(MOUSE, CLICK)), cast.sam)
    assert request.state == State.ACCEPTED
    tasks = list(RectificationTask.objects.filter(request=request))
    assert {task.dataset_id for task in tasks} == {cast.datasets[MOUSE].pk, cast.datasets[CLICK].pk}
    assert Message.objects.filter(person=steward, kind="correction-wanted").count() == 2
    correcting.end(task=tasks[0], state="done", proof="Ticket 7, row 12 changed.", by=steward)
    request.refresh_from_db()
    assert request.state == State.ACCEPTED
    correcting.end(task=tasks[1], state="done", proof="Ticket 8.", by=steward)
    request.refresh_from_db()
    assert (request.state, request.outcome) == (State.FULFILLED, Request.Outcome.GRANTED)


def test_a_correction_that_can_t_be_made_is_told_as_done_in_part(cast, steward) -> None:
    request = grant(file(cast.priya, "rectification", signals=(MOUSE,)), cast.sam)
    task = RectificationTask.objects.get(request=request)
    correcting.end(task=task, state="impossible", proof="A log: it may not be changed.", by=steward)
    request.refresh_from_db()
    assert request.outcome == Request.Outcome.PARTLY
    assert "request-partly" in kinds(cast.priya)
    with pytest.raises(Conflict):
        correcting.end(task=task, state="done", proof="Changed my mind.", by=steward)


@pytest.mark.parametrize(("state", "proof"), [("done", "   "), ("open", "Words.")])
def test_a_correction_without_proof_or_end_is_refused_and_stays_open(cast, steward, state: str, proof: str) -> None:
    request = grant(file(cast.priya, "rectification", signals=(MOUSE,)), cast.sam)
    task = RectificationTask.objects.get(request=request)
    with pytest.raises(DomainError, match="Nothing was saved"):
        correcting.end(task=task, state=state, proof=proof, by=steward)
    task.refresh_from_db()
    assert task.state == "open"


@pytest.mark.rule("R100")
def test_a_steward_above_the_person_neither_hears_of_the_correction_nor_may_make_it(cast) -> None:
    grant_scope(person=cast.marco, permission="stores.steward_store", to=cast.datasets[MOUSE].store, by=BY)
    request = grant(file(cast.priya, "rectification", signals=(MOUSE,)), cast.sam)
    task = RectificationTask.objects.get(request=request)
    assert not Message.objects.filter(person=cast.marco).exists()
    with pytest.raises(NotAllowed):
        correcting.end(task=task, state="done", proof="Done.", by=cast.marco)
    page = cast.client(cast.marco).get(f"/office/corrections/{task.pk}/")
    assert page.status_code == 404
    # Those who manage stores hear of it instead.
    assert Message.objects.filter(person=cast.tomoko, kind="correction-wanted").exists()


def test_a_steward_reads_what_to_correct_and_ends_it_in_a_browser(cast, steward) -> None:
    request = grant(file(cast.priya, "rectification", signals=(MOUSE,), words="The mouse is left-handed."), cast.sam)
    task = RectificationTask.objects.get(request=request)
    browser, address = cast.client(steward), f"/office/corrections/{task.pk}/"
    assert request.short_ref.encode() in browser.get("/office/corrections/").content
    assert "A correction waits for whoever looks after its store" in cast.client(cast.sam).get("/office/").content.decode()
    page = browser.get(address).content.decode()
    assert "The mouse is left-handed." in page
    missing = browser.post(address, {"state": "done", "proof": ""})
    assert missing.status_code == 422
    assert "Error: " in missing.content.decode()
    assert browser.post(address, {"state": "done", "proof": "Ticket 9."}).status_code == 302
    assert "This correction has ended" in browser.get(address).content.decode()
    late = browser.post(address, {"state": "done", "proof": "Ticket 10."})
    assert late.status_code == 409
    assert all(said in late.content.decode() for said in ("Ticket 9.", "Ticket 10."))
    assert cast.client(make_person("Some Colleague")).get(address).status_code == 403
