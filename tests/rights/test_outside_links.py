"""Asking for a link and using it: the page tells nobody whom the company knows, mail tells only those whom it reaches (R53)."""

import datetime as dt
import smtplib
from hashlib import sha256

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from people.actions import leave
from people.models import Identifier, IdentifierKind, Person, Role
from rights import outside_mail
from rights.actions import outside_links
from rights.models import LinkAsked, OutsideAccess, OutsideToken
from tests.cast import BY, make_person
from tests.consent.test_figures_pages import TOKENS
from tests.rights.visitors import PRIVATE, ask, delivered, link_for, token_in, visit

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R53"), pytest.mark.usefixtures("no_limits_used_up")]


# --- asking ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PRIVATE, "PRIVATE", "nobody@example.org", "priya.nair@example.com", "zoe.gone@example.com"])
def test_the_answer_is_the_same_for_every_address(cast, zoe, address: str) -> None:
    client = Client()
    client.get("/requests/")
    with CaptureQueriesContext(connection) as queries:
        answer = ask(PRIVATE.upper() if address == "PRIVATE" else address, client)
    assert (answer.status_code, answer["Location"]) == (302, "/requests/asked/")
    # One note, whoever it is: nothing is looked up while somebody waits for the page.
    kinds = [query["sql"].split()[0] for query in queries]
    assert kinds.count("INSERT") == 1
    assert kinds.count("SELECT") == 0
    assert LinkAsked.objects.count() == 1
    assert len(bytes(LinkAsked.objects.get().box)) > 0
    page = client.get("/requests/asked/").content
    assert page == Client().get("/requests/asked/").content
    assert b"If we know this address" in TOKENS.sub(b"", page)


def test_who_left_gets_a_link_at_the_address_on_file_in_any_case(zoe) -> None:
    ask(PRIVATE.upper())
    assert delivered() == [PRIVATE]
    access = OutsideAccess.objects.get()
    assert (access.person, access.role, access.proof) == (zoe, "former", "address")
    token = token_in(mail.outbox[0])
    kept = OutsideToken.objects.get()
    assert kept.token_hash == sha256(token.encode()).hexdigest()
    assert len(token) >= 43
    assert kept.expires_at - kept.made_at == dt.timedelta(minutes=30)
    assert not LinkAsked.objects.exists()


def test_who_works_here_is_told_to_sign_in_at_their_own_address(cast, zoe) -> None:
    Identifier.objects.create(person=cast.priya, kind=IdentifierKind.EMAIL, value="priya.home@example.org")
    ask("priya.home@example.org")
    assert delivered() == [cast.priya.email]
    assert "/requests/link/" not in mail.outbox[0].body
    assert "sign in" in mail.outbox[0].body
    assert not OutsideAccess.objects.exists()


def test_nobody_gets_no_mail(zoe) -> None:
    ask("nobody@example.org")
    assert delivered() == []
    assert not LinkAsked.objects.exists()


def test_an_address_that_went_to_somebody_else_opens_nothing(cast, zoe) -> None:
    """Addresses are given out again: the new owner must not read what belongs to the person before."""
    heir = make_person("Hana Heir")
    Person.objects.filter(pk=heir.pk).update(email=PRIVATE)
    ask(PRIVATE)
    assert delivered() == [PRIVATE]
    assert "/requests/link/" not in mail.outbox[0].body
    leave(person=heir, by=BY)
    ask(PRIVATE)
    assert delivered() == []


def test_an_address_of_the_company_s_own_brings_no_link_to_who_left(settings, zoe) -> None:
    settings.COMPANY_MAIL_DOMAINS = ["example.com"]
    ask("zoe.gone@example.com")
    assert delivered() == []
    ask(PRIVATE)
    assert delivered() == [PRIVATE]


def test_what_is_no_address_is_asked_for_again(zoe) -> None:
    assert ask("zoe").status_code == 422
    assert not LinkAsked.objects.exists()


