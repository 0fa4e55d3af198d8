"""Taking longer: once, in time, with a reason and a notice in the same breath; and nobody sets a day."""

import datetime as dt

import pytest
from django import forms
from django.db import models

from common.errors import Conflict, DomainError, NotAllowed
from people.models import Message
from people.sealing import unseal
from rights.actions import asking, deciding, extending
from rights.actions.closing import tell
from rights.forms import case, filing, filing_for_others, queue
from rights.forms import deciding as deciding_forms
from rights.models import CaseMessage, Request, RequestClock
from tests.rights.office import at_site, file, second_officer

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R47")]
RECEIVED = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
DUE = dt.datetime(2026, 12, 24, 0, tzinfo=dt.UTC)
WHY = "Your data lies in eleven stores."
State = Request.State


@pytest.fixture
def of_priya(cast, time_machine) -> Request:
    time_machine.move_to(RECEIVED, tick=False)
    return file(at_site(cast.priya, "Dublin"))


def extend(request: Request, by, **more: str) -> Request:
    return extending.extend(**{"request": request, "reason": "complexity", "words": WHY, "by": by} | more)


def test_it_moves_the_day_once_and_tells_the_person_at_the_same_time(cast, of_priya) -> None:
    extended = extend(of_priya, cast.sam)
    assert (extended.state, extended.due_on) == (State.DELAYED, dt.date(2027, 2, 23))
    assert extended.extension_reason == "complexity"
    assert Message.objects.filter(person=cast.priya, kind="request-extended").count() == 1
    assert unseal(CaseMessage.objects.get(from_office=True).words) == WHY
    clock = RequestClock.objects.get()
    assert (clock.due_on, clock.extended_on) == (dt.date(2026, 12, 23), dt.date(2027, 2, 23))
    # The company's own day moves too: five days before the stricter reading of the later one.
    assert clock.target_on == dt.date(2027, 2, 18)
    assert set(Request.history.filter(ref=of_priya.pk).values_list("due_on", flat=True)) == {clock.due_on, clock.extended_on}
    with pytest.raises(Conflict, match="extended already"):
        extend(extended, cast.sam)


@pytest.mark.parametrize(("seconds", "allowed"), [(-1, True), (0, False), (1, False)])
def test_it_is_refused_from_the_first_due_instant_on(cast, of_priya, time_machine, seconds: int, allowed) -> None:
    time_machine.move_to(DUE + dt.timedelta(seconds=seconds), tick=False)
    if allowed:
        assert extend(of_priya, cast.sam).extended_at is not None
        return
    with pytest.raises(Conflict, match="The first last day is over"):
        extend(of_priya, cast.sam)
    assert Request.objects.get().extended_at is None
    assert not CaseMessage.objects.exists()


def test_without_its_notice_there_is_no_extension(cast, of_priya, monkeypatch) -> None:
    def broken(request: Request, kind: str) -> None:
        tell(request, kind)
        msg = "the inbox is full"
        raise RuntimeError(msg)

    monkeypatch.setattr(extending, "tell", broken)
    with pytest.raises(RuntimeError):
        extend(of_priya, cast.sam)
    untouched = Request.objects.get()
    assert (untouched.extended_at, untouched.due_on, untouched.state) == (None, dt.date(2026, 12, 23), State.ACKNOWLEDGED)
    assert not Message.objects.filter(kind="request-extended").exists()
    assert not CaseMessage.objects.exists()


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"reason": "holidays"}, {"words": "  "}, {"words": "x" * 4_001}])
def test_a_reason_of_the_law_and_words_are_needed(cast, of_priya, wrong: dict[str, str]) -> None:
    with pytest.raises(DomainError):
        extend(of_priya, cast.sam, **wrong)
    assert Request.objects.get().extended_at is None


def test_only_who_may_handle_it_extends_it_and_nothing_that_has_ended(cast, of_priya) -> None:
    ana = second_officer(cast)
    cast.marco.manager = ana
    cast.marco.save()
    for wrong in (ana, cast.marco, cast.priya, cast.lena):
        with pytest.raises(NotAllowed):
            extend(of_priya, wrong)
    deciding.decide(request=of_priya, outcome="refused", reason="identity", words=WHY, by=cast.sam)
    with pytest.raises(Conflict, match="refused now"):
        extend(of_priya, cast.sam)


def test_what_waits_for_the_person_goes_on_waiting_and_what_is_carried_out_goes_on_too(cast, of_priya) -> None:
    asking.ask(request=of_priya, reason="other", words="Which one?", by=cast.sam)
    assert extend(of_priya, cast.sam).state == State.REQUIRES_ACTION
    other = file(cast.priya, "erasure", programs=(cast.program,))
    deciding.decide(request=other, outcome="granted", by=cast.sam)
    assert extend(other, cast.sam).state == State.ACCEPTED


def test_the_page_says_from_which_day_to_which_and_keeps_what_was_typed(cast, of_priya) -> None:
    client, url = cast.client(cast.sam), f"/office/cases/{of_priya.pk}/extend/"
    page = client.get(url).content.decode()
    assert "from Wed 23 Dec 2026 to Tue 23 Feb 2027" in page
    missing = client.post(url, {"words": WHY})
    assert missing.status_code == 422
    assert WHY in missing.content.decode()
    assert client.post(url, {"reason": "number", "words": WHY}).status_code == 302
    again = client.post(url, {"reason": "number", "words": WHY})
    assert again.status_code == 409
    assert "extended already" in again.content.decode()


@pytest.mark.rule("R45")
def test_no_form_of_the_desk_has_a_field_for_a_last_day_and_posted_ones_change_nothing(cast, of_priya) -> None:
    days = {field.name for field in Request._meta.fields if isinstance(field, models.DateField)} - {"received_at", "since", "until"}
    days |= {field.name for field in RequestClock._meta.fields if isinstance(field, models.DateField)} - {"received_on"}
    for module in (case, deciding_forms, filing, filing_for_others, queue):
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, forms.Form):
                assert not days & found.base_fields.keys(), found
    client, base = cast.client(cast.sam), f"/office/cases/{of_priya.pk}/"
    wanted = {"due_on": "2027-12-31", "due_at": "2027-12-31T00:00Z", "extended_on": "2027-12-31", "target_on": "2027-12-31"}
    for door in ("extend/", "assign/", "write/", "ask/"):
        client.post(base + door, wanted | {"reason": "complexity", "words": WHY, "officer": str(cast.sam.pk)})
    assert Request.objects.get().due_on == dt.date(2027, 2, 23)
    assert RequestClock.objects.get().due_on == dt.date(2026, 12, 23)


@pytest.mark.rule("R40")
@pytest.mark.parametrize("kind", ["objection", "restriction"])
def test_what_the_law_gives_no_later_day_for_is_not_extended_and_nobody_is_told_of_a_delay(cast, time_machine, kind: str) -> None:
    time_machine.move_to(RECEIVED, tick=False)
    request = file(at_site(cast.priya, "San Francisco"), kind)
    page = cast.client(cast.sam).get(f"/office/cases/{request.pk}/").content.decode()
    assert "Take longer" not in page
    assert "If the person is told in time" not in page
    with pytest.raises(Conflict, match="no more time"):
        extend(request, cast.sam)
    found = Request.objects.get()
    assert (found.extended_at, found.state) == (None, State.ACKNOWLEDGED)
    assert not Message.objects.filter(kind="request-extended").exists()
    assert extend(file(cast.priya, "access"), cast.sam).due_on > found.due_on
