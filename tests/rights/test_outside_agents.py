"""Somebody who acts for a person follows one request; people outside hear by mail that something changed, and not what."""

import uuid

import pytest
from django.core import mail

from audit.models import Entry
from rights import outside_mail
from rights.actions import outside, writing
from rights.models import CaseMessage, OutsideAccess
from tests.rights.office import file
from tests.rights.visitors import AGENT, PRIVATE, acts_for, at, come_in, delivered, filed_from_outside, visit

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R53"), pytest.mark.usefixtures("no_limits_used_up")]


def test_an_agent_follows_one_request_and_sees_no_other(cast) -> None:
    other = file(cast.priya, "portability")
    request = acts_for(cast.priya, cast.sam)
    assert (request.channel, request.filed_by, request.file) == ("agent", cast.sam, "HR-2026/7")
    assert delivered() == [AGENT]
    client = come_in()
    assert client.get("/requests/mine/")["Location"] == at(request)
    page = client.get(at(request)).content.decode()
    assert request.short_ref in page
    assert other.short_ref not in page
    assert client.get(at(other)).status_code == 404
    assert client.get("/requests/mine/new/").status_code == 404
    assert client.post("/requests/mine/new/access/", {"token": str(uuid.uuid4()), "step": "send"}).status_code == 404
    assert client.get("/requests/mine/where/").status_code == 200


def test_what_an_agent_does_is_theirs_in_the_ledger_and_on_the_person_s_page(cast) -> None:
    request = acts_for(cast.priya, cast.sam)
    delivered()
    client, access = come_in(), OutsideAccess.objects.get()
    client.post(at(request, "write/"), {"token": str(uuid.uuid4()), "words": "We wait."})
    message = CaseMessage.objects.get()
    assert (message.author, message.from_office) == (None, False)
    page = cast.client(cast.priya).get(f"/me/requests/{request.pk}/").content.decode()
    assert "Somebody who acts for you" in page
    assert client.post(at(request, "withdraw/")).status_code == 302
    request.refresh_from_db()
    assert request.outcome == "withdrawn"
    found = {entry.event: entry.actor for entry in Entry.objects.filter(actor=str(access.pk))}
    assert {"rights:outside:prove", "rights:request:write", "rights:request:withdraw"} <= set(found)


def test_the_person_hears_of_a_request_that_somebody_made_for_them(cast) -> None:
    request = acts_for(cast.priya, cast.sam)
    inbox = cast.client(cast.priya).get("/me/inbox/").content.decode()
    assert "Your request was written down" in inbox
    assert request.short_ref in cast.client(cast.priya).get("/me/requests/").content.decode()


def news() -> list[str]:
    mail.outbox.clear()
    outside_mail.mail_news()
    return [address for one in mail.outbox for address in one.to]


def test_who_came_in_before_is_told_by_mail_that_something_changed_and_not_what(cast, zoe) -> None:
    request = filed_from_outside(visit())
    assert news() == [PRIVATE]
    assert news() == []
    for words in ("Zebra one.", "Zebra two."):
        writing.write(request=request, words=words, by=cast.sam, from_office=True)
    assert news() == [PRIVATE]
    body = mail.outbox[0].body
    assert "Zebra" not in body
    assert request.short_ref not in body
    assert "/requests/" in body


def test_nobody_is_told_who_never_came_in_or_whose_way_in_ended(cast, zoe) -> None:
    file(zoe, by=cast.sam, channel="letter")
    assert news() == []
    request = filed_from_outside(visit(), "erasure")
    outside.end(access=OutsideAccess.objects.get(), by=cast.sam)
    writing.write(request=request, words="Hello", by=cast.sam, from_office=True)
    assert news() == []


def test_an_agent_is_told_of_their_request_alone_also_while_the_person_works_here(cast) -> None:
    request = acts_for(cast.priya, cast.sam)
    delivered()
    come_in()
    other = file(cast.priya, "portability")
    writing.write(request=other, words="Hello", by=cast.sam, from_office=True)
    assert news() == []
    writing.write(request=request, words="Hello", by=cast.sam, from_office=True)
    assert news() == [AGENT]


def test_news_that_could_not_be_mailed_are_tried_again(cast, zoe, monkeypatch) -> None:
    filed_from_outside(visit())
    with monkeypatch.context() as broken:
        broken.setattr(outside_mail, "hand_over", lambda _mail, **_: outside_mail.Verdict.AWAY)
        assert news() == []
    assert news() == [PRIVATE]