def test_an_address_gets_three_links_an_hour_from_one_client_and_the_page_says_the_same(zoe) -> None:
    answers = {ask(PRIVATE)["Location"] for _ in range(5)}
    assert answers == {"/requests/asked/"}
    assert delivered() == [PRIVATE] * 3
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=61), tick=False):
        ask(PRIVATE)
        assert delivered() == [PRIVATE]


def test_an_address_gets_ten_links_an_hour_from_everywhere_together(zoe) -> None:
    for number in range(12):
        ask(PRIVATE, REMOTE_ADDR=f"192.0.2.{number}")
    assert delivered() == [PRIVATE] * 10


def test_one_client_asks_twenty_times_an_hour_and_then_hears_why_not(zoe) -> None:
    statuses = [ask(f"nobody{number}@example.org").status_code for number in range(21)]
    assert statuses == [302] * 20 + [429]
    assert ask("nobody@example.org", REMOTE_ADDR="192.0.2.1").status_code == 302


def test_without_redis_each_process_counts_and_allows_less(settings, zoe, monkeypatch) -> None:
    monkeypatch.setitem(settings.CACHES["limits"], "LOCATION", "redis://127.0.0.1:1/0")
    caches["limits"] = caches.create_connection("limits")
    try:
        assert [ask(f"nobody{number}@example.org").status_code for number in range(6)] == [302] * 5 + [429]
    finally:
        del caches["limits"]


def test_what_cannot_be_counted_is_refused(zoe, monkeypatch) -> None:
    def broken(*_args, **_kwargs):
        raise OSError

    for name in ("limits", "default"):
        monkeypatch.setattr(caches[name], "add", broken)
    assert ask(PRIVATE).status_code == 429


def test_behind_a_proxy_the_last_address_counts_and_a_made_up_one_does_not(settings, zoe) -> None:
    settings.BEHIND_PROXY = True
    for number in range(20):
        ask("nobody@example.org", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 192.0.2.7")
    assert ask("nobody@example.org", HTTP_X_FORWARDED_FOR="10.0.0.99, 192.0.2.7").status_code == 429
    assert ask("nobody@example.org", HTTP_X_FORWARDED_FOR="192.0.2.8").status_code == 302


# --- sending -----------------------------------------------------------------------------------------


def fail(monkeypatch, error) -> None:
    def refuse(_mail):
        raise error({PRIVATE: (550, b"no")})

    monkeypatch.setattr(EmailMessage, "send", refuse)


def test_a_mail_server_that_is_away_is_tried_again_and_the_token_is_made_anew(zoe, monkeypatch, caplog) -> None:
    ask(PRIVATE)
    with monkeypatch.context() as broken:
        fail(broken, smtplib.SMTPServerDisconnected)
        assert delivered() == []
    assert LinkAsked.objects.count() == 1
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=20), tick=False):
        assert delivered() == [PRIVATE]
        answer = Client().post("/requests/enter/", {"token": token_in(mail.outbox[0])})
    assert answer.status_code == 302
    assert PRIVATE not in caplog.text


def test_an_address_that_is_refused_holds_up_nobody_and_stands_in_no_log(zoe, monkeypatch, caplog) -> None:
    ask(PRIVATE)
    fail(monkeypatch, smtplib.SMTPRecipientsRefused)
    outside_mail.mail_links()
    assert not LinkAsked.objects.exists()
    assert PRIVATE not in caplog.text


def test_a_note_that_another_worker_sends_is_left_alone(zoe, monkeypatch) -> None:
    ask(PRIVATE)
    send = EmailMessage.send

    def nested(message):
        monkeypatch.setattr(EmailMessage, "send", send)
        assert outside_mail.mail_links() == 0
        return send(message)

    monkeypatch.setattr(EmailMessage, "send", nested)
    assert outside_mail.mail_links() == 1
    assert len(mail.outbox) == 1


