"""Training lineage: models with people in them who said no are listed, and officers decide what becomes of them (R39)."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from common.errors import Conflict, DomainError, NotAllowed
from consent.actions import choices
from consent.actions import training as looks
from consent.models import Consent, Declaration
from consent.pages import training as pages
from consent.queries.training import left, left_by, runs_for
from consent.views import training as views
from people.actions import grant_scope
from people.models import Person, Role
from purges import passes, verification
from stores import training
from stores.models import AffectedModel, ModelRun
from tests.cast import BY, MOUSE, Cast, make_person

pytestmark = [pytest.mark.flows, pytest.mark.rule("R39")]


def trained(cast: Cast, *people: Person, name: str = "assistant 3") -> ModelRun:
    facts = {"program": cast.program.pk, "excluded": 0, "by": BY}
    dataset = cast.datasets[MOUSE]
    refs = [person.pk for person in people]
    taken = [training.take_snapshot(dataset=dataset, name=one, allowed=refs, **facts) for one in ("week 1", "week 2")]
    return training.register_run(program=cast.program.pk, name=name, snapshots=taken, by=BY)


def withdraw(cast: Cast, person: Person) -> None:
    choices.withdraw(person=person, program=cast.program, signals=[MOUSE], by=person)


@pytest.fixture
def run(cast: Cast) -> ModelRun:
    """A model with Priya and Marco in it, both of whom said yes; Priya has withdrawn since."""
    for person in (cast.priya, cast.marco):
        cast.give(person, MOUSE)
    made = trained(cast, cast.priya, cast.marco)
    looks.look_at_all()
    withdraw(cast, cast.priya)
    return made


@pytest.fixture
def ana(cast: Cast) -> Person:
    """A second officer who oversees the program."""
    ana = make_person("Ana Lopes", role=Role.PRIVACY_OFFICER)
    grant_scope(person=ana, permission="consent.oversee_program", to=cast.program, by=BY)
    return ana


def standing(run: ModelRun) -> str:
    """What a page that is opened now shows as the decision."""
    found = AffectedModel.objects.filter(run=run).first()
    return found.standing if found else ""


def shown(person: Person) -> list[dict[str, Any]]:
    """What the officers' page lists for this person."""
    return pages.lines(runs_for(person), person)


def affected(run: ModelRun) -> AffectedModel:
    return AffectedModel.objects.get(run=run)


def test_nobody_said_no_so_nothing_is_listed(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    run = trained(cast, cast.priya)
    assert looks.look_at_all() == 1
    assert not AffectedModel.objects.exists()
    assert shown(cast.sam)[0]["label"] == "Nobody said no"
    assert pages.used(cast.priya, cast.program) == {}
    assert ModelRun.objects.get(pk=run.pk).look.people == 0


def test_a_withdrawal_lists_the_model_once_and_counts_people_not_snapshots(cast: Cast, run: ModelRun) -> None:
    looks.look_at_all()
    looks.look_at_all()
    assert affected(run).decision == AffectedModel.Decision.NONE
    assert ModelRun.objects.get(pk=run.pk).look.people == 1


def test_a_model_made_after_the_no_from_an_older_snapshot_is_listed(cast: Cast, run: ModelRun) -> None:
    late = training.register_run(
        program=cast.program.pk, name="late", snapshots=[source.snapshot for source in run.sources.all()], by=BY
    )
    looks.look_at_all()
    assert affected(late)


def test_a_look_is_not_made_again_where_nothing_changed(cast: Cast, run: ModelRun) -> None:
    looks.look_at_all()
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)):
        assert looks.look_at_all() == 1  # the overlap of the last change is over only now
        ModelRun.objects.get(pk=run.pk)
        assert looks.look_at_all() == 0


def test_an_officer_decides_with_reasons_which_are_kept_by_digest(cast: Cast, run: ModelRun) -> None:
    looks.look_at_all()
    looks.decide(run=run, decision="retrain", words="It is trained again next week.", seen=standing(run), by=cast.sam)
    found = affected(run)
    assert (found.settled, found.decided_by, found.people) == (True, cast.sam, 1)
    assert Declaration.objects.get(pk=found.reasons).body == {"words": "It is trained again next week."}
    said = pages.used(cast.priya, cast.program)
    assert said == {
        "sentence": "Your data was used in 1 model run before you said no.",
        "decisions": ["Decision: Train again without them."],
    }
    assert pages.used(cast.marco, cast.program) == {}


