"""Mistakes in declarations are found at the start: events, governed models, lineage files."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps

from audit import checks, vocabulary
from audit.governed import Governed
from audit.verification.lineage import Lineage
from audit.vocabulary import Event
from tests.audit.app.events import WorkshopEvent

ROOT = Path(__file__).resolve().parents[2]
MODULE = "tests.audit.app.models"


def test_an_event_has_a_label_and_its_facts():
    event = WorkshopEvent.MADE
    assert (event.value, event.label, "rows" in event.facts) == ("workshop:widget:make", "Widget made", True)
    assert vocabulary.registered["workshop:widget:make"] is event


@pytest.mark.parametrize(
    "member",
    [("two:parts", "x"), ("Upper:case:code", "x"), ("a:b:c", "x", "facts"), ("a:b:c", "x", ("actor",)), ("a:b:c", "x", ("a b",))],
)
def test_a_badly_declared_event_is_refused(member):
    with pytest.raises(ImproperlyConfigured):
        Event("Wrong", {"ONE": member})


def test_two_rooms_cannot_declare_the_same_event(monkeypatch):
    twin = Event("Twin", {"MADE": ("workshop:widget:make", "Again")}, module=__name__)
    monkeypatch.setitem(globals(), "Twin", twin)
    with pytest.raises(ImproperlyConfigured, match="declares already"):
        vocabulary.register(__name__)


def test_the_page_of_events_is_current():
    out = StringIO()
    call_command("audit_events", stdout=out)
    assert (ROOT / "docs/events.md").read_text(encoding="utf-8") == out.getvalue(), "run: manage.py audit_events > docs/events.md"


def findings(model):
    found = [*checks._managers(model), *checks._relations(model), *checks._fields(model)]
    return {message.id for message in found}


@isolate_apps("tests.audit.app")
def test_a_meta_that_loses_the_guarded_manager_is_an_error():
    class Loose(Governed):
        __module__ = MODULE
        every = models.Manager()

        class Meta:
            app_label = "workshop"
            base_manager_name = "every"

    assert findings(Loose) == {"audit.E001", "audit.E002"}


@isolate_apps("tests.audit.app")
def test_an_unguarded_manager_is_an_error():
    class Open(Governed):
        every = models.Manager()

        class Meta(Governed.Meta):
            app_label = "workshop"

    assert findings(Open) == {"audit.E002"}


@isolate_apps("tests.audit.app")
@pytest.mark.parametrize("rule", [models.SET_NULL, models.CASCADE])
def test_a_relation_that_changes_governed_rows_is_an_error(rule):
    class Owner(models.Model):  # noqa: DJ008 - nobody reads it
        class Meta:
            app_label = "workshop"

    class Owned(Governed):
        owner = models.ForeignKey(Owner, on_delete=rule, null=True)

        class Meta(Governed.Meta):
            app_label = "workshop"

    assert findings(Owned) == {"audit.E003"}


@isolate_apps("tests.audit.app")
def test_a_float_is_an_error():
    class Measured(Governed):
        weight = models.FloatField()

        class Meta(Governed.Meta):
            app_label = "workshop"

    assert findings(Measured) == {"audit.E004"}


def test_our_own_rooms_have_no_findings():
    assert [message for message in checks.governed_declarations() if message.id.startswith("audit.E")] == []


def test_history_switched_off_is_an_error(settings):
    settings.SIMPLE_HISTORY_ENABLED = False
    assert "audit.E005" in {message.id for message in checks.governed_declarations()}


def test_a_lineage_file_tells_what_became_of_tables_and_columns():
    lineage = Lineage(json.loads('{"old": {"table": "new", "columns": {"a": "b", "c": null}}, "gone": {"table": null}}'))
    assert (lineage.table("old"), lineage.table("gone"), lineage.table("other")) == ("new", None, "other")
    assert (lineage.column("new", "a"), lineage.column("new", "c"), lineage.column("new", "d")) == ("b", None, "d")
    assert lineage.knows_table("gone")
    assert not lineage.knows_table("other")
