"""Monitoring notices as people meet them: read and said so, shown by place, published by officers, asked for by the gate."""

import datetime as dt
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from consent.actions import monitoring
from consent.models import Acknowledgement, Consent, MonitoringNotice
from consent.pages.monitoring import line
from gate import actions as gate
from gate.forms import Question
from gate.models import Collector
from gate.pages import answer
from people.models import Person, Role, Site
from tests.cast import BY, MOUSE, Cast, make_person
from tests.consent.test_monitoring import DELAWARE, NEW_YORK, at, connecticut, site

MINE = "/me/monitoring-notice/"
OFFICE = "/office/monitoring-notices/"
WORDS = {"US-NY": {"summary": [NEW_YORK]}, "US-DE": {"summary": [DELAWARE]}}


def html(client: Client, address: str = MINE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def publish(place: Site, **more: Any) -> MonitoringNotice:
    """Publish a complete notice for the site's place."""
    text = WORDS.get(place.jurisdiction) or connecticut(place)
    return monitoring.publish(jurisdiction=place.jurisdiction, text=text, by=BY, **more)


def verdict(cast: Cast) -> str:
    """What a collector hears of Priya's pointer: "" for a yes, else the reason."""
    collector = Collector.objects.first() or gate.enrol(name="Agent", program=cast.program, signals=[MOUSE], by=BY).collector
    return str(answer(collector, Question(people=[cast.priya.pk], signals=[MOUSE]))[0]["reason"])


@pytest.mark.rule("R20", "R21", "R22", "R23", "R16")
@pytest.mark.parametrize(("name", "code"), [("New York", "NY"), ("Wilmington", "DE"), ("Hartford", "CT")])
def test_nothing_is_recorded_before_the_notice_is_published_read_and_each_new_version_read_again(cast: Cast, name: str, code: str):
    place = site(name, code)
    cast.give(at(cast.priya, place), MOUSE)
    client = cast.client(cast.priya)
    assert verdict(cast) == "NO_NOTICE", "due, and not even published"
    notice = publish(place)
    assert verdict(cast) == "NO_NOTICE"
    assert client.post(f"{MINE}read/", {"notice": notice.pk}).status_code == 302
    assert verdict(cast) == ""
    text = WORDS.get(place.jurisdiction) or connecticut(place)
    longer = text | {"summary": [*text["summary"], "Ask the privacy office."]}
    monitoring.publish(jurisdiction=place.jurisdiction, text=longer, by=BY)
    assert verdict(cast) == "NO_NOTICE"
    assert client.post(f"{MINE}read/", {"notice": notice.pk}).status_code == 409
    assert verdict(cast) == "NO_NOTICE"


@pytest.mark.rule("R23")
def test_reading_turns_nothing_on(cast: Cast):
    notice = publish(at(cast.priya, site("New York", "NY")).site)
    cast.client(cast.priya).post(f"{MINE}read/", {"notice": notice.pk})
    assert verdict(cast) == "NO_CONSENT"
    assert not Consent.objects.exists()
    assert Acknowledgement.objects.get().monitoring == notice
    assert Entry.objects.filter(event="consent:notice:acknowledge", subject=str(cast.priya.pk)).count() == 1


@pytest.mark.rule("R21")
def test_a_daily_notice_is_read_again_each_day(cast: Cast):
    with time_machine.travel(dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC), tick=False):
        cast.give(at(cast.priya, site("Wilmington", "DE")), MOUSE)
        notice = publish(cast.priya.site, mode="daily")
        client = cast.client(cast.priya)
        client.post(f"{MINE}read/", {"notice": notice.pk})
        client.post(f"{MINE}read/", {"notice": notice.pk})
        assert verdict(cast) == ""
        assert "You said today that you have read it:" in html(client)
        assert Acknowledgement.objects.count() == 1
    with time_machine.travel(dt.datetime(2027, 3, 2, 9, tzinfo=dt.UTC), tick=False):
        client = cast.client(cast.priya)
        assert verdict(cast) == "NO_NOTICE"
        assert "I have read this notice" in html(client)
        assert line(cast.priya)["daily"]
        client.post(f"{MINE}read/", {"notice": notice.pk})
        assert verdict(cast) == ""
    assert Acknowledgement.objects.count() == 2


@pytest.mark.rule("R20", "R23")
def test_the_page_has_other_words_and_another_form_than_a_choice(cast: Cast):
    publish(at(cast.priya, site("New York", "NY")).site)
    page = html(cast.client(cast.priya))
    assert NEW_YORK in page
    assert "I have read this notice" in page
    assert "This is no consent." in page
    main = page[page.index("<main") : page.index("</main>")]
    assert not any(part in main for part in ('class="choice"', 'role="switch"', "Yes, collect", "No, do not collect", "checked"))


