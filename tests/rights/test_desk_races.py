"""Officers at once, with real threads and real connections: one wins, and everybody else is told who."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from common.errors import Conflict
from people.models import Message, Person
from rights.actions import assigning, deciding
from rights.models import Decision, Request
from tests.cast import make_cast
from tests.rights.office import file, second_officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.flows]
AT_ONCE = 50


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Run every act in a thread of its own; give what each gave, or the refusal."""

    def one(act: Callable[[], object]) -> object:
        try:
            return act()
        except Conflict as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_fifty_decisions_at_once_give_one_decision_and_forty_nine_clear_conflicts(outcome: str) -> None:
    cast = make_cast(datasets=False)
    officers = [cast.sam, second_officer(cast)]
    request = file(cast.priya, "restriction")
    reason = {"reason": "outside-law", "words": "It does not apply."} if outcome == "refused" else {}

    def act(officer: Person) -> Callable[[], object]:
        return lambda: deciding.decide(request=request, outcome=outcome, by=officer, **reason)

    results = at_once([act(officers[number % 2]) for number in range(AT_ONCE)])
    assert Counter(type(one) for one in results) == {Decision: 1, Conflict: AT_ONCE - 1}
    winner = Decision.objects.get()
    said = {str(one) for one in results if isinstance(one, Conflict)}
    word = winner.get_outcome_display().lower()
    assert all(sentence.endswith(f"s ago: {word}.") for sentence in said)
    assert any(sentence.startswith(f"{winner.decided_by.name} decided this ") for sentence in said)
    closed = Request.objects.get()
    assert closed.state == {"granted": Request.State.FULFILLED, "refused": Request.State.REJECTED}[outcome]
    told = {"granted": "request-done", "refused": "request-refused"}[outcome]
    assert Message.objects.filter(person=cast.priya, kind=told).count() == 1


def test_a_confirmation_and_a_decline_at_once_give_one_of_both() -> None:
    cast = make_cast(datasets=False)
    ana, ben = second_officer(cast), second_officer(cast, "Ben Ode")
    request = file(cast.priya, "access")
    proposal = deciding.decide(request=request, outcome="refused", reason="unfounded", words="No.", by=cast.sam)
    results = at_once(
        [
            lambda: deciding.confirm(decision=proposal, by=ana),
            lambda: deciding.decline(decision=proposal, by=ben),
        ]
    )
    assert sorted(type(one).__name__ for one in results) == ["Conflict", "Decision"]
    after = Decision.objects.get()
    assert (after.state == Decision.State.STANDS) is (Request.objects.get().state == Request.State.REJECTED)


def test_two_officers_who_take_the_next_never_get_the_same() -> None:
    cast = make_cast(datasets=False)
    officers = [cast.sam, second_officer(cast)]
    people = [cast.priya, cast.marco, cast.lena, cast.tomoko]
    requests = [file(person, kind) for person in people for kind in ("access", "portability")]

    def act(officer: Person) -> Callable[[], object]:
        return lambda: assigning.take_next(by=officer)

    results = at_once([act(officers[number % 2]) for number in range(len(requests) + 4)])
    taken = [one.pk for one in results if isinstance(one, Request)]
    assert len(taken) == len(set(taken))
    # Who looked while a row was locked found the next one or none: whatever is left is taken now.
    while (one := assigning.take_next(by=cast.sam)) is not None:
        taken.append(one.pk)
    assert sorted(taken) == sorted(request.pk for request in requests)
    assert not Request.objects.filter(assignee__isnull=True).exists()
