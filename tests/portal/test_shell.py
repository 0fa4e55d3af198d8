"""Home, theme, health, refused actions, and the trial's sign-in."""

import time

import pytest
from django import forms
from django.core.checks import run_checks
from django.template.loader import render_to_string
from django.test import Client
from kombu import Connection, pools

from people.models import Person
from portal.celery import app
from portal.checks import trial_allowed, trial_is_not_production
from portal.navigation import links_for
from tests.cast import MOUSE, Cast


@pytest.mark.parametrize(
    ("who", "home"),
    [("priya", "/me/"), ("marco", "/me/"), ("sam", "/office/"), ("lena", "/legal/"), ("tomoko", "/office/stores/")],
)
def test_sign_in_leads_to_the_part_of_the_role(cast: Cast, who: str, home: str) -> None:
    assert cast.client(getattr(cast, who)).get("/").url == home


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/office/", "/office/"),
        ("/office/queue/new/", "/office/queue/"),
        ("/office/cases/6f1b/", "/office/queue/"),
        ("/office/outside/", "/office/queue/"),
        ("/office/datasets/6f1b/", "/office/stores/"),
        ("/me/requests/new/", "/me/requests/"),
        ("/me/history/", "/me/"),
        ("/me/inbox/", None),
        ("/how/", None),
    ],
)
def test_the_header_marks_the_part_that_a_page_belongs_to(cast: Cast, path: str, part: str | None) -> None:
    marked = [link["url"] for link in links_for(cast.sam, path) if link["current"]]
    assert marked == ([part] if part else [])


def test_the_trial_signs_in_with_one_click(cast: Cast) -> None:
    client = Client()
    assert b"Priya Nair" in client.get("/accounts/login/").content
    assert client.post("/demo/sign-in/", {"who": "employee"}).url == "/"
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize(
    "production",
    [{"DEMO": False}, {"HTTPS": True}, {"ALLOWED_HOSTS": ["assent.example.com"]}],
)
def test_the_trials_sign_in_is_shut_in_production(cast: Cast, settings, production) -> None:
    for name, value in production.items():
        setattr(settings, name, value)
    if "ALLOWED_HOSTS" not in production:
        assert Client().post("/demo/sign-in/", {"who": "employee"}).status_code == 404
    assert not trial_allowed()


def test_a_trial_with_productions_settings_is_an_error_at_start(settings) -> None:
    settings.DEMO, settings.HTTPS = True, True
    assert [error.id for error in trial_is_not_production(None)] == ["portal.E001"]
    settings.DEMO = False
    assert trial_is_not_production(None) == []
    assert not [error for error in run_checks() if error.id == "portal.E001"]


def test_a_refused_action_is_a_page_that_says_what_to_do(cast: Cast) -> None:
    client = cast.client(cast.priya)
    client.post("/me/programs/desktop/withdraw/", {"signal": MOUSE})
    answer = client.post("/me/programs/desktop/withdraw/", {"signal": MOUSE})
    assert answer.status_code == 409
    assert "off already" in answer.content.decode()


def test_htmx_is_told_by_a_message_and_a_reload(cast: Cast) -> None:
    client = cast.client(cast.priya)
    client.post("/me/programs/desktop/withdraw/", {"signal": MOUSE})
    answer = client.post("/me/programs/desktop/withdraw/", {"signal": MOUSE}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (409, "true")
    assert "off already" in client.get("/me/").content.decode()


def test_private_pages_are_never_kept_and_carry_the_policy(cast: Cast) -> None:
    answer = cast.client(cast.priya).get("/me/")
    assert answer["Cache-Control"] == "no-store"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_theme_is_kept_and_leads_back_to_this_site_only(cast: Cast) -> None:
    client = Client()
    answer = client.post("/theme/", {"theme": "dark"}, headers={"Referer": "http://evil.example/x"})
    assert (answer.url, answer.cookies["theme"].value) == ("/", "dark")
    assert b'data-theme="dark"' in client.get("/accounts/login/").content


def test_health_says_which_part_is_away(client: Client, db, settings, valkey) -> None:
    assert client.get("/healthz").json() == {"ok": True}
    assert client.get("/readyz").status_code == 200
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": True, "broker": False})


def test_a_browser_that_asks_for_an_icon_gets_no_page_and_no_cookie(cast: Cast) -> None:
    for client in (Client(), cast.client(cast.priya)):
        before = dict(client.cookies)
        answer = client.get("/favicon.ico")
        assert (answer.status_code, answer["Location"].startswith("/static/icon")) == (302, True)
        assert dict(client.cookies) == before


def test_nobody_signs_up(client: Client, db) -> None:
    assert "No sign-up here" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", {"email": "new@example.com", "password1": "correct horse battery"})
    assert not Person.objects.filter(email="new@example.com").exists()


def test_the_broker_being_away_does_not_break_a_withdrawal(
    cast: Cast, monkeypatch, caplog, django_capture_on_commit_callbacks
) -> None:
    cast.give(cast.priya, MOUSE)
    # Tasks publish through the app's pool of producers: one bound to a closed port stands for a broker that is away.
    with Connection("redis://127.0.0.1:9/0", transport_options=app.conf.broker_transport_options) as nowhere:
        monkeypatch.setattr(app.amqp, "_producer_pool", pools.producers[nowhere])
        start = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            answer = cast.client(cast.priya).post("/me/programs/desktop/withdraw/", {"signal": MOUSE})
    assert answer.status_code == 302
    assert "is away" in caplog.text
    assert time.monotonic() - start < 5, "a page must not wait for a broker that is away"


@pytest.mark.parametrize("address", ["/me/history/?program=%00", "/office/programs/?q=a%00b", "/me/%00", "/office/queue/?q=%00"])
def test_an_address_with_a_nul_is_a_bad_request_and_no_fault(cast: Cast, address: str) -> None:
    answer = cast.client(cast.sam).get(address)
    assert answer.status_code == 400
    assert b"Something in the request was wrong" in answer.content
    assert cast.client(cast.sam).get("/office/programs/?q=%2500").status_code == 200


def test_the_summary_of_errors_puts_no_colon_behind_a_question() -> None:
    kind = type("Asking", (forms.Form,), {"who": forms.CharField(label="Who asks?"), "why": forms.CharField(label="Reason")})
    page = render_to_string("elements/error_summary.html", {"form": kind({})})
    assert "Who asks? This field is required." in page
    assert "Reason: This field is required." in page