@pytest.mark.rule("R20", "R22")
def test_the_posted_copy_is_linked_from_every_page_and_open_to_everybody(cast: Cast):
    place = site("Hartford", "CT")
    publish(place)
    for person in (cast.priya, cast.marco, cast.lena):
        client = cast.client(person)
        assert f'href="{MINE}"' in html(client, "/how/")
        page = html(client)
        assert "No monitoring notice applies where you work." in page
        assert f'href="{MINE}US-CT/"' in page
        posted = html(client, f"{MINE}US-CT/")
        assert all(words in posted for words in ("Places in Hartford", "Loading dock", "Cameras", "beside each entrance"))
    assert client.get(f"{MINE}US-NY/").status_code == 404
    assert MINE not in unescape(Client().get("/how/").content.decode())


def test_the_page_says_when_the_company_has_published_nothing(cast: Cast):
    at(cast.priya, site("New York", "NY"))
    assert "The company has not published a notice for New York yet." in html(cast.client(cast.priya))


def test_the_quiet_line_is_there_until_it_is_read(cast: Cast):
    assert line(cast.priya) == {}
    notice = publish(at(cast.priya, site("New York", "NY")).site)
    assert line(cast.priya) == {"place": "New York", "daily": False, "url": MINE}
    cast.client(cast.priya).post(f"{MINE}read/", {"notice": notice.pk})
    assert line(cast.priya) == {}


def test_what_was_read_is_listed(cast: Cast):
    notice = publish(at(cast.priya, site("New York", "NY")).site)
    client = cast.client(cast.priya)
    client.post(f"{MINE}read/", {"notice": notice.pk})
    at(cast.priya, site("Wilmington", "DE"))
    assert "You said that you read the notice of New York, version 1." in html(client)


def test_a_notice_of_another_place_or_none_at_all_is_not_kept(cast: Cast):
    at(cast.priya, site("New York", "NY"))
    elsewhere = publish(site("Wilmington", "DE"))
    client = cast.client(cast.priya)
    for sent, status in (({"notice": elsewhere.pk}, 409), ({"notice": "all"}, 422), ({}, 422), ({"notice": BY}, 422)):
        assert client.post(f"{MINE}read/", sent).status_code == status, sent
    assert client.post(f"{MINE}read/", {"notice": cast.priya.pk}).status_code == 404
    assert not Acknowledgement.objects.exists()


def test_the_pages_ask_a_constant_number_of_questions(cast: Cast):
    publish(at(cast.priya, site("New York", "NY")).site)
    client = cast.client(cast.priya)
    html(client)
    with CaptureQueriesContext(connection) as few:
        html(client)
    for number in range(3):
        monitoring.publish(jurisdiction="US-NY", text={"summary": [NEW_YORK, f"Part {number}."]}, by=BY)
    with CaptureQueriesContext(connection) as many:
        html(client)
    assert len(many) == len(few)


