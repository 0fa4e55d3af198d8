"""Orders about a period, in which only what was recorded then goes; and orders of a request, which every officer looks after."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from people.models import Message, Person, Role
from purges import orders, passes, queries
from purges.models import PurgeOrder, PurgePass, PurgeStep
from stores.contract import Refused
from tests.cast import MOUSE, Cast, make_person
from tests.purges.holding import days_left, moment, order, record_on, say_when, step_of, work

pytestmark = [pytest.mark.flows, pytest.mark.rule("R68", "R69", "R70")]


def test_only_what_was_recorded_in_the_period_goes(cast: Cast) -> None:
    dataset = say_when(cast)
    record_on(cast, cast.priya, range(10))
    made = order(cast, dataset, since=moment(3), until=moment(6))
    work(dataset)
    step = step_of(made, dataset)
    made.refresh_from_db()
    assert days_left(cast, cast.priya) == [0, 1, 2, 6, 7, 8, 9]
    assert (step.state, step.rows_before, step.rows_erased, step.rows_after) == (PurgeStep.State.VERIFIED, 3, 3, 0)
    assert made.state == PurgeOrder.State.VERIFIED
    kept = queries.certificate_of(made).statement["datasets"][0]
    assert (kept["recorded_since"], kept["recorded_until"]) == ("2026-01-04T00:00:00Z", "2026-01-07T00:00:00Z")
    page = cast.client(cast.priya).get(reverse("my-purge", args=[made.pk])).text
    assert "recorded from 4 Jan 2026 to 6 Jan 2026" in page


def test_steps_of_one_period_go_together_and_those_of_another_apart(cast: Cast) -> None:
    dataset = say_when(cast)
    periods = {"since": moment(3), "until": moment(6)}
    for person in (cast.priya, cast.marco):
        record_on(cast, person, range(10))
        order(cast, dataset, person=person, **periods)
    order(cast, dataset, since=moment(8))
    assert passes.run(dataset.pk)
    assert PurgePass.objects.get().people == 2
    assert PurgeStep.objects.filter(state=PurgeStep.State.DUE).count() == 1
    work(dataset)
    assert (days_left(cast, cast.priya), days_left(cast, cast.marco)) == ([0, 1, 2, 6, 7], [0, 1, 2, 6, 7, 8, 9])


def test_what_is_recorded_after_the_period_stands_in_nobodys_way(cast: Cast) -> None:
    dataset = say_when(cast)
    made = order(cast, dataset, until=moment(6))
    assert not orders.unfinished(person=cast.priya, datasets=[dataset.pk])
    order(cast, dataset)
    assert orders.unfinished(person=cast.priya, datasets=[dataset.pk])
    work(dataset)
    orders.stop_checks(person=cast.priya, datasets=[dataset.pk])
    assert step_of(made, dataset).next_check_at is not None, "rows of that period could still come back"


def test_a_request_is_every_officers_but_not_the_persons_own_nor_their_managers(cast: Cast) -> None:
    elsewhere = make_person("Olu Ade", role=Role.PRIVACY_OFFICER)
    above = make_person("Ines Costa", role=Role.PRIVACY_OFFICER)
    Person.objects.filter(pk=cast.marco.pk).update(manager=above)
    made = order(cast, cast.datasets[MOUSE])
    own = order(cast, cast.datasets[MOUSE], person=elsewhere)
    assert queries.order_for(elsewhere, made.pk) == made
    assert set(queries.orders_for(cast.sam)) == {made, own}
    assert list(queries.orders_for(above)) == [own]
    with pytest.raises(Http404):
        queries.order_for(elsewhere, own.pk)
    with pytest.raises(PermissionDenied):
        queries.orders_for(cast.lena)


def test_an_order_of_a_request_that_stops_is_told_to_every_officer_who_may_see_it(cast: Cast) -> None:
    make_person("Olu Ade", role=Role.PRIVACY_OFFICER)
    above = make_person("Ines Costa", role=Role.PRIVACY_OFFICER)
    Person.objects.filter(pk=cast.marco.pk).update(manager=above)
    order(cast, cast.datasets[MOUSE])
    cast.memory.fail_once(Refused("This account may not delete.", reason="permission"))
    passes.run(cast.datasets[MOUSE].pk)
    told = set(Message.objects.filter(kind="purge-attention").values_list("person__name", flat=True))
    assert told == {"Sam Okafor", "Olu Ade"}
