"""An officer who manages people reads nothing of a model of few people: it could tell the choice of one of theirs (R100, R101)."""

import re

import pytest
from django.http import Http404

from common.errors import NotAllowed
from consent.actions import training as looks
from consent.queries.training import run_for
from people.actions import grant_role, grant_scope
from people.models import Person, Role
from stores.models import ModelRun
from tests.cast import BY, MOUSE, Cast, make_person
from tests.stores.test_training import affected, standing, trained, withdraw

pytestmark = [pytest.mark.flows, pytest.mark.rule("R100", "R101")]
LIST = "/office/training/"
WITHHELD = "Another officer decides this one"


@pytest.fixture
def marco(cast: Cast) -> Person:
    """Priya's manager, who is an officer of the program too."""
    grant_role(person=cast.marco, role=Role.PRIVACY_OFFICER, by=BY)
    grant_scope(person=cast.marco, permission="consent.oversee_program", to=cast.program, by=BY)
    return Person.objects.get(pk=cast.marco.pk)


def page(cast: Cast, person: Person) -> str:
    """The list of models as it is shown, without the tokens of its forms."""
    shown = cast.client(person).get(LIST).content.decode()
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", shown)


def test_a_no_a_decision_and_a_signature_change_nothing_on_the_list_of_the_manager(cast: Cast, marco: Person) -> None:
    cast.give(cast.priya, MOUSE)
    trained(cast, name="without people")
    run = trained(cast, cast.priya)
    trained(cast, name="the newest")
    looks.look_at_all()
    before = page(cast, marco)
    assert before.count(WITHHELD) == 3
    assert "Nobody said no" not in before
    withdraw(cast, cast.priya)
    looks.look_at_all()
    assert page(cast, marco) == before
    assert "Has to be decided" in page(cast, cast.sam)
    looks.decide(run=run, decision="retain", words="It gives out no rows.", seen=standing(run), by=cast.sam)
    assert page(cast, marco) == before


def refused_alike(cast: Cast, marco: Person, run: ModelRun) -> None:
    """Every door to the model gives the manager the same answer."""
    client, address = cast.client(marco), f"{LIST}{run.pk}/"
    answers = [
        client.get(address),
        client.post(address, {"decision": "filter", "words": "x", "seen": standing(run)}),
        client.post(f"{address}agree/", {"seen": "0" * 64}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert all(f"{WITHHELD}: few people are in it" in answer.content.decode() for answer in answers)


def test_the_manager_neither_decides_nor_agrees_and_is_refused_alike_whatever_the_state(cast: Cast, marco: Person) -> None:
    cast.give(cast.priya, MOUSE)
    run = trained(cast, cast.priya)
    looks.look_at_all()
    refused_alike(cast, marco, run)
    withdraw(cast, cast.priya)
    looks.look_at_all()
    refused_alike(cast, marco, run)
    with pytest.raises(NotAllowed):
        looks.decide(run=run, decision="filter", words="x", seen=standing(run), by=marco)
    looks.decide(run=run, decision="retain", words="As it is.", seen=standing(run), by=cast.sam)
    with pytest.raises(NotAllowed):
        looks.agree(run=run, seen=affected(run).reasons, by=marco)


def test_a_model_of_many_is_decided_by_the_manager_too_and_stands_where_it_waits(cast: Cast, marco: Person) -> None:
    many = [make_person(f"P{n}") for n in range(10)]
    for person in many:
        cast.give(person, MOUSE)
    run = trained(cast, *many, name="large")
    trained(cast, cast.priya, name="small and newer")
    looks.look_at_all()
    with pytest.raises(Http404):
        run_for(marco, run.pk)
    withdraw(cast, many[0])
    looks.look_at_all()
    shown = page(cast, marco)
    assert "Has to be decided" in shown
    assert shown.index("large") < shown.index("small and newer")
    looks.decide(run=run, decision="filter", words="Without them.", seen=standing(run), by=marco)
    assert affected(run).decided_by == marco


def test_who_manages_nobody_reads_and_decides_models_of_few(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    run = trained(cast, cast.priya)
    withdraw(cast, cast.priya)
    looks.look_at_all()
    shown = page(cast, cast.sam)
    assert "Has to be decided" in shown
    assert WITHHELD not in shown
    assert run_for(cast.sam, run.pk).affected.standing == standing(run)
