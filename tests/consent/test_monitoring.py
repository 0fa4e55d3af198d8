"""Publishing the monitoring notices of New York, Delaware and Connecticut: what each law asks for, and what is kept."""

import json
from typing import Any

import pytest

from audit.models import Entry
from common.errors import Conflict, DomainError, NotAllowed
from consent.actions import monitoring
from consent.declarations.monitoring_limits import faults_of
from consent.models import Consent, MonitoringNotice
from people.models import Message, Person, Site
from tests.cast import Cast, make_person

pytestmark = pytest.mark.flows
NEW_YORK = (
    "Any and all telephone conversations or transmissions, electronic mail or transmissions, or internet access or usage by an "
    "employee by any electronic device or system may be subject to monitoring at any and all times and by any lawful means."
)
DELAWARE = "Your e-mail and your internet access are monitored."


def site(name: str, subdivision: str) -> Site:
    """A place of work in a state of the USA."""
    return Site.objects.create(name=name, country="US", subdivision=subdivision)


def at(person: Person, place: Site) -> Person:
    """The person works there."""
    person.site = place
    person.save()
    return person


def connecticut(*sites: Site, **changed: Any) -> dict[str, Any]:
    """A complete text for these sites."""
    return {
        "summary": ["The company monitors what happens at work here."],
        "kinds": ["Cameras", "E-mail"],
        "locations": [{"site": str(place.pk), "places": ["Loading dock"]} for place in sites],
        "posted": "On the board beside each entrance.",
        "handed": "With the contract.",
        **changed,
    }


def fields(
    jurisdiction: str, text: dict[str, Any], mode: str = "once", sites: dict[str, str] | None = None
) -> list[tuple[str, str]]:
    """The field and the rule of every fault."""
    return [(fault.field, fault.rule) for fault in faults_of(jurisdiction, text, mode, sites or {})]


@pytest.mark.rule("R20")
def test_new_yorks_notice_names_three_kinds_all_times_and_all_means():
    assert fields("US-NY", {"summary": [NEW_YORK]}) == []
    for words in ("telephone", "electronic mail", "internet", "any and all times", "by any lawful means"):
        assert fields("US-NY", {"summary": [NEW_YORK.replace(words, "…")]}) == [("summary", "R20")], words
    message = faults_of("US-NY", {"summary": [NEW_YORK.replace("telephone", "…").replace("internet", "…")]}, "once", {})[0].message
    assert "telephone and internet access or usage" in message


@pytest.mark.rule("R21")
def test_delawares_notice_is_once_or_daily_and_only_there():
    for mode in ("once", "daily"):
        assert fields("US-DE", {"summary": [DELAWARE]}, mode) == []
    assert fields("US-DE", {"summary": ["We watch."]}) == [("summary", "R21")]
    assert fields("US-DE", {"summary": [DELAWARE]}, "weekly") == [("mode", "R21")]
    assert fields("US-NY", {"summary": [NEW_YORK]}, "daily") == [("mode", "R21")]


@pytest.mark.rule("R22")
def test_connecticuts_notice_lists_types_and_places_of_every_site(db):
    hartford, stamford = site("Hartford", "CT"), site("Stamford", "CT")
    names = {str(place.pk): place.name for place in (hartford, stamford)}
    assert fields("US-CT", connecticut(hartford, stamford), sites=names) == []
    assert fields("US-CT", connecticut(hartford), sites=names) == [(f"locations.{stamford.pk}", "R22")]
    assert "Stamford has no place" in faults_of("US-CT", connecticut(hartford), "once", names)[0].message
    for part, empty in (("kinds", []), ("posted", " "), ("handed", "")):
        assert fields("US-CT", connecticut(hartford, stamford, **{part: empty}), sites=names) == [(part, "R22")]
    dublin = {"site": "elsewhere", "places": ["Lobby"]}
    text = connecticut(hartford, stamford)
    assert fields("US-CT", text | {"locations": [*text["locations"], dublin]}, sites=names) == [("locations", "R22")]
    assert fields("US-CT", connecticut()) == [("locations", "R22")]


