"""Making a request in the portal: three clicks, no reason, one request per form, and nothing typed is ever in an address."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from consent.models import Restriction
from people.sealing import unseal
from rights.models import Request
from tests.cast import MOUSE
from tests.rights.office import at_site, file

pytestmark = pytest.mark.django_db
KINDS = Request.Kind.values


@pytest.fixture
def client(cast):
    return cast.client(cast.priya)


def url(kind):
    return reverse("my-request-file", args=[kind])


def hidden(page):
    """What the page's form carries, as a browser would send it."""
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', page.content.decode())
    fields = {}
    for name, value in found:
        if name != "csrfmiddlewaretoken":
            fields.setdefault(name, []).append(value)
    return fields


def send(client, kind, **fields):
    """Check and send, as the buttons do."""
    page = client.get(url(kind))
    check = client.post(url(kind), hidden(page) | fields | {"step": "check"})
    assert check.status_code == 200, check.content
    return client.post(url(kind), hidden(check) | {"step": "send"})


def test_the_page_of_kinds_says_of_each_what_it_does_who_sees_it_and_what_it_does_not_do(client) -> None:
    page = client.get(reverse("my-request-new"))
    choices = page.context["choices"]
    assert [choice["kind"] for choice in choices] == KINDS
    for choice in choices:
        for sentence in (choice["text"].does, choice["text"].sees, choice["text"].leaves):
            assert sentence.count(".") == 1
        assert f'href="{url(choice["kind"])}"' in page.content.decode()


@pytest.mark.rule("R44", "R51")
@pytest.mark.parametrize("kind", ["access", "portability", "erasure", "restriction", "objection"])
def test_everything_is_the_default_and_no_reason_is_asked(cast, client, kind: str) -> None:
    page = client.get(url(kind))
    assert "reason" not in re.sub(r"<[^>]+>", " ", page.content.decode())
    answer = send(client, kind)
    request = Request.objects.get()
    assert answer["Location"] == reverse("my-request-sent", args=[request.pk])
    assert (request.person, request.kind, request.words) == (cast.priya, kind, None)
    assert (request.signals, request.since, request.until) == ([], None, None)
    assert not request.program_links.exists()


@pytest.mark.parametrize("kind", ["rectification", "complaint", "question"])
def test_what_nobody_could_answer_without_words_asks_for_them_and_says_which_field(client, kind: str) -> None:
    answer = client.post(url(kind), hidden(client.get(url(kind))) | {"step": "check", "words": "  "})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in body
    assert 'href="#id_words"' in body
    assert re.search(r'class="error-summary"[^>]*autofocus', body)
    assert not Request.objects.exists()
    send(client, kind, words="Zebra words\r\nof mine")
    assert unseal(Request.objects.get().words) == "Zebra words\nof mine"


def test_a_narrower_request_keeps_what_was_ticked_through_every_step(cast, client) -> None:
    fields = {"programs": ["desktop"], "signals": [MOUSE], "since": "2026-01-02", "until": "2026-03-04"}
    page = client.post(url("access"), hidden(client.get(url("access"))) | fields | {"step": "check"})
    body = page.content.decode()
    for line in ("Desktop assistant training", "Mouse movement", "From Fri 2 Jan 2026 to Wed 4 Mar 2026"):
        assert f"<li>{line}</li>" in body
    carried = hidden(page)
    again = client.post(url("access"), carried | {"step": "scope"})
    form = again.context["form"]
    assert {name: form[name].value() for name in fields} == fields
    words = client.post(url("access"), carried | {"step": "words"})
    carried = hidden(words) | {"words": "And this."}
    client.post(url("access"), hidden(client.post(url("access"), carried | {"step": "check"})) | {"step": "send"})
    request = Request.objects.get()
    assert (request.signals, request.since, request.until) == ([MOUSE], dt.date(2026, 1, 2), dt.date(2026, 3, 4))
    assert [link.program for link in request.program_links.all()] == [cast.program]
    assert unseal(request.words) == "And this."


