"""A form makes one thing however often it is sent; sent again with something else in it, it says so and loses nothing (R43)."""

import re
import uuid

import pytest
from django.test import Client

from rights.actions import concerns
from rights.actions.answering_question import answer_question
from rights.models import CaseMessage, Clarification, Concern, ConcernLetter, OutsideAccess, Request
from tests.cast import Cast, make_cast, make_person
from tests.rights.office import file
from tests.rights.test_outside_office import write_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits_used_up")]
USED = "This page was sent once already, with something else in it."
CONCERN = "/me/concerns/new/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def token_in(page: str) -> str:
    return re.search(r'name="token" value="([0-9a-f-]{36})"', page).group(1)


def sent_twice(client: Client, address: str, first: dict, second: dict) -> str:
    """Send a form, the same again, then with something else in it, which is refused and then taken; give the page between."""
    token = str(uuid.uuid4())
    assert client.post(address, first | {"token": token}).status_code == 302
    assert client.post(address, first | {"token": token}).status_code == 302, "a double click is one"
    refused = client.post(address, second | {"token": token})
    page = refused.content.decode()
    assert (refused.status_code, USED in page) == (409, True)
    assert token_in(page) != token
    assert client.post(address, second | {"token": token_in(page)}).status_code == 302
    return page


def test_another_request_under_the_same_token_is_not_taken_for_the_first(cast: Cast) -> None:
    client, token = cast.client(cast.priya), str(uuid.uuid4())
    assert client.post("/me/requests/new/access/", {"token": token, "step": "send"}).status_code == 302
    refused = client.post("/me/requests/new/erasure/", {"token": token, "step": "send"})
    page = refused.content.decode()
    assert (refused.status_code, USED in page) == (409, True)
    assert not Request.objects.filter(kind="erasure").exists()
    assert client.post("/me/requests/new/erasure/", {"token": token_in(page), "step": "send"}).status_code == 302
    assert Request.objects.filter(kind="erasure").count() == Request.objects.filter(kind="access").count() == 1


def test_other_words_of_a_complaint_are_another_complaint(cast: Cast) -> None:
    first, second = {"step": "send", "words": "Too slow."}, {"step": "send", "words": "Too slow, and wrong."}
    page = sent_twice(cast.client(cast.priya), "/me/requests/new/complaint/", first, second)
    assert "Too slow, and wrong." in page
    assert Request.objects.filter(kind="complaint").count() == 2


def test_another_message_is_sent_too(cast: Cast) -> None:
    request = file(cast.priya)
    for person, address in ((cast.sam, f"/office/cases/{request.pk}/write/"), (cast.priya, f"/me/requests/{request.pk}/write/")):
        page = sent_twice(cast.client(person), address, {"words": "First"}, {"words": "Second, longer"})
        assert "Second, longer</textarea>" in page
    assert CaseMessage.objects.filter(request=request).count() == 4


def test_a_question_from_a_page_that_asked_once_is_kept_and_asked_when_sent_again(cast: Cast) -> None:
    request, officer = file(cast.priya), cast.client(cast.sam)
    address, token = f"/office/cases/{request.pk}/ask/", str(uuid.uuid4())
    first = {"token": token, "reason": "other", "words": "Which office?"}
    assert officer.post(address, first).status_code == 302
    assert officer.post(address, first).status_code == 302
    answer_question(request=request, words="Dublin.", by=cast.priya)
    for again in (first, first | {"words": "And which floor?"}):
        refused = officer.post(address, again)
        page = refused.content.decode()
        assert (refused.status_code, USED in page, f"{again['words']}</textarea>" in page) == (409, True, True)
    assert officer.post(address, first | {"words": "And which floor?", "token": token_in(page)}).status_code == 302
    assert Clarification.objects.filter(request=request).count() == 2


def test_an_agent_s_other_address_is_not_passed_over(cast: Cast) -> None:
    client, token = cast.client(cast.sam), str(uuid.uuid4())
    assert write_down(client, cast.priya, "file", token=token).status_code == 302
    assert write_down(client, cast.priya, "file", token=token).status_code == 302
    refused = write_down(client, cast.priya, "file", token=token, address="second@example.org")
    assert (refused.status_code, USED in refused.content.decode()) == (409, True)
    assert OutsideAccess.objects.count() == Request.objects.count() == 1


@pytest.mark.parametrize(("before", "after"), [("anonymous", "named"), ("named", "anonymous")])
def test_a_concern_sent_with_and_without_a_name_is_two_and_keeps_none_back(cast: Cast, before: str, after: str) -> None:
    said = {"program": cast.program.slug, "words": "It reads drafts."}
    sent_twice(cast.client(cast.priya), CONCERN, said | {"name": before}, said | {"name": after})
    other = {"program": cast.program.slug, "words": "It reads mail.", "name": "anonymous", "token": str(uuid.uuid4())}
    assert cast.client(make_person("Other Person")).post(CONCERN, other).status_code == 302
    assert concerns.hand_on_letters() == 2
    assert (ConcernLetter.objects.count(), Concern.objects.count()) == (0, 3)


def test_a_letter_that_waits_or_was_handed_on_is_sent_once_and_other_words_are_another(cast: Cast) -> None:
    said = {"program": cast.program.slug, "name": "anonymous"}
    client, token = cast.client(cast.priya), str(uuid.uuid4())
    client.post(CONCERN, said | {"words": "It reads drafts.", "token": token})
    assert client.post(CONCERN, said | {"words": "It reads mail.", "token": token}).status_code == 409
    concerns.hand_on_letters()
    assert client.post(CONCERN, said | {"words": "It reads drafts.", "token": token}).status_code == 302
    assert client.post(CONCERN, said | {"words": "It reads mail.", "token": token}).status_code == 409
    assert (ConcernLetter.objects.count(), Concern.objects.count()) == (0, 1)


def test_a_letter_with_the_ref_of_a_concern_and_one_that_fails_keep_no_other_back(cast: Cast, monkeypatch) -> None:
    """Two forms at the very same moment can do what the check refuses; then both are concerns."""
    same, fails, behind = (uuid.UUID(int=number) for number in (1, 2, 3))
    facts = {"program": cast.program, "by": cast.priya}
    concerns.raise_concern(words="Named.", named=True, form_token=same, **facts)
    for ref in (same, fails, behind):
        concerns._put_into_the_box(ref, cast.program, f"Letter {ref.int}.", cast.priya)
    hand_on = concerns._hand_on

    def failing(ref: uuid.UUID, *args: object, **more: object) -> None:
        if ref == fails:
            raise RuntimeError
        hand_on(ref, *args, **more)

    monkeypatch.setattr(concerns, "_hand_on", failing)
    assert concerns.hand_on_letters() == 2
    assert [letter.pk for letter in ConcernLetter.objects.all()] == [fails]
    assert Concern.objects.count() == 3
    monkeypatch.undo()
    assert concerns.hand_on_letters() == 1