def test_a_note_that_nobody_could_answer_is_forgotten_after_a_day(zoe) -> None:
    link_for(PRIVATE)
    ask(PRIVATE)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=1, hours=1), tick=False):
        outside_links.forget()
    assert not LinkAsked.objects.exists()
    assert not OutsideToken.objects.exists()


# --- using it ----------------------------------------------------------------------------------------


def test_looking_at_a_link_uses_nothing_up_and_looks_the_same_for_any_token(zoe) -> None:
    token, client = link_for(PRIVATE), Client()
    page = client.get(f"/requests/link/{token}/")
    other = client.get(f"/requests/link/{'A' * len(token)}/")
    assert TOKENS.sub(b"", page.content) == TOKENS.sub(b"", other.content)
    assert page["Referrer-Policy"] == "strict-origin"
    assert page["Cache-Control"] == "no-store"
    # The form sends the token in its body: no address that is posted to holds it, so no log of a refusal does.
    assert b'action="/requests/enter/"' in page.content
    assert client.post("/requests/enter/", {"token": token}).status_code == 302


def test_a_link_works_once_and_for_thirty_minutes(zoe) -> None:
    token = link_for(PRIVATE)
    assert Client().post("/requests/enter/", {"token": token}).status_code == 302
    again = Client().post("/requests/enter/", {"token": token})
    assert again.status_code == 410
    assert "used already" in again.content.decode()
    late = link_for(PRIVATE)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=31), tick=False):
        assert Client().post("/requests/enter/", {"token": late}).status_code == 410
    for wrong in ("", "x", "A" * 43, late + "A"):
        assert Client().post("/requests/enter/", {"token": wrong}).status_code == 410


def test_links_that_are_tried_one_after_another_are_stopped(zoe) -> None:
    statuses = [Client().post("/requests/enter/", {"token": "A" * 43}).status_code for _ in range(21)]
    assert statuses == [410] * 20 + [429]


def test_coming_in_is_an_entry_without_the_address(zoe) -> None:
    visit()
    entry = Entry.objects.get(event="rights:outside:prove")
    access = OutsideAccess.objects.get()
    assert (entry.actor, entry.subject, entry.ref) == (str(zoe.pk), str(zoe.pk), str(access.pk))
    assert access.proven_at is not None
    assert access.expires_at - access.proven_at == outside_links.OPEN_FOR
    assert not any(PRIVATE.encode() in bytes(one.payload) for one in Entry.objects.all())


def test_a_second_link_opens_the_same_way_in(zoe) -> None:
    visit()
    visit()
    assert OutsideAccess.objects.count() == 1
    assert Entry.objects.filter(event="rights:outside:prove").count() == 2


def test_coming_in_begins_a_new_session_and_ends_a_sign_in(cast, zoe) -> None:
    client = cast.client(cast.sam)
    before = client.session.session_key
    client.post("/requests/enter/", {"token": link_for(PRIVATE)})
    assert client.session.session_key != before
    assert client.get("/me/").status_code == 302
    assert client.get("/office/queue/").status_code in {302, 404}
    assert client.get("/requests/mine/").status_code == 200


def test_who_is_hired_again_signs_in_instead(zoe) -> None:
    client, token = visit(), link_for(PRIVATE)
    Person.objects.filter(pk=zoe.pk).update(left_at=None, is_active=True)
    assert client.get("/requests/mine/").status_code == 403
    assert Client().post("/requests/enter/", {"token": token}).status_code == 410


def test_a_person_who_left_holds_no_right_by_a_visit(cast) -> None:
    officer = make_person("Otto Officer", role=Role.PRIVACY_OFFICER)
    Identifier.objects.create(person=officer, kind=IdentifierKind.EMAIL, value=PRIVATE)
    leave(person=officer, by=BY)
    client = visit()
    for address in ("/me/", "/office/", "/office/concerns/", "/office/outside/", "/me/requests/", "/me/inbox/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"][:17]) == (302, "/accounts/login/?"), address