def test_another_kind_keeps_what_was_typed_and_complains_about_nothing_yet(client) -> None:
    check = client.post(url("question"), hidden(client.get(url("question"))) | {"step": "check", "words": "Why?"})
    kinds = client.post(reverse("my-request-new"), hidden(check))
    carried = hidden(kinds)
    assert carried["words"] == ["Why?"]
    moved = client.post(url("access"), carried | {"step": "scope"})
    assert hidden(moved)["words"] == ["Why?"]
    nothing = client.post(url("complaint"), carried | {"step": "words", "words": ""})
    assert nothing.status_code == 200
    assert "error-summary" not in nothing.content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"since": "2026-05-05", "until": "2026-05-04"}, "until"),
        ({"since": "tomorrow"}, "since"),
        ({"since": "0001-01-01"}, "since"),
        ({"until": "2999-01-01"}, "until"),
        ({"signals": ["thoughts"]}, "signals"),
        ({"programs": ["secret"]}, "programs"),
    ],
)
def test_what_can_t_be_is_refused_beside_its_field_and_the_rest_stays(client, fields, field: str) -> None:
    given = hidden(client.get(url("access"))) | {"words": "Kept words"} | fields | {"step": "send"}
    answer = client.post(url("access"), given)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert f'id="id_{field}' in body
    assert "Kept words" in body
    assert re.search(r"<details[^>]* open", body), "the fields in question are not folded away"
    assert not Request.objects.exists()


def test_the_same_form_sent_twice_is_one_request(client) -> None:
    check = client.post(url("question"), hidden(client.get(url("question"))) | {"step": "check", "words": "Why?"})
    first, second = (client.post(url("question"), hidden(check) | {"step": "send"}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Request.objects.count() == 1


@pytest.mark.parametrize("token", [None, "", "12"])
def test_a_page_without_a_token_can_send_nothing_and_gets_one(client, token) -> None:
    given = {"step": "send", "words": "Why?"} | ({} if token is None else {"token": token})
    page = client.post(url("question"), given)
    assert page.status_code == 200
    assert not Request.objects.exists()
    assert uuid.UUID(hidden(page)["token"][0])


def test_a_second_request_for_the_same_says_which_is_open_and_sends_nothing(cast, client) -> None:
    first = file(cast.priya)
    answer = send(client, "access")
    assert answer.status_code == 409
    assert first.short_ref in answer.content.decode()
    assert Request.objects.count() == 1


def test_an_unknown_kind_is_not_found(client) -> None:
    assert client.get(url("fame")).status_code == 404


@pytest.mark.rule("R63", "R64")
@pytest.mark.parametrize(("kind", "stops"), [("erasure", True), ("objection", True), ("restriction", True), ("access", False)])
def test_the_check_says_that_recording_stops_at_once_and_it_does(cast, client, kind: str, stops) -> None:
    given = hidden(client.get(url(kind))) | {"signals": [MOUSE], "programs": ["desktop"]}
    check = client.post(url(kind), given | {"step": "check"}).content.decode()
    sentence = "Recording of mouse movement stops at once in Desktop assistant training."
    assert (sentence in check) is stops
    assert not Restriction.objects.exists(), "nothing happens before it is sent"
    answer = send(client, kind, signals=[MOUSE], programs=["desktop"])
    assert (sentence in client.get(answer["Location"]).content.decode()) is stops
    assert Restriction.objects.filter(ended_at__isnull=True).exists() is stops


@pytest.mark.rule("R44")
def test_the_confirmation_has_reference_last_day_and_next_steps_also_as_a_file(cast, client, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 3, 5, 14, tzinfo=dt.UTC), tick=False)
    at_site(cast.priya, "Dublin")
    check = client.post(url("question"), hidden(client.get(url("question"))) | {"step": "check", "words": "Zebra?"})
    assert "Tue 7 Apr 2026" in check.content.decode()
    sent = client.post(url("question"), hidden(check) | {"step": "send"})["Location"]
    request = Request.objects.get()
    page = client.get(sent).content.decode()
    for said in (request.short_ref, "Tue 7 Apr 2026", "What happens next"):
        assert said in page
    record = client.get(reverse("my-request-record", args=[request.pk]))
    text = record.content.decode()
    assert record["Content-Disposition"] == f'attachment; filename="request-{request.short_ref}.txt"'
    for said in (request.short_ref, str(request.pk), "Tue 7 Apr 2026", "Europe/Dublin"):
        assert said in text
    assert "Zebra" not in text


def test_no_word_is_ever_in_an_address(client) -> None:
    answer = send(client, "complaint", words="Zebra words")
    assert "ebra" not in answer["Location"]
    check = client.post(url("complaint"), hidden(client.get(url("complaint"))) | {"step": "check", "words": "Zebra words"})
    forms = re.findall(r'<form[^>]*action="([^"]+)"', check.content.decode()) + re.findall(
        r'formaction="([^"]+)"', check.content.decode()
    )
    assert url("complaint") in forms
    assert not any("ebra" in one or "?" in one for one in forms)
    assert all('method="post"' in one for one in re.findall(r"<form[^>]*>", check.content.decode()))
