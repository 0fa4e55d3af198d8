"""POST /v1/decisions: what collectors get told, and when they are turned away."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from common.states import move
from consent.actions import choices, restricting
from gate import actions
from gate.models import Collector
from tests import programs
from tests.cast import BY, KEYS, MOUSE, SCREEN, Cast

pytestmark = pytest.mark.flows


@pytest.fixture
def enrolment(cast: Cast) -> actions.Enrolment:
    return actions.enrol(name="Agent", program=cast.program, signals=[MOUSE, KEYS], by=BY)


def ask(key: str, person: object, *signals: str, scheme: str = "Bearer"):
    body = {"people": [str(person)], "signals": list(signals)}
    headers = {"Authorization": f"{scheme} {key}"}
    return Client().post("/v1/decisions", body, content_type="application/json", headers=headers)


def verdicts(answer) -> list[tuple[bool, str]]:
    assert answer.status_code == 200
    return [(one["allow"], one["reason"]) for one in answer.json()["decisions"]]


def test_no_decision_means_no(cast: Cast, enrolment) -> None:
    assert verdicts(ask(enrolment.key, cast.priya.pk, MOUSE)) == [(False, "NO_CONSENT")]


def test_yes_for_what_was_given_only(cast: Cast, enrolment) -> None:
    cast.give(cast.priya, MOUSE)
    assert verdicts(ask(enrolment.key, cast.priya.pk, MOUSE, KEYS)) == [(True, ""), (False, "NO_CONSENT")]


def test_no_from_the_moment_of_withdrawal(cast: Cast, enrolment) -> None:
    cast.give(cast.priya, MOUSE)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    assert verdicts(ask(enrolment.key, cast.priya.pk, MOUSE)) == [(False, "WITHDRAWN")]


@pytest.mark.rule("R63", "R64")
def test_no_from_the_moment_of_a_restriction_until_its_end(cast: Cast, enrolment) -> None:
    cast.give(cast.priya, MOUSE)
    origin = uuid.uuid4()
    restricting.restrict(person=cast.priya, program=None, signals=[], kind="restriction", origin=origin, by=cast.priya)
    assert verdicts(ask(enrolment.key, cast.priya.pk, MOUSE, KEYS)) == [(False, "RESTRICTED"), (False, "RESTRICTED")]
    cast.give(cast.priya, KEYS)
    assert verdicts(ask(enrolment.key, cast.priya.pk, KEYS)) == [(False, "RESTRICTED")]
    restricting.end(origin=origin, cause="lifted", by=BY)
    assert verdicts(ask(enrolment.key, cast.priya.pk, MOUSE, KEYS)) == [(True, ""), (True, "")]


def test_a_new_notice_ends_old_consents(cast: Cast, enrolment) -> None:
    cast.give(cast.priya, MOUSE)
    programs.publish_notice(program=cast.program, summary=["More."], sections=[], by=BY)
    assert verdicts(ask(enrolment.key, cast.priya.pk, MOUSE)) == [(False, "STALE_NOTICE")]


def test_unknown_people_leavers_and_foreign_signals_are_no(cast: Cast, enrolment) -> None:
    cast.give(cast.priya, MOUSE)
    assert verdicts(ask(enrolment.key, uuid.uuid4(), MOUSE)) == [(False, "UNKNOWN")]
    assert verdicts(ask(enrolment.key, cast.priya.pk, SCREEN)) == [(False, "OUT_OF_SCOPE")]
    assert verdicts(ask(enrolment.key, cast.priya.pk, "thoughts")) == [(False, "OUT_OF_SCOPE")]
    cast.priya.left_at = timezone.now()
    cast.priya.save()
    assert verdicts(ask(enrolment.key, cast.priya.pk, MOUSE)) == [(False, "OFFBOARDED")]


def test_a_revoked_collector_is_told_no(cast: Cast, enrolment) -> None:
    cast.give(cast.priya, MOUSE)
    actions.revoke(collector=enrolment.collector, by=cast.sam)
    assert verdicts(ask(enrolment.key, cast.priya.pk, MOUSE)) == [(False, "COLLECTOR_REVOKED")]


def test_a_paused_program_is_no_for_everybody(cast: Cast, enrolment) -> None:
    cast.give(cast.priya, MOUSE)
    with actions.ledger.entry(programs.ConsentEvent.PROGRAM_PAUSED, actor=BY, ref=cast.program.pk):
        move(cast.program, "paused")
    assert verdicts(ask(enrolment.key, cast.priya.pk, MOUSE)) == [(False, "PROGRAM_PAUSED")]


@pytest.mark.parametrize("spoil", [lambda _: "", lambda key: key[:-1] + "x", lambda _: "assent_zz_x"])
def test_a_wrong_key_is_turned_away(cast: Cast, enrolment, spoil) -> None:
    assert ask(spoil(enrolment.key), cast.priya.pk, MOUSE).status_code == 401


def test_the_key_is_stored_hashed(cast: Cast, enrolment) -> None:
    secret = enrolment.key.split("_")[2]
    assert secret not in str(Collector.objects.values().get())
    assert secret not in str(list(Collector.history.values()))


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("", "JSON"),
        ("[]", "object"),
        ('{"people": []}', "people"),
        ('{"people": ["x"], "signals": ["a"]}', "UUID"),
        ('{"people": ["00000000-0000-4000-8000-000000000000"], "signals": "mouse"}', "signals"),
    ],
)
def test_an_unreadable_question_says_which_field(enrolment, body, word) -> None:
    headers = {"Authorization": f"Bearer {enrolment.key}"}
    answer = Client().post("/v1/decisions", body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert word in answer.json()["error"]


def test_the_number_of_queries_does_not_grow_with_people(cast: Cast, enrolment, django_assert_num_queries) -> None:
    body = {"people": [str(uuid.uuid4()) for _ in range(500)], "signals": [MOUSE, KEYS]}
    headers = {"Authorization": f"Bearer {enrolment.key}"}
    ask(enrolment.key, cast.priya.pk, MOUSE)
    with django_assert_num_queries(13):
        answer = Client().post("/v1/decisions", body, content_type="application/json", headers=headers)
    assert len(answer.json()["decisions"]) == 1000


def test_a_small_question_cannot_ask_for_a_huge_answer(cast: Cast, enrolment) -> None:
    answer = ask(enrolment.key, cast.priya.pk, *(f"signal-{number}" for number in range(21)))
    assert answer.status_code == 400
    assert "at most 20" in answer.json()["error"]


def test_json_that_nests_without_end_is_unreadable(cast: Cast, enrolment) -> None:
    headers = {"Authorization": f"Bearer {enrolment.key}"}
    answer = Client().post("/v1/decisions", "[" * 100_000, content_type="application/json", headers=headers)
    assert answer.status_code == 400
