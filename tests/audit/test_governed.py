"""A governed row changes inside an entry or not at all: in the model, in the manager, and in the database."""
# ruff: noqa: PT012, S608 - blocks that fail halfway, and SQL that goes round the models, are the point

import threading
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from audit import guards, ledger
from audit.errors import OutsideEntryError, UnprovableWriteError
from audit.models import Checkpoint, Entry, Leaf
from tests.audit.app.events import WorkshopEvent
from tests.audit.app.models import Gear, Plain, Widget
from tests.audit.workshop import SOMEBODY, make_widget

pytestmark = [pytest.mark.django_db, pytest.mark.flows]
REFUSALS = "append-only|ledger entry|never emptied|never replaced|has no leaf"
HISTORY = Widget.history.model
HISTORY_TABLE = HISTORY._meta.db_table


def test_a_change_outside_an_entry_is_refused_before_it_is_written():
    widget = make_widget()
    for attempt in (
        lambda: Widget(person=SOMEBODY).save(),
        lambda: Widget.objects.create(person=SOMEBODY),
        lambda: Widget.objects.get_or_create(person=uuid.uuid4()),
        widget.save,
        widget.delete,
        lambda: widget.save_base(raw=True),
    ):
        with pytest.raises((OutsideEntryError, UnprovableWriteError)):
            attempt()
    assert Widget.objects.count() == HISTORY.objects.count() == 1


def test_writes_without_history_are_refused_even_inside_an_entry():
    widget = make_widget()
    with ledger.entry(WorkshopEvent.CHANGED, actor=SOMEBODY):
        for attempt in (
            lambda: Widget.objects.update(state="x"),
            lambda: Widget.objects.filter(pk=widget.pk).delete(),
            lambda: Widget.objects.bulk_create([Widget(person=SOMEBODY)]),
            lambda: Widget.objects.bulk_update([widget], ["state"]),
            lambda: Widget._base_manager.update(state="x"),
            lambda: Widget.objects.all()._raw_delete("default"),
            lambda: widget.gears.update(teeth=1),
            widget.save_without_historical_record,
        ):
            with pytest.raises(UnprovableWriteError):
                attempt()
        widget.skip_history_when_saving = True
        with pytest.raises(UnprovableWriteError):
            widget.save()
    assert Widget.objects.get().state == "made"


def test_history_rows_are_neither_changed_nor_deleted():
    widget = make_widget()
    row = widget.history.get()
    with ledger.entry(WorkshopEvent.CHANGED, actor=SOMEBODY):
        for attempt in (row.save, row.delete, widget.history.all().delete, lambda: HISTORY.objects.update(state="x")):
            with pytest.raises(UnprovableWriteError):
                attempt()


def test_ledger_rows_are_neither_changed_nor_deleted():
    make_widget()
    ledger.sequence()
    for model in (Entry, Leaf, Checkpoint):
        row = model.objects.first()
        for attempt in (model.objects.all().delete, model.objects.update, row.delete):
            with pytest.raises(UnprovableWriteError):
                attempt()
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save()


def test_what_is_not_governed_changes_as_ever():
    Plain.objects.create(name="a")
    assert Plain.objects.update(name="b") == 1


def test_another_thread_has_no_entry_open():
    raised = []

    def elsewhere():
        try:
            Widget(person=SOMEBODY).save()
        except OutsideEntryError as error:
            raised.append(error)
        finally:
            connection.close()

    with ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert len(raised) == 1


def refused(statement, *values):
    with pytest.raises(DatabaseError, match=REFUSALS), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE workshop_widget SET state = 'x'",
        "DELETE FROM workshop_widget",
        "UPDATE workshop_historicalwidget SET state = 'x'",
        "DELETE FROM workshop_historicalwidget",
        f"INSERT INTO {HISTORY_TABLE} (ref, history_type, history_date) SELECT ref, '~', history_date FROM {HISTORY_TABLE}",
        "UPDATE audit_entry SET actor = 'x'",
        "DELETE FROM audit_entry",
        "UPDATE audit_leaf SET hash = hash",
        "DELETE FROM audit_leaf",
        "UPDATE audit_checkpoint SET size = size + 1",
        "DELETE FROM audit_checkpoint",
    ],
)
def test_the_database_refuses_what_goes_round_the_models(statement):
    make_widget()
    ledger.sequence()
    refused(statement)


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.parametrize("table", ["workshop_historicalwidget", "audit_entry", "audit_leaf", "audit_checkpoint"])
def test_insert_or_replace_is_refused_on_sqlite_even_inside_an_entry(table):
    make_widget()
    with ledger.entry(WorkshopEvent.CHANGED, actor=SOMEBODY):
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize("table", ["workshop_widget, workshop_gear", "workshop_historicalwidget", "audit_entry"])
def test_truncate_is_refused_on_postgresql(table):
    make_widget()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused(f"TRUNCATE {table}")


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_raw_sql_inside_an_entry_is_refused_on_postgresql():
    widget = make_widget()
    with ledger.entry(WorkshopEvent.CHANGED, actor=SOMEBODY):
        refused("UPDATE workshop_widget SET state = 'x' WHERE ref = %s", widget.pk)


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_replica_mode_does_not_silence_the_guards():
    make_widget()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        refused("DELETE FROM workshop_historicalwidget")
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_remade_table_is_guarded_again_after_migrate():
    make_widget()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    guards.lift("default")
    assert any("workshop_gear is missing" in problem for problem in guards.problems("default"))
    guards.arm("default")
    assert guards.problems("default") == []


def test_the_manager_still_reads_and_relations_still_work():
    widget = make_widget()
    with ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY):
        Gear.objects.create(widget=widget, teeth=3)
    assert Widget.objects.filter(gears__teeth=3).select_for_update().get() == widget
