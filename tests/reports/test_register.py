"""The deletion register: what it says, who may have it, and that it names nobody."""

import hashlib

import pytest

from audit.models import Entry
from consent.actions import choices
from purges import passes, verification
from reports.models import BuiltReport
from tests.cast import MOUSE, Cast

pytestmark = [pytest.mark.flows, pytest.mark.rule("R92")]


@pytest.fixture
def verified(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    cast.give(cast.priya, MOUSE)
    cast.record(cast.priya, MOUSE)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    passes.run(cast.datasets[MOUSE].pk)
    verification.verify(cast.datasets[MOUSE].pk)


def build(cast: Cast, person, since: str = "2020-01-01", until: str = "2099-12-31"):
    return cast.client(person).post("/legal/reports/deletion-register/", {"since": since, "until": until})


def test_legal_downloads_the_register_and_its_digest_is_in_the_ledger(cast: Cast, verified) -> None:
    body = b"".join(build(cast, cast.lena).streaming_content)
    _, line = body.decode().splitlines()
    assert '"verified"' in line
    assert '"7","7","0"' in line
    built = BuiltReport.objects.get()
    assert (built.rows, built.sha256) == (1, hashlib.sha256(body).hexdigest())
    assert any(built.sha256.encode() in bytes(one) for one in Entry.objects.values_list("payload", flat=True))


def test_the_same_data_gives_the_same_bytes(cast: Cast, verified) -> None:
    assert len({b"".join(build(cast, cast.lena).streaming_content) for _ in range(2)}) == 1


def test_it_names_nobody(cast: Cast, verified) -> None:
    text = b"".join(build(cast, cast.lena).streaming_content).decode()
    for marker in ("Priya", "priya.nair", str(cast.priya.pk), cast.priya.identifiers.get().value):
        assert marker not in text


@pytest.mark.parametrize("who", ["priya", "marco", "sam", "tomoko"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    assert build(cast, getattr(cast, who)).status_code == 403


def test_a_period_that_ends_before_it_begins_is_refused_in_its_field(cast: Cast) -> None:
    answer = build(cast, cast.lena, since="2026-02-02", until="2026-02-01")
    assert answer.status_code == 422
    assert "before the first" in answer.content.decode()


@pytest.mark.parametrize(("since", "until"), [("0001-01-01", "2030-01-01"), ("2020-01-01", "9999-12-31")])
def test_days_that_no_calendar_can_hold_are_refused(cast: Cast, since: str, until: str) -> None:
    assert build(cast, cast.lena, since, until).status_code == 422
