"""The page of a case in a browser without JavaScript, and every decision from its first page to the last."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone

from rights.actions import deciding, withdrawing
from rights.actions.writing import write
from rights.models import Decision, Request
from tests.cast import CLICK, MOUSE
from tests.rights.desk import case_url, desk, now_of, text
from tests.rights.office import at_site, file, second_officer

pytestmark = pytest.mark.django_db
WHY = "We looked for it and found nothing of you."


@pytest.mark.rule("R45", "R46")
def test_the_case_shows_the_clock_with_its_calendar_and_its_end(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC), tick=False)
    shown = text(desk(cast).get(case_url(file(at_site(cast.priya, "Dublin")))))
    assert "Wed 23 Dec 2026" in shown
    assert "IE@holidays-" in shown
    assert 'datetime="2026-12-24T00:00:00+00:00"' in shown


def test_the_case_counts_what_is_there_by_dataset_and_all_at_once(cast) -> None:
    cast.record(cast.priya, MOUSE, 12)
    request, client = file(cast.priya, "erasure", programs=(cast.program,)), desk(cast)
    mouse = cast.datasets[MOUSE]
    assert f"/office/cases/{request.pk}/places/{mouse.pk}/" in text(client.get(case_url(request)))
    row = text(client.get(case_url(request, "places", str(mouse.pk)), headers={"HX-Request": "true"}))
    assert "12" in row
    assert "Will be erased" in row
    assert client.get(case_url(request, "places", str(mouse.pk)))["Location"] == case_url(request, "places")
    every = text(client.get(case_url(request, "places")))
    assert every.count("<tr>") == 5
    strange = case_url(request, "places", str(uuid.uuid4()))
    assert client.get(strange, headers={"HX-Request": "true"}).status_code == 404


def test_other_open_requests_that_get_in_the_way_are_said(cast) -> None:
    copy, erasure = file(cast.priya, "access"), file(cast.priya, "erasure")
    assert "Make the copy before that is carried out" in text(desk(cast).get(case_url(copy)))
    assert "Erasing first would leave nothing to copy" in text(desk(cast).get(case_url(erasure)))


def test_messages_go_both_ways_and_the_same_form_twice_is_one(cast) -> None:
    request, client = file(cast.priya), desk(cast)
    write(request=request, words="Are you there?", by=cast.priya, from_office=False)
    token = re.search(r'name="token" value="([^"]+)"', client.get(case_url(request)).content.decode())
    assert token is not None
    for _ in range(2):
        client.post(case_url(request, "write"), {"words": "We are.", "token": token[1]})
    shown = text(client.get(case_url(request)))
    assert shown.count("We are.") == 1
    assert "Are you there?" in shown
    empty = client.post(case_url(request, "write"), {"words": " ", "token": token[1]})
    assert empty.status_code == 422
    assert "Write something first" in text(empty)


@pytest.mark.rule("R50")
def test_a_refusal_from_the_case_to_the_end(cast) -> None:
    request, client = file(at_site(cast.priya, "Dublin"), "erasure"), desk(cast)
    form = text(client.get(case_url(request, "decide", "refused")))
    assert "A legal obligation to keep it (GDPR 17(3)(b); Civ. Code 1798.105(d)(8))" in form
    send = {"reason": "legal-obligation", "words": WHY}
    check = text(client.post(case_url(request, "decide", "refused"), send | {"step": "check"}))
    for said in ("Nothing is decided yet", "The law obliges us to keep it.", WHY, "Data Protection Commission", "go to court"):
        assert said in check
    assert now_of(request).state == Request.State.ACKNOWLEDGED
    changed = text(client.post(case_url(request, "decide", "refused"), send | {"step": "change"}))
    assert WHY in changed
    done = client.post(case_url(request, "decide", "refused"), send | {"step": "decide"}, follow=True)
    assert "Decided. The person was told." in text(done)
    assert now_of(request).state == Request.State.REJECTED


@pytest.mark.rule("R50")
@pytest.mark.parametrize("send", [{"words": WHY}, {"reason": "legal-obligation"}, {"reason": "nonsense", "words": WHY}])
@pytest.mark.parametrize("step", ["check", "decide"])
def test_a_refusal_without_reason_or_words_is_not_taken_and_what_was_typed_stays(cast, send: dict[str, str], step: str) -> None:
    request = file(cast.priya, "erasure")
    answer = desk(cast).post(case_url(request, "decide", "refused"), send | {"step": step})
    assert answer.status_code == 422
    assert "There is a problem" in text(answer)
    assert send.get("words", "") in text(answer)
    assert not Decision.objects.exists()


def test_an_erasure_is_approved_after_a_check_that_says_exactly_what_goes(cast) -> None:
    cast.record(cast.priya, MOUSE, 1200)
    cast.record(cast.priya, CLICK, 34)
    request, client = file(cast.priya, "erasure", programs=(cast.program,)), desk(cast)
    check = text(client.get(case_url(request, "decide", "granted")))
    assert "1,234 items in 1 store are erased. That can&#x27;t be undone." in check
    assert "autofocus" not in check
    assert client.post(case_url(request, "decide", "granted"), {"step": "decide"})["Location"] == case_url(request)
    after = now_of(request)
    assert after.state == Request.State.ACCEPTED
    assert after.order is not None
    assert str(after.order_id) in text(client.get(case_url(request)))


def test_a_store_that_is_away_is_named_on_the_check_page(cast) -> None:
    request = file(cast.priya, "erasure", programs=(cast.program,))
    cast.memory.away = True
    check = text(desk(cast).get(case_url(request, "decide", "granted")))
    assert "Could not be counted now" in check
    assert "Pointer (Memory)" in check


@pytest.mark.rule("R61", "R75")
def test_an_approval_in_part_names_what_is_left_out(cast) -> None:
    request, client = file(cast.priya, "erasure", programs=(cast.program,)), desk(cast)
    mouse, click = (f"dataset-{cast.datasets[signal].pk}" for signal in (MOUSE, CLICK))
    url = case_url(request, "decide", "partly")
    nothing = client.post(url, {"words": WHY, "step": "check"})
    assert nothing.status_code == 422
    assert "Nothing is left out" in text(nothing)
    everything = {f"dataset-{one.pk}": "legal-claims" for one in cast.datasets.values()}
    assert "that is a refusal" in text(client.post(url, everything | {"words": WHY, "step": "check"}))
    send = {mouse: "legal-claims", click: "", "words": WHY}
    check = text(client.post(url, send | {"step": "check"}))
    assert "Pointer: Legal claims" in check
    client.post(url, send | {"step": "decide"})
    decision = Decision.objects.get()
    assert decision.exceptions == [{"dataset": str(cast.datasets[MOUSE].pk), "ground": "legal-claims"}]
    assert now_of(request).order.steps.count() == 3


@pytest.mark.rule("R84")
@pytest.mark.parametrize(
    ("kind", "asked"), [("erasure", True), ("access", True), ("portability", True), ("objection", True), ("restriction", False)]
)
def test_what_erases_or_hands_out_data_asks_for_a_recent_sign_in(cast, time_machine, kind: str, asked) -> None:
    request, client = file(cast.priya, kind), desk(cast)
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=16))
    answer = client.get(case_url(request, "decide", "granted"))
    assert (answer.status_code == 302) is asked
    sent = client.post(case_url(request, "decide", "granted"), {"step": "decide"})
    assert (now_of(request).decided_at is None) is asked
    if asked:
        assert sent["Location"].startswith("/accounts/logout/?next=")


@pytest.mark.rule("R84")
def test_what_was_written_is_kept_when_the_sign_in_is_too_old(cast, time_machine) -> None:
    request, client = file(cast.priya, "erasure", programs=(cast.program,)), desk(cast)
    send = {f"dataset-{cast.datasets[MOUSE].pk}": "legal-claims", "words": WHY, "step": "decide"}
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=16))
    answer = client.post(case_url(request, "decide", "partly"), send)
    assert answer.status_code == 422
    assert WHY in text(answer)
    assert "Sign in again in another tab" in text(answer)
    assert not Decision.objects.exists()


def test_the_one_who_comes_second_sees_the_winner_s_decision(cast) -> None:
    ana, request, client = second_officer(cast), file(cast.priya, "restriction"), desk(cast)
    assert client.get(case_url(request, "decide", "granted")).status_code == 200
    deciding.decide(request=request, outcome="refused", reason="outside-law", words="It does not apply.", by=ana)
    answer = client.post(case_url(request, "decide", "granted"), {"step": "decide"})
    assert answer.status_code == 409
    shown = text(answer)
    assert re.search(r"Ana Lopes decided this \d+ s ago: refused\.", shown)
    assert "It does not apply." in shown
    assert "The right does not apply here" in shown
    assert client.get(case_url(request, "decide", "granted")).status_code == 409


@pytest.mark.rule("R51")
def test_two_officers_by_their_pages(cast) -> None:
    ana, request, client = second_officer(cast), file(cast.priya), desk(cast)
    send = {"reason": "unfounded", "words": WHY}
    assert "needs a second officer" in text(client.post(case_url(request, "decide", "refused"), send | {"step": "check"}))
    proposed = client.post(case_url(request, "decide", "refused"), send | {"step": "decide"}, follow=True)
    assert "Proposed. Another officer has to confirm it" in text(proposed)
    assert "Confirm the decision" not in text(proposed)
    proposal = Decision.objects.get()
    assert client.post(case_url(request, "confirm"), {"decision": proposal.pk}).status_code == 403
    assert client.post(case_url(request, "confirm"), {"decision": uuid.uuid4()}).status_code == 422
    other = cast.client(ana)
    assert "needs you as the second officer" in text(other.get("/office/"))
    assert "Confirm the decision" in text(other.get(case_url(request)))
    assert "Confirmed" in text(other.post(case_url(request, "confirm"), {"decision": proposal.pk}, follow=True))
    assert now_of(request).state == Request.State.REJECTED
    assert other.post(case_url(request, "decline"), {"decision": proposal.pk}).status_code == 409


def test_a_question_is_answered_on_its_page_and_can_t_be_refused(cast) -> None:
    request, client = file(cast.priya, "question"), desk(cast)
    assert client.get(case_url(request, "decide", "refused")).status_code == 404
    assert client.get(case_url(request, "decide", "nonsense")).status_code == 404
    form = text(client.get(case_url(request, "decide", "granted")))
    assert "Your answer" in form
    assert client.post(case_url(request, "decide", "granted"), {"words": "", "step": "decide"}).status_code == 422
    client.post(case_url(request, "decide", "granted"), {"words": "In Dublin.", "step": "decide"})
    assert now_of(request).state == Request.State.FULFILLED


@pytest.mark.rule("R54", "R100")
def test_no_door_of_a_case_opens_for_the_person_or_for_who_they_report_to(cast) -> None:
    ana = second_officer(cast)
    cast.marco.manager = ana
    cast.marco.save()
    doors = ["", "places", "ask", "extend", "decide/granted", "decide/refused"]
    presses = ["assign", "write", "ask", "extend", "decide/granted", "decide/refused", "confirm", "decline", "lift"]
    for officer, request in ((cast.sam, file(cast.sam)), (ana, file(cast.priya))):
        client = cast.client(officer)
        for door in doors:
            assert client.get(case_url(request, *([door] if door else []))).status_code == 404, door
        for door in presses:
            assert client.post(case_url(request, door), {"step": "decide", "words": WHY}).status_code == 404, door
        assert now_of(request).looked_at is None


def test_a_message_that_came_too_late_keeps_its_words(cast) -> None:
    request = file(cast.priya)
    withdrawing.withdraw(request=request, by=cast.priya)
    late = cast.client(cast.sam).post(
        f"/office/cases/{request.pk}/write/", {"token": str(uuid.uuid4()), "words": "We began to look."}
    )
    page = late.content.decode()
    assert late.status_code == 409
    assert "Your message was not sent" in page
    assert "We began to look." in page
