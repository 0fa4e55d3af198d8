"""Law 4, from outside: addresses, tokens and words are driven through asking, visiting and concerns, then looked for everywhere."""

import logging
import uuid

import pytest
from django.core.cache import caches
from django.test import Client

from people.models import Person
from rights.actions import concerns
from tests.cast import make_cast
from tests.journeys import test_markers
from tests.journeys.test_markers import everything_valkey_hears, tables_with_markers
from tests.rights.concern_box import protection_officer
from tests.rights.visitors import ask, delivered, filed_from_outside, left, link_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("R53", "R100")]
PRIVATE, UNKNOWN = "qwuzz.private@qwuzzmail.example", "stranger@qwuzzmail.example"
MARKERS = ("qwuzz", "zyxwords", "zyxconcern")


def drive() -> list[str]:
    """Ask for links, known and unknown, wrong and right; visit, file, write; raise concerns. The secrets that were on the way."""
    cast = make_cast(datasets=False)
    protection_officer()
    left("Qwuzz Gone", private=PRIVATE)
    ask(UNKNOWN)
    ask("no address qwuzz")
    delivered()
    token, client = link_for(PRIVATE), Client()
    client.get(f"/requests/link/{token}/")
    for _ in range(2):
        client.post("/requests/enter/", {"token": token})
    token = link_for(PRIVATE)
    client.post("/requests/enter/", {"token": token})
    request = filed_from_outside(client, words="zyxwords")
    client.post(f"/requests/mine/{request.pk}/write/", {"token": str(uuid.uuid4()), "words": "zyxwords again"})
    client.get(f"/requests/mine/{request.pk}/")
    for name in ("anonymous", "named"):
        fields = {"token": str(uuid.uuid4()), "program": cast.program.slug, "name": name, "words": "zyxconcern"}
        cast.client(cast.priya).post("/me/concerns/new/", fields)
    concerns.hand_on_letters()
    return [token]


def test_markers_are_found_in_people_only(valkey, caplog, monkeypatch) -> None:
    caches["limits"].clear()
    caches["default"].clear()
    caplog.set_level(logging.DEBUG)
    # Django's log of SQL is for developers alone: production's level is INFO.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    monkeypatch.setattr(test_markers, "MARKERS", MARKERS)
    with everything_valkey_hears(valkey) as heard:
        secrets = drive()
    assert tables_with_markers() == {}
    monkeypatch.setattr(test_markers, "MARKERS", tuple(secret.lower() for secret in secrets))
    assert tables_with_markers() == {}
    searched = {"Valkey": "\n".join(heard), "the log": caplog.text}
    assert "limit:outside-client" in searched["Valkey"]
    assert "rights.tasks.mail_links" in searched["Valkey"]
    for place, text in searched.items():
        assert [marker for marker in (*MARKERS, *secrets) if marker.lower() in text.lower()] == [], place
    assert Person.objects.filter(name__startswith="Qwuzz").exists()
