"""Fetching a copy: one link, once, within 15 minutes, for one person in one session; everything else is refused in words."""

import datetime as dt
import logging
import time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from common.errors import Conflict, NotAllowed
from people import step_up
from people.models import Message
from rights.access.sealed_stream import BEGINNING, TAG
from rights.actions import downloading, package_ending
from rights.models import DownloadLink, Package
from tests.cast import MOUSE
from tests.rights.packages import built, file_of, granted, zip_of

pytestmark = pytest.mark.django_db
MINE = "my-package"
FROM_HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def package(cast):
    cast.record(cast.priya, MOUSE)
    return built(granted(cast.priya, cast.sam))


def address(package, part=""):
    return reverse(f"{MINE}{part}", args=[package.request_id])


def with_link(cast, package, person=None):
    client = cast.client(person or cast.priya)
    answer = client.post(address(package, "-link"))
    assert (answer.status_code, answer["Location"]) == (302, address(package, "-fetch"))
    return client


def body(answer):
    return b"".join(answer.streaming_content)


@pytest.mark.rule("R62")
def test_the_link_gives_the_zip_under_a_name_of_ours_and_nobody_keeps_a_copy(cast, package):
    client = with_link(cast, package)
    page = client.get(address(package, "-fetch"))
    assert "Download now" in page.content.decode()
    answer = client.post(address(package, "-fetch"), **FROM_HERE)
    assert answer["Content-Disposition"] == f'attachment; filename="my-data-{package.request.short_ref}.zip"'
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "no-store")
    data = body(answer)
    assert data == zip_of(package)
    assert int(answer["Content-Length"]) == len(data) == package.bytes


@pytest.mark.rule("R62")
def test_the_person_and_the_ledger_hear_of_every_download(cast, package):
    body(with_link(cast, package).post(address(package, "-fetch")))
    entry = Entry.objects.get(event="rights:package:fetch")
    assert (entry.actor, entry.subject, entry.ref) == (str(cast.priya.pk), str(cast.priya.pk), str(package.request_id))
    assert Message.objects.filter(person=cast.priya, kind="package-fetched").count() == 1
    package.refresh_from_db()
    assert package.fetched_at is not None


def test_a_link_works_once_and_says_why_it_does_not_twice(cast, package):
    client = with_link(cast, package)
    body(client.post(address(package, "-fetch")))
    for answer in (client.get(address(package, "-fetch")), client.post(address(package, "-fetch"))):
        text = answer.content.decode()
        assert "used already" in text
        assert "Ask for a new link" in text
    assert client.post(address(package, "-fetch")).status_code == 410
    # A new one is asked for, and works.
    client.post(address(package, "-link"))
    assert body(client.post(address(package, "-fetch"))) == zip_of(package)


def test_looking_at_the_page_uses_nothing_up(cast, package):
    client = with_link(cast, package)
    for _ in range(3):
        assert client.get(address(package, "-fetch")).status_code == 200
        assert client.head(address(package, "-fetch")).status_code == 200
    assert not DownloadLink.objects.filter(used_at__isnull=False).exists()
    assert body(client.post(address(package, "-fetch")))


def test_a_link_is_over_after_fifteen_minutes(cast, package):
    client = with_link(cast, package)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=15, seconds=1)):
        assert "older than 15 minutes" in client.get(address(package, "-fetch")).content.decode()
        assert client.post(address(package, "-fetch")).status_code == 410


def test_in_another_session_of_the_same_person_the_link_does_nothing(cast, package):
    first = with_link(cast, package)
    second = cast.client(cast.priya)
    assert "no link for this copy in this browser" in second.get(address(package, "-fetch")).content.decode()
    second.cookies["package"] = first.cookies["package"].value
    text = second.post(address(package, "-fetch")).content.decode()
    assert "made in another session" in text
    assert "Ask for a new link" in text
    assert body(first.post(address(package, "-fetch")))


@pytest.mark.parametrize("who", ["marco", "sam", "lena", "tomoko"])
def test_nobody_else_finds_the_copy_whatever_they_hold(cast, package, who):
    mine, other = with_link(cast, package), cast.client(getattr(cast, who))
    other.cookies["package"] = mine.cookies["package"].value
    for part in ("", "-progress", "-fetch"):
        assert other.get(address(package, part)).status_code == 404
    for part in ("-link", "-fetch"):
        assert other.post(address(package, part)).status_code == 404
    assert not DownloadLink.objects.filter(used_at__isnull=False).exists()


def test_the_action_itself_refuses_somebody_elses_copy_and_a_link_of_another_one(cast, package):
    with pytest.raises(NotAllowed, match="somebody else"):
        downloading.make_link(package=package, person=cast.marco, session="s")
    made = downloading.make_link(package=package, person=cast.priya, session="s")
    with pytest.raises(NotAllowed, match="somebody else"):
        downloading.fetch(package=package, token=made.token, person=cast.marco, session="s")
    other = built(granted(cast.priya, cast.sam, "portability"))
    with pytest.raises(downloading.LinkRefused, match="no link for this copy"):
        downloading.fetch(package=other, token=made.token, person=cast.priya, session="s")