@pytest.mark.rule("R23")
@pytest.mark.parametrize("words", ["I consent to this.", "You agree that we look.", "Employees hereby consent."])
def test_a_notice_that_asks_to_agree_is_refused(words):
    assert fields("US-DE", {"summary": [DELAWARE, words]}) == [("summary", "R23")]


def test_what_has_another_shape_is_named_by_its_field():
    assert fields("US-VT", {"summary": []}) == [("jurisdiction", "")]
    odd = {"summary": "one", "kinds": [""], "posted": 3, "locations": ["Lobby"], "colour": "red"}
    assert [field for field, _ in fields("US-CT", odd)] == ["colour", "summary", "kinds", "posted", "locations"]
    assert fields("US-DE", {"summary": []})[0] == ("summary", "")


@pytest.mark.rule("R20", "R22")
def test_each_version_is_kept_by_its_digest_and_told_to_those_who_work_there(cast: Cast):
    at(cast.priya, site("New York", "NY"))
    first = monitoring.publish(jurisdiction="US-NY", text={"summary": [NEW_YORK]}, by=cast.sam)
    second = monitoring.publish(jurisdiction="US-NY", text={"summary": [NEW_YORK, "Ask us."]}, by=cast.sam, seen=1)
    assert (first.version, second.version) == (1, 2)
    assert MonitoringNotice.objects.get(pk=first.pk).text.summary == [NEW_YORK]
    kinds = Message.objects.filter(kind="monitoring-published").values_list("person", flat=True)
    assert list(kinds) == [cast.priya.pk, cast.priya.pk]
    entry = Entry.objects.filter(event="consent:monitoring:publish").latest("at")
    facts = {"jurisdiction": "US-NY", "version": 2, "mode": "once", "sha256": second.text_id}
    assert facts.items() <= json.loads(bytes(entry.payload))["facts"].items()


@pytest.mark.rule("R22")
def test_a_place_is_kept_with_its_sites_name_of_that_day(cast: Cast):
    hartford = site("Hartford", "CT")
    made = monitoring.publish(jurisdiction="US-CT", text=connecticut(hartford), by=cast.sam)
    hartford.name = "Hartford North"
    hartford.save()
    kept = MonitoringNotice.objects.get(pk=made.pk).text.fields
    assert kept["locations"] == [{"site": str(hartford.pk), "name": "Hartford", "places": ["Loading dock"]}]


def test_nothing_is_published_twice_nor_over_somebody_elses_version(cast: Cast):
    text = {"summary": [DELAWARE]}
    monitoring.publish(jurisdiction="US-DE", text=text, by=cast.sam, seen=0)
    with pytest.raises(Conflict, match="says the same"):
        monitoring.publish(jurisdiction="US-DE", text=text, by=cast.sam)
    with pytest.raises(Conflict, match="Somebody else published version 1"):
        monitoring.publish(jurisdiction="US-DE", text={"summary": [DELAWARE, "More."]}, by=cast.sam, seen=0)
    with pytest.raises(DomainError, match="no word of it"):
        monitoring.publish(jurisdiction="US-NY", text={"summary": ["We look."]}, by=cast.sam)
    assert MonitoringNotice.objects.count() == 1


def test_only_officers_publish(cast: Cast):
    for person in (cast.priya, cast.marco, cast.lena, cast.tomoko):
        with pytest.raises(NotAllowed):
            monitoring.publish(jurisdiction="US-DE", text={"summary": [DELAWARE]}, by=person)
    assert not MonitoringNotice.objects.exists()


@pytest.mark.rule("R23")
def test_publishing_makes_no_choice(cast: Cast):
    at(make_person("Dana Webb"), site("Wilmington", "DE"))
    monitoring.publish(jurisdiction="US-DE", text={"summary": [DELAWARE]}, mode="daily", by=cast.sam)
    assert not Consent.objects.exists()
