"""Sites under several works councils: each body signs for itself, is told, declines and is named for itself (R104)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.errors import Conflict, DomainError, NotAllowed
from consent.actions import drafts, launch, programs, reviews
from consent.launch_checks.facts import facts_of
from consent.models import Approval
from consent.pages import program_desk
from consent.pages import register as register_pages
from consent.queries import register
from people.actions import grant_scope
from people.models import Message, Person, Site
from tests.cast import Cast, make_person
from tests.consent.reviewing import BODY, BY, COUNCIL, Office, State, make_member, make_office
from tests.consent.test_launch_checks_around import check, facts

pytestmark = pytest.mark.rule("R104")
PARIS = "CSE Paris"
FRENCH = {"agreement": "AE-2026-2", "expires_on": dt.date(2098, 6, 1)}


@pytest.fixture
def office(cast: Cast) -> Office:
    """A program for Dublin, Cork and Paris, of which Dublin and Paris have a works council each."""
    made = make_office(cast)
    paris = Site.objects.create(name="Paris", country="FR", council=PARIS)
    body = made.version.declaration.body
    body["about"]["sites"] = [str(site.pk) for site in (made.dublin, made.cork, paris)]
    body["notices"]["fr"] = body["notices"]["en"]
    for section in ("about", "notices"):
        drafts.save_section(version=made.version, section=section, value=body[section], by=made.olga)
    return made


@pytest.fixture
def manon(office: Office) -> Person:
    return make_member("Manon Petit", Site.objects.get(name="Paris"))


def sign(office: Office, by: Person, **agreed: object) -> None:
    reviews.approve(version=office.version, kind="council", by=by, **agreed)


def test_one_body_s_signature_is_not_the_other_s(office: Office, manon: Person) -> None:
    office.submit()
    office.sign("dpia", "officer", "second", "council")
    assert (office.version.state, facts_of(office.version).unsigned) == (State.REVIEW, (PARIS,))
    assert register.missing_in([office.version])[office.version.pk] == ["council"]
    with pytest.raises(DomainError):
        launch.launch(version=office.version, by=office.sam)
    sign(office, manon, **FRENCH)
    assert (office.version.state, facts_of(office.version).unsigned) == (State.APPROVED, ())
    launch.launch(version=office.version, by=office.sam)
    assert set(Approval.objects.filter(kind="council").values_list("council", "agreement", "person__name")) == {
        (BODY, "WA-2026-7", "Carl Mayer"),
        (PARIS, "AE-2026-2", "Manon Petit"),
    }


def test_members_sign_for_the_body_of_their_own_site_alone(office: Office, manon: Person) -> None:
    office.submit()
    second = make_member("Luc Blanc", manon.site)
    sign(office, manon, **FRENCH)
    with pytest.raises(Conflict, match="Somebody gave this signature already"):
        sign(office, second, **FRENCH)
    assert register.kinds_for(second, office.version) == []
    assert register.kinds_for(office.carl, office.version) == ["council"]
    cork, nowhere = make_member("Cara Corr", office.cork), make_member("Nia Nowhere", None)
    rome = make_member("Rita Rossi", Site.objects.create(name="Rome", country="IT", council="RSU Rome"))
    for other, said in (
        (cork, "no works council"),
        (nowhere, "no works council"),
        (rome, "No site of this program is one of your"),
    ):
        assert register.kinds_for(other, office.version) == []
        for refused in (
            lambda other=other: sign(office, other, **COUNCIL),
            lambda other=other: reviews.send_back(version=office.version, words="No.", by=other),
        ):
            with pytest.raises(NotAllowed, match=said):
                refused()
    assert Approval.objects.filter(kind="council").count() == 1
    assert office.version.state == State.REVIEW


def test_sites_that_name_one_body_need_one_signature(office: Office, manon: Person) -> None:
    Site.objects.filter(name__in=["Paris", "Cork"]).update(council=BODY)
    office.submit()
    sign(office, Person.objects.get(pk=manon.pk), **COUNCIL)
    assert facts_of(office.version).unsigned == ()
    with pytest.raises(Conflict):
        sign(office, office.carl, **COUNCIL)


def test_only_members_of_a_body_that_has_not_signed_are_told(office: Office, manon: Person) -> None:
    rome = make_member("Rita Rossi", Site.objects.create(name="Rome", country="IT", council="RSU Rome"))

    def told() -> set[str]:
        return set(Message.objects.filter(kind="council-needed").values_list("person__name", flat=True))

    office.submit()
    assert told() == {"Carl Mayer", "Manon Petit"}
    office.sign("council")
    Message.objects.all().delete()
    reviews.take_back(version=office.version, by=office.olga)
    office.submit()
    assert told() == {"Manon Petit"}, "the other body's signature is about the very same text"
    assert rome.name not in told()


def test_a_body_that_declines_ends_its_own_signature_and_no_other_s(office: Office, manon: Person) -> None:
    second = make_member("Luc Blanc", manon.site)
    office.submit()
    office.sign("council")
    sign(office, manon, **FRENCH)
    reviews.send_back(version=office.version, words="Breaks are missing.", by=second)
    assert [one.council for one in register.approvals_of(office.version)] == [BODY]


def test_the_office_shows_each_body_s_signature_and_its_last_day(office: Office, manon: Person, time_machine) -> None:
    office.submit()
    office.sign("dpia", "officer", "second", "council")

    def lines() -> list[tuple[str, bool, bool]]:
        shown = program_desk.signatures(manon, office.version)
        return [(one["label"], one["good"], one["to_council"]) for one in shown if one["kind"] == "council"]

    assert lines() == [("Signed by: CSE Paris", False, True), ("Signed by: Works council Dublin", True, False)]
    sign(office, manon, **FRENCH)
    assert lines() == [("Signed by: CSE Paris", True, False), ("Signed by: Works council Dublin", True, False)]
    launch.launch(version=office.version, by=office.sam)
    time_machine.move_to(dt.datetime(2098, 5, 20, 12, tzinfo=dt.UTC))
    said = [one["text"] for one in register_pages.attention(office.ana)]
    assert said[1:] == ["The agreement on “Typing” ends on Sun 1 Jun 2098 (CSE Paris)"]


def test_a_council_s_pages_speak_of_its_own_signature(office: Office, manon: Person) -> None:
    office.submit()
    office.sign("council")
    ours, theirs = office.cast.client(manon), office.cast.client(office.carl)
    assert "You sign for CSE Paris" in ours.get("/council/").content.decode()
    page = ours.get("/council/programs/typing/").content.decode()
    assert "For CSE Paris. It covers" in page
    assert "Last signature" not in page
    page = theirs.get("/council/programs/typing/").content.decode()
    assert "Last signature" in page
    assert "Nothing waits here for Works council Dublin." not in page, "it may still decline"
    none = office.cast.client(make_member("Nia Nowhere", None))
    assert "Your own site has no works council in Assent" in none.get("/council/").content.decode()
    page = none.get("/council/programs/typing/").content.decode()
    assert "you can read this program and not sign it" in page
    answer = none.post("/council/programs/typing/sign/", {"agreement": "X", "expires_on": "2099-01-01"})
    assert (answer.status_code, "Your own site has no works council" in answer.content.decode()) == (422, True)
    told = {"agreement": "X", "expires_on": "2099-01-01", "seen": office.version.declaration_id}
    answer = none.post("/council/programs/typing/sign/", told)
    assert (answer.status_code, "Nothing was signed." in answer.content.decode()) == (403, True)


def test_what_waits_is_read_in_as_many_queries_however_many_versions_wait(office: Office) -> None:
    office.submit()
    before = [asked(office.ana), asked(office.carl)]
    for number in range(5):
        owner, body = make_person(f"Owner {number}"), office.version.declaration.body
        body["about"]["name"] = f"Typing {number}"
        program = programs.add_program(slug=f"typing-{number}", name=f"Typing {number}", owner=owner, by=BY, body=body)
        grant_scope(person=office.ana, permission="consent.oversee_program", to=program, by=BY)
        reviews.submit(version=program.versions.get(), by=BY)
    after = [asked(office.ana), asked(office.carl)]
    assert [versions for _, versions in after] == [6, 7], "the council's site is one of a running program that it never signed"
    assert [queries for queries, _ in after] == [queries for queries, _ in before]


def asked(person: Person) -> tuple[int, int]:
    """How often the database was asked for what waits for this person, and how many versions wait."""
    fresh = Person.objects.get(pk=person.pk)
    with CaptureQueriesContext(connection) as seen:
        found = register.waiting_for(fresh)
    return len(seen), len({one.version.pk for one in found})


def test_each_works_council_signs_for_itself():
    both = ("CSE Paris", "Works council Berlin")
    shut = check(facts(councils=both, unsigned=both[:1]), "R104", "Signed")
    assert (shut.ok, shut.explanation) == (False, "What this version does is not signed by CSE Paris.")
    good = check(facts(councils=both), "R104", "Signed")
    assert (good.ok, good.explanation) == (True, "Signed, for what is launched, by CSE Paris, Works council Berlin.")


def test_a_program_without_sites_is_for_every_site(office: Office):
    version = office.version
    body = version.declaration.body
    body["about"]["sites"] = []
    assert "council" in facts_of(version).needed
    body["about"]["sites"] = [str(office.cork.pk)]
    assert "council" not in facts_of(version).needed


def test_an_expired_agreement_opens_nothing(office: Office, manon: Person, time_machine):
    office.submit()
    office.sign("council")
    sign(office, manon, **FRENCH)
    assert check(facts_of(office.version), "R104", "Signed").ok
    time_machine.move_to(FRENCH["expires_on"].isoformat())
    assert facts_of(office.version).unsigned == (), "its last day counts"
    time_machine.shift(dt.timedelta(days=1))
    assert facts_of(office.version).unsigned == (PARIS,)
    time_machine.move_to((COUNCIL["expires_on"] + dt.timedelta(days=1)).isoformat())
    assert facts_of(office.version).unsigned == (PARIS, BODY)


def test_an_agreement_that_is_over_already_is_not_taken(office: Office):
    office.submit()
    for wrong in ({"expires_on": "soon"}, {"expires_on": None}, {"agreement": " "}, {"agreement": "x" * 121}):
        with pytest.raises(DomainError):
            reviews.approve(version=office.version, kind="council", by=office.carl, **COUNCIL | wrong)