def test_to_keep_a_model_as_it_is_takes_two_officers(cast: Cast, run: ModelRun, ana: Person) -> None:
    looks.look_at_all()
    seen = looks.decide(run=run, decision="retain", words="It can't give out single rows.", seen=standing(run), by=cast.sam).reasons
    assert not affected(run).settled
    with pytest.raises(NotAllowed):
        looks.agree(run=run, seen=seen, by=cast.sam)
    with pytest.raises(Conflict):
        looks.agree(run=run, seen="0" * 64, by=ana)
    looks.agree(run=run, seen=seen, by=ana)
    assert affected(run).settled
    with pytest.raises(Conflict):
        looks.agree(run=run, seen=seen, by=ana)


def test_more_people_after_a_decision_are_said(cast: Cast, run: ModelRun) -> None:
    looks.look_at_all()
    looks.decide(run=run, decision="filter", words="Filtered.", seen=standing(run), by=cast.sam)
    withdraw(cast, cast.marco)
    looks.look_at_all()
    assert shown(cast.sam)[0]["label"] == "Decided, but more people said no since"


def test_words_and_a_choice_are_needed(cast: Cast, run: ModelRun) -> None:
    looks.look_at_all()
    with pytest.raises(DomainError):
        looks.decide(run=run, decision="filter", words=" ", seen=standing(run), by=cast.sam)
    with pytest.raises(DomainError):
        looks.decide(run=run, decision="none", words="Nothing.", seen=standing(run), by=cast.sam)
    assert affected(run).decision == "none"


def test_only_officers_who_oversee_the_program_reach_it(cast: Cast, run: ModelRun) -> None:
    looks.look_at_all()
    elsewhere = make_person("Else Where", role=Role.PRIVACY_OFFICER)
    for person, error in ((elsewhere, Http404), (cast.marco, PermissionDenied), (cast.lena, PermissionDenied)):
        with pytest.raises(error):
            looks.decide(run=run, decision="filter", words="x", seen=standing(run), by=person)
    assert shown(elsewhere) == []


def test_counts_of_a_small_group_are_not_told(cast: Cast, run: ModelRun) -> None:
    looks.look_at_all()
    small = shown(cast.sam)[0]
    assert (small["people"], small["since"]) == ("Not said: the group is small", None)
    many = [make_person(f"P{n}") for n in range(12)]
    for person in many:
        cast.give(person, MOUSE)
    large = trained(cast, *many, name="large")
    for person in many[:4]:
        withdraw(cast, person)
    looks.look_at_all()
    assert {line["name"]: line["people"] for line in shown(cast.sam)}["large"] == "Fewer than 5"
    assert all(line["since"] for line in shown(cast.sam) if line["name"] == "large")
    for person in many[4:7]:
        withdraw(cast, person)
    looks.look_at_all()
    assert {line["name"]: line["people"] for line in shown(cast.sam)}["large"] == "At least 5"
    assert ModelRun.objects.get(pk=large.pk).look.people == 7


def test_the_page_lists_decides_and_agrees(cast: Cast, run: ModelRun, ana: Person, monkeypatch) -> None:
    looks.look_at_all()
    sam, second = cast.client(cast.sam), cast.client(ana)
    assert "Has to be decided" in sam.get("/office/training/").content.decode()
    address = f"/office/training/{run.pk}/"
    bad = sam.post(address, {"decision": "", "words": "Kept words."})
    assert bad.status_code == 422
    assert "Kept words." in bad.content.decode()
    monkeypatch.setattr(looks, "MAX_WORDS", 5)
    refused = sam.post(address, {"decision": "retain", "words": "As it is.", "seen": standing(run)})
    assert (refused.status_code, "9 were found" in refused.content.decode()) == (422, True)
    assert "As it is.</textarea>" in refused.content.decode()
    monkeypatch.undo()
    assert sam.post(address, {"decision": "retain", "words": "As it is.", "seen": standing(run)}).status_code == 302
    page = second.get("/office/training/").content.decode()
    assert "Waits for a second officer" in page
    assert "As it is." in page
    assert second.post(f"{address}agree/", {}).status_code == 422
    assert second.post(f"{address}agree/", {"seen": affected(run).reasons}).status_code == 302
    assert affected(run).agreed_by == ana


