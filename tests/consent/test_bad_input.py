"""What a browser can send that is no answer: nothing touched, a page out of date, two windows, an undo that comes too late."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from audit.models import Entry
from consent.models import Acknowledgement, Consent, DecisionChange, PersonPause, Receipt
from tests import programs
from tests.cast import KEYS, MOUSE, SCREEN, Cast
from tests.consent.test_pages import html

pytestmark = pytest.mark.flows
PROGRAM = "/me/programs/desktop/"
YES: dict[str, Any] = {"signal": MOUSE, "notice": 1, "language": "en", "version": 1}


def post(client: Client, address: str, typed: dict[str, Any]) -> tuple[int, str]:
    """Send a form; give the status, and what the answer says."""
    answer = client.post(address if address.startswith("/") else f"{PROGRAM}{address}/", typed)
    return answer.status_code, answer.content.decode()


def kept() -> dict[str, int]:
    """How many rows there are of everything that an answer could write."""
    return {
        model.__name__: model.objects.count() for model in (Acknowledgement, Consent, DecisionChange, PersonPause, Receipt, Entry)
    }


@pytest.mark.rule("R28", "R09")
@pytest.mark.parametrize(
    "typed", [{}, {"signal": ""}, {"signal": "heartbeat", "notice": "1"}, {"signal": MOUSE, "notice": "first"}]
)
@pytest.mark.parametrize("address", ["give", "refuse", "renew"])
def test_an_answer_that_is_none_records_nothing_and_says_what_was_wrong(cast: Cast, address: str, typed: dict[str, str]) -> None:
    before = kept()
    status, page = post(cast.client(cast.priya), address, typed)
    assert status == 422
    assert "Nothing was recorded." in page
    assert ("a notice" if typed.get("notice") == "first" else "a signal") in page
    assert kept() == before


@pytest.mark.rule("R28")
@pytest.mark.parametrize("address", ["withdraw", "lift", "undo", "acknowledge", "/me/pause/", "/me/monitoring-notice/read/"])
def test_every_other_form_sent_untouched_changes_nothing(cast: Cast, address: str) -> None:
    cast.give(cast.priya, MOUSE)
    before = kept()
    assert post(cast.client(cast.priya), address, {})[0] == 422
    assert kept() == before


@pytest.mark.rule("R16", "R19")
@pytest.mark.parametrize("address", ["give", "refuse"])
def test_a_page_of_an_older_program_version_is_refused_even_under_the_same_notice(cast: Cast, address: str) -> None:
    about = programs.body_of(cast.program)["about"]
    programs.launch(programs.change(cast.program, "about", about | {"used_by": "9 people in another team"}), material=False)
    client, before = cast.client(cast.priya), kept()
    status, page = post(client, address, YES)
    assert status == 409
    assert "version 2, notice version 1 is in force now. Nothing was recorded." in page
    assert "We record." in page, "the text in force is shown"
    assert 'name="version" value="2"' in page, "and the question is asked again under it"
    assert kept() == before
    assert "9 people in another team" in html(cast, PROGRAM)
    assert post(client, address, YES | {"version": 2})[0] == 302


@pytest.mark.rule("R28", "R30")
def test_two_windows_and_double_clicks_get_one_clear_result_each_and_receipts_for_real_changes(cast: Cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC), tick=False)
    one, two = cast.client(cast.priya), cast.client(cast.priya)
    off, undo = {"signal": MOUSE}, {"signal": MOUSE}
    real = 0
    for first, second, typed, said in (
        ("give", "give", YES, "This is on already."),
        ("withdraw", "withdraw", off, "This is off already, so nothing changed."),
        ("undo", "undo", undo, "This is on again already, so nothing changed."),
    ):
        assert post(one, first, typed)[0] == 302
        real += 1
        status, page = post(two, second, typed)
        assert (status, said in page) == (409, True)
        assert Receipt.objects.count() == Consent.history.count() == real
    assert post(one, "withdraw", off)[0] == 302
    time_machine.shift(dt.timedelta(seconds=61))
    status, page = post(two, "undo", undo)
    assert (status, "It is too late to undo this." in page) == (409, True)
    assert "You can turn it on again in the usual way." in page
    assert Consent.objects.get().state == "withdrawn"
    assert Receipt.objects.count() == Consent.history.count() == real + 1


@pytest.mark.rule("R28", "R34")
def test_stopping_everything_twice_says_that_all_of_it_is_off(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, KEYS)
    client = cast.client(cast.priya)
    assert post(client, "withdraw", {"signal": "all"})[0] == 302
    before = kept()
    status, page = post(client, "withdraw", {"signal": "all"})
    assert (status, "Everything here is off already, so nothing changed." in page) == (409, True)
    assert kept() == before


@pytest.mark.rule("R28")
def test_a_no_in_one_window_and_a_yes_in_the_other_are_two_decisions_and_the_later_one_stands(cast: Cast) -> None:
    one, two = cast.client(cast.priya), cast.client(cast.priya)
    answers = [(KEYS, ("refuse", "give"), ["refused", "given"]), (SCREEN, ("give", "refuse"), ["given", "withdrawn"])]
    for signal, addresses, states in answers:
        for client, address in zip((one, two), addresses, strict=True):
            assert post(client, address, YES | {"signal": signal})[0] == 302
        assert list(Consent.history.filter(signal=signal).order_by("history_id").values_list("state", flat=True)) == states
    assert Receipt.objects.count() == 4
