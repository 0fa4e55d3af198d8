"""Deciding: complete or not at all, once and by whoever may, with a second officer where the law asks for one."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from audit.models import Entry
from common.errors import Conflict, DomainError, NotAllowed
from consent.models import Restriction
from people.models import Message
from people.sealing import unseal
from rights.actions import deciding
from rights.actions.closing import close
from rights.grounds import grounds_for
from rights.models import Decision, Request
from rights.queries import scope
from tests.cast import MOUSE
from tests.rights.desk import now_of
from tests.rights.office import at_site, file, second_officer

pytestmark = pytest.mark.django_db
WHY = "We looked for it and found nothing of you."
State = Request.State


@pytest.mark.rule("R50")
def test_a_refusal_says_its_ground_and_its_reasons_and_ends_the_request(cast) -> None:
    request = file(cast.priya, "erasure")
    decision = deciding.decide(request=request, outcome="refused", reason="legal-obligation", words=WHY, by=cast.sam)
    assert decision.state == Decision.State.STANDS
    assert unseal(decision.words) == WHY
    after = now_of(request)
    assert (after.state, after.outcome) == (State.REJECTED, Request.Outcome.REFUSED)
    assert after.decided_at is not None
    assert after.closed_at is not None
    assert Message.objects.filter(person=cast.priya, kind="request-refused").count() == 1


@pytest.mark.rule("R50")
@pytest.mark.parametrize("reason", ["", "unknown", "accurate"])
def test_a_refusal_without_a_reason_from_the_list_is_refused_and_nothing_is_decided(cast, reason: str) -> None:
    request = file(cast.priya, "erasure")
    with pytest.raises(DomainError, match=r"Choose the reason .* Nothing was decided"):
        deciding.decide(request=request, outcome="refused", reason=reason, words=WHY, by=cast.sam)
    assert not Decision.objects.exists()
    assert now_of(request).state == State.ACKNOWLEDGED


@pytest.mark.rule("R50")
def test_a_refusal_without_words_is_refused(cast) -> None:
    request = file(cast.priya)
    with pytest.raises(DomainError, match="Say in words why"):
        deciding.decide(request=request, outcome="refused", reason="identity", words="  ", by=cast.sam)
    with pytest.raises(DomainError, match="characters"):
        deciding.decide(request=request, outcome="refused", reason="identity", words="x" * 4_001, by=cast.sam)
    with pytest.raises(DomainError, match="Choose one"):
        deciding.decide(request=request, outcome="maybe", words=WHY, by=cast.sam)
    assert not Decision.objects.exists()


def test_a_refusal_ends_the_stop_of_recording(cast) -> None:
    request = file(cast.priya, "erasure", programs=(cast.program,))
    assert Restriction.objects.filter(origin=request.pk, ended_at__isnull=True).exists()
    deciding.decide(request=request, outcome="refused", reason="legal-claims", words=WHY, by=cast.sam)
    assert not Restriction.objects.filter(origin=request.pk, ended_at__isnull=True).exists()


def test_an_approval_is_carried_out_in_the_same_breath(cast) -> None:
    request = file(cast.priya, "restriction")
    deciding.decide(request=request, outcome="granted", by=cast.sam)
    after = now_of(request)
    assert (after.state, after.outcome) == (State.FULFILLED, Request.Outcome.GRANTED)
    assert after.decided_at is not None


def test_a_question_is_answered_in_words_or_not_at_all(cast) -> None:
    request = file(cast.priya, "question")
    with pytest.raises(DomainError, match="Write the answer"):
        deciding.decide(request=request, outcome="granted", by=cast.sam)
    deciding.decide(request=request, outcome="granted", words="In Dublin.", by=cast.sam)
    assert now_of(request).state == State.FULFILLED


@pytest.mark.rule("R61", "R75")
def test_an_approval_in_part_names_each_dataset_that_is_left_out_with_its_ground(cast) -> None:
    request = file(cast.priya, "rectification", programs=(cast.program,))
    left_out = str(cast.datasets[MOUSE].pk)
    part = [{"dataset": left_out, "ground": "accurate"}]
    decision = deciding.decide(request=request, outcome="partly", exceptions=part, words=WHY, by=cast.sam)
    assert (decision.exceptions, decision.reason) == (part, "accurate")
    assert now_of(request).state == State.ACCEPTED


@pytest.mark.rule("R75")
def test_a_part_without_its_dataset_or_ground_is_refused_and_so_is_all_of_it(cast) -> None:
    request = file(cast.priya, "rectification", programs=(cast.program,))
    mouse = str(cast.datasets[MOUSE].pk)
    for wrong in (
        [],
        [{"dataset": mouse, "ground": ""}],
        [{"dataset": mouse, "ground": "unfounded"}],
        [{"dataset": str(request.pk), "ground": "accurate"}],
    ):
        with pytest.raises(DomainError, match="Name what is left out"):
            deciding.decide(request=request, outcome="partly", exceptions=wrong, words=WHY, by=cast.sam)
    everything = [{"dataset": str(one.pk), "ground": "accurate"} for one in scope.datasets_of(request)]
    with pytest.raises(DomainError, match="that is a refusal"):
        deciding.decide(request=request, outcome="partly", exceptions=everything, words=WHY, by=cast.sam)
    assert not Decision.objects.exists()


def test_nobody_decides_on_themself_or_on_who_reports_to_them_and_others_not_at_all(cast) -> None:
    ana = second_officer(cast)
    own = file(cast.sam, "restriction")
    with pytest.raises(NotAllowed, match="your own request"):
        deciding.decide(request=own, outcome="granted", by=cast.sam)
    request = file(cast.priya, "restriction")
    cast.marco.manager = ana
    cast.marco.save()
    for wrong in (ana, cast.marco, cast.lena, cast.tomoko, cast.priya):
        with pytest.raises(NotAllowed):
            deciding.decide(request=request, outcome="granted", by=wrong)
    assert not Decision.objects.exists()
    deciding.decide(request=own, outcome="granted", by=ana)


def test_the_second_one_is_told_who_decided_what_and_when(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False)
    ana, request = second_officer(cast), file(cast.priya)
    deciding.decide(request=request, outcome="refused", reason="identity", words=WHY, by=ana)
    time_machine.shift(20)
    with pytest.raises(Conflict, match=r"^Ana Lopes decided this 20 s ago: refused\.$"):
        deciding.decide(request=request, outcome="granted", by=cast.sam)
    with pytest.raises(Conflict, match=r"^You decided this 20 s ago: refused\.$"):
        deciding.decide(request=request, outcome="granted", by=ana)
    time_machine.shift(dt.timedelta(days=2))
    with pytest.raises(Conflict, match="on 23 Nov 2026: refused"):
        deciding.decide(request=request, outcome="granted", by=cast.sam)
    assert Decision.objects.count() == 1


@pytest.mark.rule("R51")
@pytest.mark.parametrize("reason", ["unfounded", "excessive"])
def test_what_calls_a_request_unfounded_needs_a_second_officer(cast, reason: str) -> None:
    ana, request = second_officer(cast), file(cast.priya, programs=(cast.program,))
    proposed = deciding.decide(request=request, outcome="refused", reason=reason, words=WHY, by=cast.sam)
    assert proposed.state == Decision.State.PROPOSED
    assert now_of(request).state == State.ACKNOWLEDGED
    assert not Message.objects.filter(person=cast.priya, kind="request-refused").exists()
    assert list(Message.objects.filter(kind="case-second").values_list("person__name", flat=True)) == ["Ana Lopes"]
    with pytest.raises(Conflict, match=r"You proposed this .* It waits for a second officer"):
        deciding.decide(request=request, outcome="granted", by=cast.sam)
    with pytest.raises(NotAllowed, match="another officer has to confirm"):
        deciding.confirm(decision=proposed, by=cast.sam)
    stands = deciding.confirm(decision=proposed, by=ana)
    assert (stands.state, stands.decided_by, stands.second_by) == (Decision.State.STANDS, cast.sam, ana)
    assert now_of(request).state == State.REJECTED
    with pytest.raises(Conflict, match="waits no more"):
        deciding.confirm(decision=proposed, by=ana)


@pytest.mark.rule("R51")
def test_a_proposal_can_be_declined_or_taken_back_and_then_it_is_decided_anew(cast) -> None:
    ana, request = second_officer(cast), file(cast.priya)
    facts = {"request": request, "outcome": "refused", "reason": "unfounded", "words": WHY}
    declined = deciding.decline(decision=deciding.decide(**facts, by=cast.sam), by=ana)
    assert (declined.state, declined.second_by) == (Decision.State.DECLINED, ana)
    assert Message.objects.filter(person=cast.sam, kind="case-declined").count() == 1
    with pytest.raises(Conflict, match="declined"):
        deciding.confirm(decision=declined, by=ana)
    taken_back = deciding.decline(decision=deciding.decide(**facts, by=cast.sam), by=cast.sam)
    assert (taken_back.state, taken_back.second_by) == (Decision.State.DECLINED, None)
    assert now_of(request).state == State.ACKNOWLEDGED
    deciding.decide(request=request, outcome="refused", reason="identity", words=WHY, by=ana)
    assert now_of(request).state == State.REJECTED


@pytest.mark.rule("R51")
def test_without_a_second_officer_there_is_no_proposal_that_would_wait_for_ever(cast) -> None:
    request = file(cast.priya, programs=(cast.program,))
    with pytest.raises(DomainError, match="there is none who may handle this request"):
        deciding.decide(request=request, outcome="refused", reason="excessive", words=WHY, by=cast.sam)
    assert not Decision.objects.exists()


def test_a_request_that_was_withdrawn_is_not_decided(cast) -> None:
    ana, request = second_officer(cast), file(cast.priya)
    proposed = deciding.decide(request=request, outcome="refused", reason="unfounded", words=WHY, by=cast.sam)
    withdraw(request, by=cast.priya)
    with pytest.raises(Conflict, match="closed without an answer now"):
        deciding.confirm(decision=proposed, by=ana)
    with pytest.raises(Conflict):
        deciding.decide(request=request, outcome="granted", by=ana)
    assert not Decision.objects.filter(state=Decision.State.STANDS).exists()


def withdraw(request: Request, *, by: object) -> None:
    close(request=request, outcome=Request.Outcome.WITHDRAWN, by=by)


def test_the_ledger_holds_codes_and_no_word_of_a_decision(cast) -> None:
    request = file(cast.priya, "erasure")
    deciding.decide(request=request, outcome="refused", reason="legal-claims", words="Zebra words", by=cast.sam)
    entries = Entry.objects.filter(ref=str(request.pk), at__lte=timezone.now())
    payloads = [bytes(one) for one in entries.values_list("payload", flat=True)]
    assert any(b"legal-claims" in one for one in payloads)
    assert not any(b"Zebra" in one for one in payloads)


@pytest.mark.rule("R64", "R75")
@pytest.mark.parametrize("kind", ["objection", "restriction"])
def test_what_holds_for_the_person_as_a_whole_is_not_approved_in_part(cast, kind: str) -> None:
    cast.give(cast.priya, "mouse-movement")
    cast.record(cast.priya, "mouse-movement")
    request = file(cast.priya, kind)
    left = [{"dataset": str(cast.datasets["mouse-movement"].pk), "ground": "outside-law"}]
    with pytest.raises(DomainError, match="with a reason from the list"):
        deciding.decide(request=request, outcome="partly", exceptions=left, words=WHY, by=cast.sam)
    assert not Decision.objects.exists()
    assert cast.rows(cast.priya, "mouse-movement") > 0
    page = cast.client(cast.sam).get(f"/office/cases/{request.pk}/").content.decode()
    assert "Approve in part" not in page
    assert cast.client(cast.sam).get(f"/office/cases/{request.pk}/decide/partly/").status_code == 404


@pytest.mark.rule("R75")
def test_the_grounds_for_keeping_data_name_the_law_of_california_too(cast) -> None:
    without = {code for code, ground in grounds_for("erasure").items() if not re.search(r"Civ\. Code|CCR", ground.law)}
    # California's list knows no public health (Civ. Code 1798.105(d)).
    assert without == {"public-health"}
    request = file(at_site(cast.priya, "San Francisco"), "erasure")
    deciding.decide(request=request, outcome="refused", reason="legal-obligation", words=WHY, by=cast.sam)
    assert "Civ. Code 1798.105(d)(8)" in cast.client(cast.priya).get(f"/me/requests/{request.pk}/").content.decode()