@pytest.mark.rule("R83")
def test_the_token_is_in_no_address_no_page_no_log_no_message_and_no_table(cast, package, caplog):
    caplog.set_level(logging.DEBUG)
    client = with_link(cast, package)
    token = client.cookies["package"].value
    assert len(token) >= 43
    cookie = client.cookies["package"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", address(package, "-fetch"))
    page = client.get(address(package, "-fetch"))
    body(client.post(address(package, "-fetch")))
    link = DownloadLink.objects.get()
    assert token not in page.content.decode() + caplog.text + str(vars(link))
    assert link.token_hash == downloading._hash(token)
    assert client.session.session_key not in str(vars(link))


@pytest.mark.rule("R84")
def test_a_link_asks_for_a_sign_in_of_the_last_minutes(cast, package):
    client = cast.client(cast.priya)
    session = client.session
    session[step_up.SESSION] = time.time() - step_up.RECENT_SECONDS - 1
    session.save()
    answer = client.post(address(package, "-link"))
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={address(package)}")
    assert not DownloadLink.objects.exists()


def test_another_site_can_start_no_download(cast, package):
    client = with_link(cast, package)
    for site in ("cross-site", "same-site", "none"):
        assert client.post(address(package, "-fetch"), HTTP_SEC_FETCH_SITE=site).status_code == 403
    assert not DownloadLink.objects.filter(used_at__isnull=False).exists()
    assert body(client.post(address(package, "-fetch"), **FROM_HERE))


def test_without_the_forms_own_token_nothing_is_made_and_nothing_sent(cast, package):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.priya, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(address(package, "-link")).status_code == 403
    assert client.post(address(package, "-fetch")).status_code == 403


def test_links_are_made_ten_times_an_hour_and_no_oftener(cast, package):
    for _ in range(downloading.LINKS_AN_HOUR):
        downloading.make_link(package=package, person=cast.priya, session="s")
    with pytest.raises(Conflict, match="within an hour"):
        downloading.make_link(package=package, person=cast.priya, session="s")
    DownloadLink.objects.update(made_at=timezone.now() - dt.timedelta(hours=1, seconds=1))
    assert downloading.make_link(package=package, person=cast.priya, session="s")


@pytest.mark.parametrize("place", [0, BEGINNING - 1, BEGINNING + 10, -1])
def test_a_file_that_was_changed_is_not_given_out(cast, package, place):
    path = file_of(package)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(bytes(data))
    made = downloading.make_link(package=package, person=cast.priya, session="s")
    fetched = downloading.fetch(package=package, token=made.token, person=cast.priya, session="s")
    with pytest.raises(Exception, match="sealed file"):
        b"".join(fetched.pieces)


def test_a_file_that_was_cut_or_is_gone_costs_no_link(cast, package):
    path = file_of(package)
    made = downloading.make_link(package=package, person=cast.priya, session="s")
    whole = path.read_bytes()
    for cut in (whole[:-1], whole[: BEGINNING + TAG], whole + b"x"):
        path.write_bytes(cut)
        with pytest.raises(Conflict, match="can't be read"):
            downloading.fetch(package=package, token=made.token, person=cast.priya, session="s")
    path.unlink()
    with pytest.raises(Conflict, match="not used up"):
        downloading.fetch(package=package, token=made.token, person=cast.priya, session="s")
    path.write_bytes(whole)
    fetched = downloading.fetch(package=package, token=made.token, person=cast.priya, session="s")
    assert b"".join(fetched.pieces)[:2] == b"PK"


def test_a_file_of_another_package_in_its_place_is_refused(cast, package):
    other = built(granted(cast.priya, cast.sam, "portability"))
    data = file_of(package).read_bytes()
    Package.objects.filter(pk=other.pk).update(bytes=package.bytes)
    other.refresh_from_db()
    file_of(other).write_bytes(data)
    made = downloading.make_link(package=other, person=cast.priya, session="s")
    fetched = downloading.fetch(package=other, token=made.token, person=cast.priya, session="s")
    with pytest.raises(Exception, match="sealed file"):
        next(fetched.pieces)


@pytest.mark.rule("R62")
def test_after_thirty_days_key_and_file_are_destroyed_and_the_page_says_so(cast, package):
    client = with_link(cast, package)
    assert package.expires_at - package.built_at == dt.timedelta(days=30)
    assert package_ending.end_packages() == 0
    with time_machine.travel(package.expires_at + dt.timedelta(seconds=1)):
        assert package_ending.end_packages() == 1
        assert package_ending.end_packages() == 0
    assert not file_of(package).exists()
    package.refresh_from_db()
    assert (package.state, package.wrapped_key) == (Package.State.EXPIRED, None)
    assert not package.links.exists()
    assert Entry.objects.filter(event="rights:package:destroy", subject=str(cast.priya.pk)).count() == 1
    page = client.get(address(package)).content.decode()
    assert "This copy is gone" in page
    assert client.post(address(package, "-link")).status_code == 409
    assert client.post(address(package, "-fetch")).status_code == 410


def test_between_its_end_and_the_sweep_it_can_not_be_fetched_either(cast, package):
    client = with_link(cast, package)
    Package.objects.update(expires_at=timezone.now())
    assert client.post(address(package, "-fetch")).status_code == 409
    assert client.post(address(package, "-link")).status_code == 409
    assert not DownloadLink.objects.filter(used_at__isnull=False).exists()
