"""The employee's pages: states in words, no choice made for anybody, and a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.actions import choices
from purges import passes, verification
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, SCREEN, Cast

pytestmark = pytest.mark.flows


def html(cast: Cast, address: str = "/me/", person=None, **headers: str) -> str:
    answer = cast.client(person or cast.priya).get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everything_is_off_at_first_and_says_so(cast: Cast) -> None:
    page = html(cast)
    assert page.count("data-choice") == 4
    assert 'aria-checked="true"' not in page
    assert page.count("Recording is off.") == 4


def test_what_was_given_is_on_under_the_notice_in_force_only(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    assert html(cast).count("Recording is on.") == 1
    programs.publish_notice(program=cast.program, summary=["More."], sections=[], by=BY)
    page = html(cast)
    assert "Recording is on." not in page
    assert "This program changed." in page


def test_drafts_are_not_shown(cast: Cast) -> None:
    programs.add_program(
        slug="secret", name="Secret draft", purpose="p", details="", used_by="x", retention_days=1, signals={MOUSE: "m"}, by=BY
    )
    assert "Secret draft" not in html(cast)
    assert cast.client(cast.priya).get("/me/programs/secret/").status_code == 404


def test_the_confirm_page_shows_the_notice_and_a_stale_answer_is_refused(cast: Cast) -> None:
    client = cast.client(cast.priya)
    page = client.get("/me/programs/desktop/give/", {"signal": SCREEN}).content.decode()
    assert "We record." in page
    programs.publish_notice(program=cast.program, summary=["We record more."], sections=[], by=BY)
    answer = client.post("/me/programs/desktop/give/", {"signal": SCREEN, "notice": 1})
    assert answer.status_code == 409
    assert "Nothing was recorded" in answer.content.decode()


def test_nothing_chosen_records_nothing(cast: Cast) -> None:
    client = cast.client(cast.priya)
    assert client.post("/me/programs/desktop/give/", {}).status_code == 422
    assert client.post("/me/programs/desktop/withdraw/", {}).status_code == 422
    assert client.get("/me/programs/desktop/withdraw/").status_code == 405


def test_stop_everything_is_one_order_for_all_that_was_on(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, KEYS)
    answer = cast.client(cast.priya).post("/me/programs/desktop/withdraw/", {"signal": "all"})
    assert answer.status_code == 302
    order = cast.priya.purge_orders.get()
    assert order.signals == sorted([MOUSE, KEYS])


def test_a_row_asks_again_only_once_erasing_is_done(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    cast.give(cast.priya, MOUSE)
    cast.record(cast.priya, MOUSE)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    client = cast.client(cast.priya)
    assert client.get("/me/programs/desktop/give/", {"signal": MOUSE}).status_code == 409
    passes.run(cast.datasets[MOUSE].pk)
    verification.verify(cast.datasets[MOUSE].pk)
    assert client.get("/me/programs/desktop/give/", {"signal": MOUSE}).status_code == 200
    assert "Erased and verified" in html(cast)


def test_htmx_gets_the_row_alone(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    client = cast.client(cast.priya)
    answer = client.post("/me/programs/desktop/withdraw/", {"signal": MOUSE}, headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    assert b"Undo" in answer.content


def test_the_number_of_queries_does_not_grow(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    client = cast.client(cast.priya)
    cast.give(cast.priya, MOUSE)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    passes.run(cast.datasets[MOUSE].pk)
    verification.verify(cast.datasets[MOUSE].pk)
    client.get("/me/")

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    before = [queries("/me/"), queries("/me/programs/desktop/")]
    for signal in (MOUSE, CLICK, KEYS, SCREEN, MOUSE, CLICK):
        cast.give(cast.priya, signal)
        cast.record(cast.priya, signal)
        choices.withdraw(person=cast.priya, program=cast.program, signals=[signal], by=cast.priya)
        passes.run(cast.datasets[signal].pk)
        verification.verify(cast.datasets[signal].pk)
    after = [queries("/me/"), queries("/me/programs/desktop/")]
    assert after == before


def test_a_yes_under_an_older_notice_can_be_taken_back_from_the_page(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    programs.publish_notice(program=cast.program, summary=["More."], sections=[], by=BY)
    page = html(cast)
    assert "A no erases it." in page
    assert "Stop everything in this program" in page
    answer = cast.client(cast.priya).post("/me/programs/desktop/refuse/", {"signal": MOUSE, "notice": 2})
    assert answer.status_code == 302
    assert cast.priya.purge_orders.get().signals == [MOUSE]
    page = html(cast)
    assert "A no erases it." not in page
    assert "Undo" not in page, "an undo under an older notice could only be refused"


@pytest.mark.rule("R28", "R29")
def test_a_no_is_recorded_the_same_way_as_a_yes(cast: Cast) -> None:
    client = cast.client(cast.priya)
    for address in ("give", "refuse"):
        assert client.post(f"/me/programs/desktop/{address}/", {}).status_code == 422
    answers = {"yes": ("give", MOUSE), "no": ("refuse", KEYS)}
    for address, signal in answers.values():
        answer = client.post(f"/me/programs/desktop/{address}/", {"signal": signal, "notice": 1, "language": "en", "version": 1})
        assert answer.status_code == 302
    states = dict(cast.priya.consents.values_list("signal", "state"))
    assert states == {MOUSE: "given", KEYS: "refused"}
    assert set(cast.priya.consents.values_list("control", flat=True)) == {"yes", "no"}
    assert client.post("/me/programs/desktop/refuse/", {"signal": KEYS, "notice": 1}).status_code == 409


def test_a_stale_page_is_answered_by_the_new_question(cast: Cast) -> None:
    client = cast.client(cast.priya)
    programs.publish_notice(program=cast.program, summary=["We record more."], sections=[], by=BY)
    for address in ("give", "refuse"):
        answer = client.post(f"/me/programs/desktop/{address}/", {"signal": SCREEN, "notice": 1, "version": 1})
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "We record more." in page
        assert "Nothing was recorded" in page
        assert "Yes, collect my screen content" in page
    assert not cast.priya.consents.exists()


@pytest.mark.rule("R108")
def test_everything_is_paused_and_resumed_in_two_clicks(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    client = cast.client(cast.priya)
    assert client.post("/me/pause/", {"length": "ever"}).status_code == 422
    assert client.post("/me/pause/", {"length": "hour"}).status_code == 302
    page = html(cast)
    assert "You paused all recording of you until" in page
    assert "You paused all recording: nothing is recorded." in page
    assert client.post("/me/resume/").status_code == 302
    assert "Recording is on." in html(cast)


def test_my_choices_over_time_says_what_how_and_by_whom(cast: Cast) -> None:
    assert "You have not made a choice yet." in html(cast, "/me/history/")
    cast.give(cast.priya, MOUSE)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    page = html(cast, "/me/history/")
    assert "Mouse movement: You said yes" in page
    assert "Mouse movement: You turned it off" in page
    assert page.count("by you") == 2
    assert page.count("/me/receipts/") >= 2
    assert "You have not made a choice yet." in html(cast, "/me/history/", cast.marco)
