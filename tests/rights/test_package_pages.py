"""The pages of a copy: what its person sees while it is built and when it is ready, and what officers decide there."""

import pytest
from django.urls import reverse

from rights.actions import package_building
from rights.models import Package
from tests.cast import KEYS, MOUSE, ROWS
from tests.rights.packages import built, granted

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(cast):
    cast.record(cast.priya, MOUSE)
    cast.record(cast.priya, KEYS)
    return granted(cast.priya, cast.sam)


def page(client, request, name="my-package", **more):
    return client.get(reverse(name, args=[request.pk]), **more)


def words(answer):
    return " ".join(answer.content.decode().split())


def test_while_it_waits_the_page_says_so_and_asks_again_by_itself(cast, request_):
    answer = page(cast.client(cast.priya), request_)
    assert "Waiting to be built" in words(answer)
    assert "Get a link" not in words(answer)
    assert f'hx-get="{reverse("my-package-progress", args=[request_.pk])}"' in words(answer)


def test_progress_is_counted_row_by_row_and_place_by_place(cast, request_):
    package = Package.objects.get(request=request_)
    Package.objects.update(state="building")
    package.parts.update(expected=0)
    package.parts.filter(dataset__name="Keys").update(state="running", rows=3, expected=ROWS)
    package.parts.filter(dataset__name="Pointer").update(expected=ROWS)
    answer = words(page(cast.client(cast.priya), request_, "my-package-progress", HTTP_HX_REQUEST="true"))
    assert f"3 of {ROWS} rows" in answer
    assert f"{ROWS} rows to come" in answer
    assert f'value="{100 * 3 // (2 * ROWS)}"' in answer


def test_once_it_is_ready_htmx_loads_the_page_with_its_button(cast, request_):
    client = cast.client(cast.priya)
    assert "HX-Refresh" not in page(client, request_, "my-package-progress", HTTP_HX_REQUEST="true").headers
    built(request_)
    assert page(client, request_, "my-package-progress", HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"
    ready = words(page(client, request_))
    package = Package.objects.get()
    for shown in ("Get a link", f"{2 * ROWS}", package.sha256, "You can get it until", "Everything is in it."):
        assert shown in ready


def test_the_person_reads_that_a_store_is_away_but_nothing_technical(cast, request_):
    cast.memory.away = True
    built(request_)
    answer = words(page(cast.client(cast.priya), request_))
    assert "Next try:" in answer
    assert "The privacy office has been told." in answer
    assert "as it was told to be" not in answer
    assert "Let it go out" not in answer


def test_an_officer_reads_what_is_wrong_tries_again_and_lets_it_go(cast, request_):
    cast.memory.away = True
    package = built(request_)
    client = cast.client(cast.sam)
    answer = words(page(client, request_, "case-package"))
    assert "as it was told to be" in answer
    assert "Waits for Clicks in Memory" in answer
    assert client.post(reverse("case-package-retry", args=[request_.pk])).status_code == 302
    package_building.build(package.pk)
    assert client.post(reverse("case-package-release", args=[request_.pk]), {"seen": "of another page"}).status_code == 409
    assert client.post(reverse("case-package-release", args=[request_.pk])).status_code == 302
    package_building.build(package.pk)
    ready = words(page(cast.client(cast.priya), request_))
    assert "4 of the 4 places are not in it." in ready
    assert "Left out, as an officer decided" in ready


def test_an_officer_never_sees_the_copy_of_their_own_or_of_a_report(cast, request_):
    cast.priya.manager = cast.sam
    cast.priya.save()
    own = granted(cast.sam, cast.tomoko)
    client = cast.client(cast.sam)
    for request in (request_, own):
        assert page(client, request, "case-package").status_code == 404
        assert client.post(reverse("case-package-release", args=[request.pk])).status_code == 404
    assert page(client, own).status_code == 200


def test_the_pages_cost_the_same_number_of_queries_however_many_places_there_are(cast, request_, django_assert_max_num_queries):
    built(request_)
    client = cast.client(cast.priya)
    page(client, request_)
    with django_assert_max_num_queries(12):
        page(client, request_)
