"""Many rows at once leave the same history and the same seals as one by one."""

import json
import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from audit import bulk
from audit.models import Entry
from tests.audit.app.events import WorkshopEvent
from tests.audit.app.models import Gear, Widget
from tests.audit.workshop import SOMEBODY

pytestmark = [pytest.mark.django_db, pytest.mark.flows]


def sealed_rows():
    payloads = [json.loads(bytes(value)) for value in Entry.objects.order_by("id").values_list("payload", flat=True)]
    return [row for payload in payloads for group in payload["rows"] for row in group["rows"]]


def made(count, chunk=70):
    rows = ({"person": uuid.uuid4(), "state": "given", "extra": {"n": number}} for number in range(count))
    return bulk.create(Widget, rows, event=WorkshopEvent.MADE, actor=SOMEBODY, program="p", chunk=chunk)


def test_created_rows_have_history_and_are_sealed():
    assert made(300) == Widget.objects.count() == Widget.history.count() == 300
    assert len(sealed_rows()) == 300
    row = Widget.history.first()
    assert (row.history_user_id, row.history_change_reason, row.history_type) == (str(SOMEBODY), "workshop:widget:make", "+")
    assert row.extra == Widget.objects.get(pk=row.ref).extra
    call_command("audit_verify", verbosity=0)


def test_rows_with_numbered_keys_work_too():
    made(3)
    rows = [{"widget": widget, "teeth": 3} for widget in Widget.objects.all()]
    assert bulk.create(Gear, rows, event=WorkshopEvent.MADE, actor=SOMEBODY) == 3
    assert Gear.history.count() == 3
    call_command("audit_verify", verbosity=0)


def test_updated_rows_link_to_the_row_before():
    made(120)
    chosen = Widget.objects.filter(pk__in=list(Widget.objects.values_list("pk", flat=True)[:100]))
    changed = bulk.update(chosen, event=WorkshopEvent.CHANGED, actor="system:test", changes={"state": "expired"}, chunk=30)
    assert changed == Widget.objects.filter(state="expired").count() == 100
    rows = sealed_rows()
    assert len(rows) == 220
    assert all(row[1] is not None for row in rows if row[2] == "~")
    call_command("audit_verify", verbosity=0)


def test_nothing_to_do_is_one_empty_entry():
    before = Entry.objects.count()
    assert bulk.update(Widget.objects.all(), event=WorkshopEvent.CHANGED, actor=SOMEBODY, changes={"state": "x"}) == 0
    assert Entry.objects.count() == before + 1


def test_all_of_it_or_nothing():
    key = uuid.uuid4()
    rows = [{"person": SOMEBODY}, {"ref": key, "person": SOMEBODY}, {"ref": key, "person": SOMEBODY}]
    with pytest.raises(IntegrityError):
        bulk.create(Widget, rows, event=WorkshopEvent.MADE, actor=SOMEBODY, chunk=2)


def test_all_parts_name_one_batch():
    made(700)
    batches = set(Entry.objects.values_list("batch", flat=True))
    assert len(batches) == 1
    assert None not in batches
