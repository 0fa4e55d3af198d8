"""An entry seals exactly the history rows made inside it, and what was rolled back is in no entry."""
# ruff: noqa: PT012 - what happens before the error inside the block is the point

import datetime as dt
import json
import uuid
from decimal import Decimal

import pytest
from django.db import connection, transaction

from audit import ledger
from audit.errors import LedgerError
from audit.models import Entry
from tests.audit.app.events import WorkshopEvent
from tests.audit.app.models import Gear, Widget
from tests.audit.workshop import SOMEBODY, make_widget

pytestmark = [pytest.mark.django_db, pytest.mark.flows]


def payload(entry):
    return json.loads(ledger.payload(entry.id))


def sealed(entry, *columns):
    rows = []
    for group in payload(entry)["rows"]:
        places = [group["columns"].index(column) for column in columns]
        rows += [tuple(row[place] for place in places) for row in group["rows"]]
    return rows


def test_an_entry_says_who_did_what_and_holds_the_row_as_stored():
    program = uuid.uuid4()
    facts = {"program": program, "signals": ["keystroke"]}
    with ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY, subject=SOMEBODY, ref=program, **facts) as entry:
        widget = Widget.objects.create(
            person=SOMEBODY,
            price=Decimal("1.5"),
            span=dt.timedelta(seconds=1, microseconds=2),
            day=dt.date(2026, 1, 2),
            at=dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone(dt.timedelta(hours=1))),
            extra={"b": [1, "x"], "a": None},
            note="long " * 100,
        )
        entry.add_facts(rows=1)
    found = payload(entry)
    assert (found["event"], found["actor"], found["subject"]) == ("workshop:widget:make", str(SOMEBODY), str(SOMEBODY))
    assert found["facts"] == {"program": str(program), "signals": ["keystroke"], "rows": 1}
    assert found["rows"][0]["table"] == "workshop_widget"
    row = dict(zip(found["rows"][0]["columns"], found["rows"][0]["rows"][0], strict=True))
    assert row["ref"] == str(widget.ref)
    assert (row["history_type"], row["history_previous"]) == ("+", None)
    assert (row["price"], row["span"], row["day"]) == ("1.50", 1_000_002, "2026-01-02")
    assert row["at"] == "2026-01-02T02:04:05.000000Z"
    assert row["extra"] == {"json": {"a": None, "b": [1, "x"]}}
    assert row["note"].keys() == {"sha256"}


def test_history_rows_carry_the_actor_the_event_and_the_entry():
    widget = make_widget()
    row = widget.history.get()
    assert (row.history_user_id, row.history_user) == (str(SOMEBODY), str(SOMEBODY))
    assert (row.history_change_reason, row.history_entry) == ("workshop:widget:make", widget.entry_id)


def test_each_row_names_the_one_before_it():
    widget = make_widget()
    first = widget.history.get().history_id
    with ledger.entry(WorkshopEvent.CHANGED, actor="system:test") as entry:
        widget.state = "sold"
        widget.save()
        key = widget.pk
        widget.delete()
    second, third = sealed(entry, "history_id", "history_previous", "history_type", "ref")
    assert second == (second[0], first, "~", str(key))
    assert third == (third[0], second[0], "-", str(key))


def test_nested_entries_hold_their_own_rows_and_stand_in_the_order_of_opening():
    with ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY) as outer:
        widget = Widget.objects.create(person=SOMEBODY)
        with ledger.entry(WorkshopEvent.CHANGED, actor="system:test") as inner:
            Gear.objects.create(widget=widget)
        widget.state = "sold"
        widget.save()
    assert sealed(outer, "history_type") == [("+",), ("~",)]
    assert [group["table"] for group in payload(inner)["rows"]] == ["workshop_gear"]
    ledger.sequence()
    assert ledger.index(inner.id) == ledger.index(outer.id) + 1


