"""My choices while nothing is recorded: paused, ended, moved away; and what was recorded before can still be erased."""

import pytest

from audit import ledger
from common import days
from common.errors import Conflict
from consent import endings
from consent.actions import launch, person_pauses
from consent.events import ConsentEvent
from consent.models import Consent, Ending, Receipt
from tests import programs
from tests.cast import BY, KEYS, MOUSE, TABLES, Cast, asked
from tests.consent.deciding import by_interest
from tests.consent.test_bad_input import kept, post
from tests.consent.test_pages import html
from tests.consent.test_paper import by_letter

PROGRAM = "/me/programs/desktop/"
ERASE = "Erase what was recorded of my mouse movement"


def test_the_tag_of_a_program_says_what_is_recorded_now(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, KEYS)
    assert "Recording 2 of 4" in html(cast)
    person_pauses.pause(person=cast.priya, length="open", by=cast.priya)
    assert "Recording nothing" in html(cast)
    person_pauses.resume(person=cast.priya, by=cast.priya)
    programs.pause_program(cast.program)
    for address in ("/me/", PROGRAM):
        page = html(cast, address)
        assert "Recording nothing" in page
        assert "This program is paused. Nothing is recorded." in page
        assert "Recording 2 of 4" not in page


def test_a_program_that_ended_says_so_before_any_worker_came(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    launch.end(program=cast.program, by=cast.sam)
    page = html(cast)
    assert Consent.objects.get().state == "given"
    assert "The program ended. Recording is off." in page
    assert "This program has ended. Nothing is recorded." in page
    assert "Recording is on." not in page


@pytest.mark.rule("R28")
@pytest.mark.parametrize("ended", ["by an officer", "by its last day"])
def test_a_program_that_ended_asks_nobody_so_there_is_nothing_to_refuse(cast: Cast, ended: str, time_machine) -> None:
    if ended == "by an officer":
        launch.end(program=cast.program, by=cast.sam)
    else:
        with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
            cast.program.ends_on = days.today()
            cast.program.save()
        time_machine.move_to(days.end_of(days.today()))
    no = {"signal": MOUSE, "notice": "1", "language": "en", "version": cast.program.live_version}
    before = kept()
    for address in ("refuse", "withdraw"):
        status, page = post(cast.client(cast.priya), address, no)
        assert (status, "there is nothing to refuse. Nothing was recorded." in page) == (409, True)
    with pytest.raises(Conflict, match="nothing to refuse"):
        by_letter(cast, MOUSE, days_ago=0)
    assert kept() == before


@pytest.mark.rule("R34", "R37")
def test_what_an_ended_program_recorded_is_erased_by_one_button(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    cast.record(cast.priya, MOUSE)
    assert ERASE not in html(cast)
    launch.end(program=cast.program, by=cast.sam)
    endings.run(Ending.objects.get().pk)
    assert ERASE in html(cast)
    answer = cast.client(cast.priya).post(f"{PROGRAM}withdraw/", {"signal": MOUSE})
    assert answer.status_code == 302
    assert cast.priya.purge_orders.get().signals == [MOUSE]
    page = html(cast, PROGRAM)
    assert "You have what was recorded of your mouse movement erased." in page
    assert ERASE not in page
    assert "Undo" not in page


@pytest.mark.rule("R37")
def test_a_yes_that_ended_is_asked_anew_with_both_answers_and_no_third(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    programs.publish_notice(program=cast.program, summary=["More."], by=BY)
    endings.run(Ending.objects.get().pk)
    page = html(cast)
    assert "No, do not collect my mouse movement" in page
    assert ERASE not in page, "the no erases it already"


@pytest.mark.rule("R34", "D24")
def test_a_first_no_waits_for_no_new_notice_after_choices_were_declared_invalid(cast: Cast) -> None:
    no = "No, do not collect my mouse movement"
    launch.invalidate(program=cast.program, notice_below=2, by=cast.sam, words="The page hid the no.")
    page = html(cast, PROGRAM)
    assert page.count(no) == 1
    assert "Yes, collect my mouse movement" not in page
    shown = {"signal": MOUSE, "notice": "1", "language": "en", "version": cast.program.live_version}
    assert cast.client(cast.priya).post(f"{PROGRAM}refuse/", shown).status_code == 302
    row = Consent.objects.get()
    assert (row.state, row.notice.version, Receipt.objects.get().signals) == ("refused", 1, [MOUSE])
    assert no not in html(cast, PROGRAM)
    again = cast.client(cast.priya).post(f"{PROGRAM}refuse/", shown)
    assert again.status_code == 409
    assert "off already" in again.content.decode()
    assert row.history.count() == 1
    yes = cast.client(cast.priya).post(f"{PROGRAM}give/", shown)
    assert "declared invalid" in yes.content.decode()
    assert Consent.objects.get().state == "refused"


@pytest.mark.rule("R64", "D24")
def test_an_objection_waits_for_no_new_notice_either(cast: Cast) -> None:
    by_interest(cast, MOUSE)
    launch.invalidate(program=cast.program, notice_below=3, by=cast.sam, words="The page hid the no.")
    no = "No, do not collect my mouse movement"
    assert no in html(cast, PROGRAM)
    cast.client(cast.priya).post(f"{PROGRAM}refuse/", {"signal": MOUSE, "notice": "2", "language": "en", "version": "2"})
    assert Consent.objects.get().state == "objected"
    assert no not in html(cast, PROGRAM)


def test_more_programs_ask_the_database_no_more_often(cast: Cast) -> None:
    client = cast.client(cast.priya)
    cast.give(cast.priya, MOUSE)
    before = [asked(client, "/me/"), asked(client, PROGRAM)]
    for slug in ("second", "third"):
        program = programs.add_program(slug=slug, name=slug, signals=dict.fromkeys(TABLES, "What it is."), by=BY)
        programs.publish_notice(program=program, summary=["We record."], by=BY)
        programs.start_program(program=program, by=BY)
    assert html(cast).count("data-choice") == 3 + 4 + 4
    assert [asked(client, "/me/"), asked(client, PROGRAM)] == before