@pytest.mark.rule("R20")
def test_an_officer_writes_and_publishes_new_yorks(cast: Cast):
    site("New York", "NY")
    client = cast.client(cast.sam)
    assert "New York has no monitoring notice" in html(client, "/office/")
    page = html(client, f"{OFFICE}US-NY/")
    assert "52-c" in page
    assert "500 USD the first time, 1,000 USD the second, 3,000 USD each time after" in page
    assert "by any lawful means" in page, "the words of the law to start from"
    answer = client.post(f"{OFFICE}US-NY/", {"summary": "We look at the internet.", "seen": "0"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "telephone and e-mail" in page
    assert "We look at the internet." in page, "what was typed stays"
    assert client.post(f"{OFFICE}US-NY/", {"summary": NEW_YORK, "seen": "0"})["Location"] == OFFICE
    assert "In force" in html(client, OFFICE)
    assert "has no monitoring notice" not in html(client, "/office/")


@pytest.mark.rule("R22")
def test_an_officer_names_places_for_every_site_of_connecticut(cast: Cast):
    hartford, stamford = site("Hartford", "CT"), site("Stamford", "CT")
    client = cast.client(cast.sam)
    sent = {
        "summary": "The company monitors what happens at work here.\n\n",
        "seen": "0",
        "kinds": "Cameras\r\nE-mail",
        f"places_{hartford.pk}": "Loading dock\n Lobby ",
        "posted": "Entrance.",
        "handed": "With the contract.",
    }
    answer = client.post(f"{OFFICE}US-CT/", sent)
    assert answer.status_code == 422
    assert "Name at least one place in Stamford that is monitored." in unescape(answer.content.decode())
    assert client.post(f"{OFFICE}US-CT/", sent | {f"places_{stamford.pk}": "Roof"}).status_code == 302
    made = MonitoringNotice.objects.get()
    assert [row["places"] for row in made.text.fields["locations"]] == [["Loading dock", "Lobby"], ["Roof"]]
    assert made.text.fields["kinds"] == ["Cameras", "E-mail"]
    assert "Loading dock\nLobby</textarea>" in html(client, f"{OFFICE}US-CT/")


@pytest.mark.rule("R22")
def test_officers_hear_of_a_site_in_connecticut_that_is_newer_than_its_notice(cast: Cast):
    publish(site("Hartford", "CT"))
    client = cast.client(cast.sam)
    assert "A site is missing" not in html(client, OFFICE)
    site("Stamford", "CT")
    assert "A site is missing" in html(client, OFFICE)
    assert "The monitoring notice of Connecticut names no place in: Stamford" in html(client, "/office/")


@pytest.mark.rule("R21")
def test_delaware_alone_offers_a_daily_notice(cast: Cast):
    client = cast.client(cast.sam)
    assert 'name="mode"' not in html(client, f"{OFFICE}US-NY/")
    page = html(client, f"{OFFICE}US-DE/")
    assert "100 USD for each violation" in page
    assert client.post(f"{OFFICE}US-DE/", {"summary": DELAWARE, "mode": "daily", "seen": "0"}).status_code == 302
    assert MonitoringNotice.objects.get().mode == "daily"


def test_penalties_stand_in_the_office_alone(cast: Cast):
    publish(at(cast.priya, site("New York", "NY")).site)
    client = cast.client(cast.priya)
    assert "USD" not in html(client) + html(client, f"{MINE}US-NY/")


def test_another_officers_version_in_between_is_shown_and_can_be_replaced(cast: Cast):
    client = cast.client(cast.sam)
    monitoring.publish(jurisdiction="US-DE", text={"summary": [DELAWARE, "Theirs."]}, by=BY)
    sent = {"summary": DELAWARE, "mode": "once", "seen": "0"}
    answer = client.post(f"{OFFICE}US-DE/", sent)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Somebody else published version 1" in page
    assert "Theirs." in page
    assert '<input type="hidden" name="seen" value="1"' in page
    assert client.post(f"{OFFICE}US-DE/", sent | {"seen": "1"}).status_code == 302


def test_only_officers_reach_the_editor(cast: Cast):
    for person in (cast.priya, cast.marco, cast.lena, cast.tomoko):
        assert cast.client(person).get(f"{OFFICE}US-NY/").status_code == 403
        assert cast.client(person).post(f"{OFFICE}US-NY/", {"summary": NEW_YORK}).status_code == 403
    assert cast.client(cast.sam).get(f"{OFFICE}US-TX/").status_code == 404


@pytest.mark.rule("R111")
def test_every_page_leads_to_the_privacy_office_the_council_and_the_authority(cast: Cast):
    berlin = Site.objects.create(name="Berlin", country="DE", council="Works council Berlin")
    at(make_person("Ayla Demir", role=Role.WORKS_COUNCIL), berlin)
    at(make_person("Elsewhere Else", role=Role.WORKS_COUNCIL), Site.objects.create(name="Lyon", country="FR", council="CSE Lyon"))
    client = cast.client(at(cast.priya, berlin))
    for address in ("/me/", "/me/programs/desktop/", MINE, "/me/inbox/"):
        assert 'href="/me/concerns/"' in html(client, address), address
    page = html(client, "/me/concerns/")
    assert "mailto:" in page
    assert "Works council Berlin" in page
    assert "Ayla Demir" in page
    assert "Elsewhere Else" not in page, "she is of another site's council"
    assert "Federal Commissioner" in page
    assert "may not punish you" in page


@pytest.mark.rule("R111")
@pytest.mark.parametrize(
    ("country", "subdivision", "authority"),
    [
        ("IE", "", "Data Protection Commission"),
        ("US", "NY", "Attorney General"),
        ("FR", "", "CNIL"),
        ("NZ", "", "where you live or work"),
    ],
)
def test_the_authority_is_that_of_the_place_of_work(cast: Cast, country: str, subdivision: str, authority: str):
    place = Site.objects.create(name="There", country=country, subdivision=subdivision)
    page = html(cast.client(at(cast.priya, place)), "/me/concerns/")
    assert authority in page.replace("in the place ", "")
    assert "works council" not in page[page.index("<main") :]


def test_somebody_without_a_site_finds_the_pages_too(cast: Cast):
    nobody: Person = make_person("New Hire")
    assert nobody.site is None
    assert "applies where you work" in html(cast.client(nobody))
    assert "The authority" in html(cast.client(nobody), "/me/concerns/")