def test_a_rolled_back_savepoint_leaves_no_row_in_the_body():
    with ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY) as entry:
        kept = Widget.objects.create(person=SOMEBODY)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            Widget.objects.create(person=SOMEBODY, state=str(1 / 0) if Widget.objects.create(person=SOMEBODY) else "")
        again = Widget.objects.create(person=SOMEBODY)
    assert sealed(entry, "ref") == [(str(kept.pk),), (str(again.pk),)]


def test_a_nested_entry_that_fails_is_not_written():
    with ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY) as outer:
        kept = Widget.objects.create(person=SOMEBODY)
        with pytest.raises(KeyError), ledger.entry(WorkshopEvent.CHANGED, actor=SOMEBODY) as inner:
            Widget.objects.create(person=SOMEBODY)
            raise KeyError
    assert sealed(outer, "ref") == [(str(kept.pk),)]
    assert not Entry.objects.filter(id=inner.id).exists()


def test_a_nested_entry_in_a_savepoint_that_is_rolled_back_is_not_written():
    with ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY) as outer, pytest.raises(KeyError), transaction.atomic():
        with ledger.entry(WorkshopEvent.CHANGED, actor=SOMEBODY) as inner:
            Widget.objects.create(person=SOMEBODY)
        raise KeyError
    assert Entry.objects.filter(id=outer.id).exists()
    assert not Entry.objects.filter(id=inner.id).exists()


def test_an_entry_that_fails_leaves_nothing_and_the_next_one_works():
    before = Entry.objects.count()
    with pytest.raises(KeyError), ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY):
        Widget.objects.create(person=SOMEBODY)
        raise KeyError
    assert (Entry.objects.count(), Widget.objects.count()) == (before, 0)
    make_widget()
    assert Entry.objects.count() == before + 1


@pytest.mark.parametrize(
    "value", ["two words", "someone@example.com", "x" * 129, 1.5, object(), ["a b"], {"k": "a b"}, {"a b": 1}, b"bytes"]
)
def test_a_fact_that_looks_like_words_or_is_no_whole_number_is_refused(value):
    with pytest.raises(LedgerError), ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY, program=value):
        pass


@pytest.mark.parametrize("actor", ["alice", "person:alice", "system:", "system:two words", "a@b", 7])
def test_an_actor_of_another_form_is_refused(actor):
    with pytest.raises(LedgerError), ledger.entry(WorkshopEvent.MADE, actor=actor):
        pass


def test_a_fact_that_the_event_does_not_name_is_refused():
    with pytest.raises(LedgerError, match="no fact named colour"):
        ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY, colour="red").__enter__()
    with ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY) as entry, pytest.raises(LedgerError):
        entry.add_facts(colour="red")


def test_facts_cannot_change_when_the_block_was_left():
    with ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY) as entry:
        pass
    with pytest.raises(LedgerError, match="closed"):
        entry.add_facts(rows=1)


def test_retired_and_undeclared_events_are_refused():
    for event in (WorkshopEvent.OLD, "workshop:widget:make"):
        with pytest.raises(LedgerError):
            ledger.entry(event, actor=SOMEBODY).__enter__()


def test_callbacks_run_with_no_entry_open(django_capture_on_commit_callbacks):
    seen = []
    with django_capture_on_commit_callbacks(execute=True), ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY):
        transaction.on_commit(lambda: seen.append(len(connection.audit_family.open)))
    assert seen == [0]


def test_a_change_larger_than_a_leaf_becomes_several_entries_of_one_batch():
    with ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY) as entry:
        for _ in range(400):
            Widget.objects.create(person=SOMEBODY, note="n" * 200)
    parts = list(Entry.objects.filter(batch=entry.id).order_by("id"))
    assert len(parts) > 1
    bodies = [json.loads(bytes(part.payload)) for part in parts]
    assert all(len(part.payload) <= 65_535 for part in parts)
    assert [body["part"] for body in bodies] == list(range(len(parts)))
    assert bodies[0]["id"] == bodies[-1]["batch"] == str(entry.id)
    assert sum(len(group["rows"]) for body in bodies for group in body["rows"]) == 400