def test_the_later_of_two_officers_reads_what_was_decided_and_keeps_the_words(cast: Cast, run: ModelRun, ana: Person) -> None:
    looks.look_at_all()
    address = f"/office/training/{run.pk}/"
    opened = cast.client(ana).get(address).content.decode()
    assert f'name="seen" value="{standing(run)}"' in opened
    late = {"decision": "filter", "words": "Filtered at the door.", "seen": standing(run)}
    looks.decide(run=run, decision="retrain", words="Again next week.", seen=standing(run), by=cast.sam)
    refused = cast.client(ana).post(address, late)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Sam Okafor decided on this model since you opened the page: train again without them." in page
    assert "Filtered at the door.</textarea>" in page
    assert (affected(run).decision, affected(run).decided_by) == ("retrain", cast.sam)
    assert cast.client(ana).post(address, late).status_code == 409, "the old page is as old as before"
    assert f'name="seen" value="{standing(run)}"' in page
    assert cast.client(ana).post(address, late | {"seen": standing(run)}).status_code == 302
    assert (affected(run).decision, affected(run).decided_by) == ("filter", ana)


def test_the_list_has_pages_and_asks_the_database_no_more_often_for_more_models(cast: Cast, run: ModelRun, monkeypatch) -> None:
    looks.look_at_all()
    looks.decide(run=run, decision="filter", words="Filtered.", seen=standing(run), by=cast.sam)
    sam = cast.client(cast.sam)
    sam.get("/office/training/")
    with CaptureQueriesContext(connection) as one:
        sam.get("/office/training/")
    for number in range(4):
        more = trained(cast, cast.priya, cast.marco, name=f"model {number}")
        looks.look_at_all()
        looks.decide(run=more, decision="filter", words=f"Filtered {number}.", seen=standing(more), by=cast.sam)
    with CaptureQueriesContext(connection) as five:
        page = sam.get("/office/training/").content.decode()
    assert [f"Filtered {number}." in page for number in range(4)] == [True] * 4
    assert len(five) == len(one)
    monkeypatch.setattr(views, "PAGE", 2)
    assert [sam.get(f"/office/training/?page={page}").content.decode().count("<tr>") - 1 for page in (1, 2, 3)] == [2, 2, 1]


def test_a_person_s_page_asks_no_more_often_for_more_models(cast: Cast, run: ModelRun) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert pages.used(cast.priya, cast.program)
        return len(seen)

    before = asked()
    for number in range(4):
        trained(cast, cast.priya, cast.marco, name=f"model {number}")
    assert pages.used(cast.priya, cast.program)["sentence"] == "Your data was used in 5 model runs before you said no."
    assert asked() == before
    assert pages.used(cast.marco, cast.program) == {}


def test_a_yes_given_again_brings_nobody_back_into_an_older_model(cast: Cast, run: ModelRun, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    withdraw(cast, cast.marco)
    passes.run(cast.datasets[MOUSE].pk)
    verification.verify(cast.datasets[MOUSE].pk)
    cast.give(cast.marco, MOUSE)
    assert Consent.objects.get(person=cast.marco, signal=MOUSE).state == Consent.State.GIVEN
    assert [one.pk for one in left_by(cast.marco, cast.program)] == [run.pk], "the order to erase alone counts"
    later = trained(cast, cast.priya, cast.marco, name="later")
    assert later.pk not in {one.pk for one in left_by(cast.marco, cast.program)}
    assert {one.pk for one in (run, later) if cast.marco.pk in left(one)} == {one.pk for one in left_by(cast.marco, cast.program)}
