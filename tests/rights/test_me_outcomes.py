"""What became of my request: the decision with its remedies, the purge to its certificate, corrections, the copy."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consent.queries.mine import live_body
from purges import passes, verification
from rights.actions import deciding
from rights.models import Package, PackagePart, RectificationTask, Request
from tests.cast import MOUSE
from tests.rights.office import at_site, file, grant, second_officer
from tests.rights.own_requests import events, page, put, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast):
    return cast.client(cast.priya)


@pytest.mark.rule("R50")
def test_a_refusal_shows_ground_law_authority_and_court(cast, client) -> None:
    request = file(at_site(cast.priya, "Dublin"))
    deciding.decide(request=request, outcome="refused", reason="outside-law", words="We keep nothing of you.", by=cast.sam)
    said = text(page(client, request))
    for part in ("The right you named does not apply to this data.", "GDPR 15 to 21", "We keep nothing of you.", "go to court"):
        assert part in said
    assert "Data Protection Commission" in said
    assert 'href="https://www.dataprotection.ie/"' in page(client, request).content.decode()
    assert cast.sam.name not in said


@pytest.mark.rule("R50")
def test_a_refusal_about_a_program_names_the_authority_that_its_declaration_names(cast, client) -> None:
    declared = live_body(cast.program)["controller"]["authority"]
    request = file(cast.priya, programs=(cast.program,))
    deciding.decide(request=request, outcome="refused", reason="outside-law", words="We keep nothing of you.", by=cast.sam)
    assert declared
    assert f"You can complain to the authority: {declared}" in text(page(client, request))


@pytest.mark.rule("R50", "R61", "R75")
def test_a_part_that_is_left_out_is_named_with_its_ground(cast, client) -> None:
    request = file(cast.priya)
    kept = [{"dataset": str(cast.datasets[MOUSE].pk), "ground": "credentials"}]
    deciding.decide(request=request, outcome="partly", exceptions=kept, words="It holds passwords.", by=cast.sam)
    said = text(page(client, request))
    assert f"{cast.datasets[MOUSE].name} : It holds passwords or the like" in said
    assert "You can complain to the authority" in said


def test_a_proposal_that_waits_for_a_second_officer_is_no_decision_yet(cast, client) -> None:
    second_officer(cast)
    request = file(cast.priya)
    deciding.decide(request=request, outcome="refused", reason="excessive", words="It repeats.", by=cast.sam)
    said = page(client, request)
    assert said.context["mine"]["decision"] == {}
    assert "refused" not in text(said).lower()


@pytest.mark.rule("R68", "R77")
def test_an_erasure_is_followed_place_by_place_to_its_certificate(
    cast, client, settings, django_capture_on_commit_callbacks
) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    cast.give(cast.priya, MOUSE)
    cast.record(cast.priya, MOUSE)
    request = grant(file(cast.priya, "erasure", programs=(cast.program,)), cast.sam)
    said = page(client, request)
    progress = said.context["mine"]["progress"]
    assert progress["live"]
    assert {step.dataset for step in progress["purge"]["steps"]} >= {cast.datasets[MOUSE].name}
    assert 'hx-trigger="every 5s"' in said.content.decode()
    assert "Erasing was ordered." in events(said)
    part = client.get(reverse("my-request-progress", args=[request.pk]))
    assert 'id="progress"' in part.content.decode()
    assert 'id="state"' in part.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        erase_now(request)
    said = page(client, request)
    request.refresh_from_db()
    assert request.state == Request.State.FULFILLED
    assert "Done" in text(said)
    certificate = reverse("my-purge-certificate", args=[request.order_id])
    assert f'href="{certificate}"' in said.content.decode()
    assert client.get(certificate).status_code == 200
    assert "hx-get" not in said.content.decode().split('id="progress"')[1].split("</section>")[0]


def erase_now(request):
    """Do what the workers of the purge do."""
    for dataset in request.order.steps.values_list("dataset", flat=True):
        passes.run(dataset)
        verification.verify(dataset)


def test_a_correction_shows_how_it_ended_and_what_its_maker_says(cast, client) -> None:
    request = grant(file(cast.priya, "rectification", programs=(cast.program,)), cast.sam)
    said = page(client, request)
    assert len(said.context["mine"]["progress"]["corrections"]) == RectificationTask.objects.filter(request=request).count() > 0
    assert "To do" in text(said)


@pytest.mark.parametrize("state", Package.State.values)
def test_a_copy_shows_its_parts_whatever_its_state(cast, client, state: str) -> None:
    request = put(file(cast.priya), "accepted")
    key = b"k" * 60 if state == "ready" else None
    now = timezone.now()
    ends = timezone.now() + dt.timedelta(days=30)
    package = Package.objects.create(
        request=request, state=state, created_at=now, built_at=now, wrapped_key=key, expires_at=ends if key else None
    )
    PackagePart.objects.create(package=package, dataset=cast.datasets[MOUSE], state="done", rows=1204)
    said = page(client, request)
    assert cast.datasets[MOUSE].name in text(said)
    assert (reverse("my-package", args=[request.pk]) in said.content.decode()) is (state == "ready")
