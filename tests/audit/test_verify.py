"""Whoever changes, deletes or adds one row by SQL, guards dropped first, is found, and the row is named."""
# ruff: noqa: S608 - tampering is SQL by nature

import uuid

import pytest
from django.core.management import call_command
from django.db import connection

from audit import guards, ledger
from audit.merkle import leaf_hash
from audit.models import Checkpoint, Entry, Leaf
from tests.audit.app.models import Widget
from tests.audit.workshop import change_widget, complaint, make_widget, tamper

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.flows, pytest.mark.rule("R85")]
HISTORY = "workshop_historicalwidget"


@pytest.fixture(autouse=True)
def story():
    """Five entries: three widgets, two changes of the middle one."""
    widgets = []
    for _ in range(3):
        widgets.append(make_widget())
        ledger.sequence()
    for state in ("sold", "gone"):
        change_widget(widgets[1], state)
        ledger.sequence()
    call_command("audit_verify", verbosity=0)


def row(number):
    """The history id of the nth row made."""
    return Widget.history.order_by("history_id").values_list("history_id", flat=True)[number]


def entry(number):
    return Leaf.objects.get(index=number).entry


def literal(value):
    return f"'{value}'" if connection.vendor == "postgresql" else f"'{value.hex}'"


def blob(data):
    return f"'\\x{data.hex()}'::bytea" if connection.vendor == "postgresql" else f"x'{data.hex()}'"


def test_an_untouched_ledger_verifies(capsys):
    call_command("audit_verify")
    assert "Verified 5 entries and 5 history rows" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("state = 'stolen'", "state"),
        ("price = 9", "price"),
        ("person = NULL", "person"),
        ("history_type = '-'", "history_type"),
        ("history_user_id = 'system:other'", "the actor or the reason"),
        ("history_change_reason = 'workshop:widget:make'", "the actor or the reason"),
        ("history_entry = NULL", "history_entry"),
    ],
)
def test_a_changed_history_row_is_named(change, what):
    number = row(3)
    tamper(f"UPDATE {HISTORY} SET {change} WHERE history_id = {number}")
    said = complaint()
    assert said == f"history row {number} of workshop_widget: {what} differs from its sealed body in entry 3"


def test_a_deleted_history_row_is_named():
    number = row(3)
    tamper(f"DELETE FROM {HISTORY} WHERE history_id = {number}")
    assert complaint() == f"history row {number} of workshop_widget is missing; it was sealed in entry 3"


def test_an_added_history_row_is_named():
    columns = "ref, person, state, note, price, extra, history_date, history_type, history_entry"
    marker = '"on"'
    tamper(f"INSERT INTO {HISTORY} ({columns}, {marker}) SELECT {columns}, {marker} FROM {HISTORY} WHERE history_id = {row(4)}")
    assert complaint() == f"history row {row(5)} of workshop_widget was added: no ledger entry seals it"


def test_a_changed_ledger_entry_is_named():
    changed = bytes(Entry.objects.get(id=entry(2)).payload).replace(b'"made"', b'"sold"')
    tamper(f"UPDATE audit_entry SET payload = {blob(changed)} WHERE id = {literal(entry(2))}")
    assert complaint() == f"ledger entry 2 ({entry(2)}) was changed: its payload doesn't give its leaf's hash"


@pytest.mark.parametrize("column", ["actor", "subject", "event", "ref"])
def test_a_changed_column_of_a_ledger_entry_is_named(column):
    tamper(f"UPDATE audit_entry SET {column} = 'system:other' WHERE id = {literal(entry(2))}")
    assert complaint() == f"ledger entry 2 ({entry(2)}): column {column} differs from its payload"


def test_a_changed_leaf_is_named():
    tamper(f'UPDATE audit_leaf SET hash = {blob(bytes(32))} WHERE "index" = 2')
    assert complaint().startswith(f"ledger entry 2 ({entry(2)}) was changed")


def test_an_entry_rewritten_together_with_its_leaf_breaks_the_checkpoint():
    stored = Entry.objects.get(id=entry(2))
    changed = bytes(stored.payload).replace(b'"made"', b'"sold"')
    tamper(
        f"UPDATE audit_entry SET payload = {blob(changed)} WHERE id = {literal(entry(2))}",
        f'UPDATE audit_leaf SET hash = {blob(leaf_hash(changed))} WHERE "index" = 2',
        f"UPDATE {HISTORY} SET state = 'sold' WHERE history_id = {row(2)}",
        "UPDATE workshop_widget SET state = 'sold' WHERE state = 'made'",
    )
    assert "doesn't fit the ledger: something in entries" in complaint()


def test_a_deleted_ledger_entry_is_named():
    gone = entry(2)
    tamper(f"DELETE FROM audit_entry WHERE id = {literal(gone)}")
    assert complaint() == f"ledger entry 2 ({gone}) is missing: only its leaf is left"


def test_a_deleted_ledger_entry_with_its_leaf_is_named():
    gone = entry(2)
    tamper(f"DELETE FROM audit_entry WHERE id = {literal(gone)}", 'DELETE FROM audit_leaf WHERE "index" = 2')
    assert complaint() == "ledger entry 2 is missing: it has no leaf any more"


def test_an_added_ledger_entry_is_named():
    new = uuid.uuid4()
    columns = "event, at, actor, subject, ref, payload"
    tamper(
        f"INSERT INTO audit_entry (id, {columns}) SELECT {literal(new)}, {columns} FROM audit_entry WHERE id = {literal(entry(2))}"
    )
    assert complaint() == f"ledger entry {new} (workshop:widget:make) was added: it has no leaf"


def test_an_added_ledger_entry_with_a_leaf_is_named():
    new = uuid.uuid4()
    columns = "event, at, actor, subject, ref, payload"
    tamper(
        f"INSERT INTO audit_entry (id, {columns}) SELECT {literal(new)}, {columns} FROM audit_entry WHERE id = {literal(entry(2))}",
        f'INSERT INTO audit_leaf ("index", entry, hash) SELECT 5, {literal(new)}, hash FROM audit_leaf WHERE "index" = 2',
    )
    said = complaint()
    assert said.startswith(f"ledger entry 5 ({new}): column id differs")


def test_a_changed_checkpoint_is_named():
    tamper("UPDATE audit_checkpoint SET note = replace(note, 'assent', 'absent') WHERE size = 5")
    assert complaint().startswith("checkpoint 5: ")


def test_the_newest_entries_cut_off_are_found_by_a_checkpoint_kept_elsewhere(tmp_path):
    kept = tmp_path / "checkpoint"
    kept.write_text(Checkpoint.objects.order_by("-size").first().note, encoding="utf-8")
    call_command("audit_verify", against=kept, verbosity=0)
    make_widget()
    ledger.sequence()
    call_command("audit_verify", against=kept, verbosity=0)
    gone = ", ".join(literal(entry(number)) for number in range(4, 6))
    tamper(
        f"DELETE FROM audit_entry WHERE id IN ({gone})",
        'DELETE FROM audit_leaf WHERE "index" >= 4',
        "DELETE FROM audit_checkpoint WHERE size > 4",
        f"DELETE FROM {HISTORY} WHERE history_id >= {row(4)}",
        "DELETE FROM workshop_widget WHERE state <> 'made'",
    )
    assert "kept elsewhere has 5 entries" in complaint(against=kept)


def test_a_governed_row_changed_without_history_is_named():
    ref = Widget.objects.get(state="gone").pk
    tamper("UPDATE workshop_widget SET state = 'back' WHERE state = 'gone'")
    assert (
        complaint()
        == f"row {ref if connection.vendor == 'postgresql' else ref.hex} of workshop_widget differs from its newest history row"
    )


def test_a_missing_guard_is_named():
    guards.lift("default")
    assert complaint().endswith("is missing")


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_disabled_or_replaced_guard_is_named():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER assent_guard_fixed")
    assert complaint() == "guard assent_guard_fixed of audit_entry is not enabled always"
    guards.arm("default")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION assent_guard_fixed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        )
    assert complaint() == "guard function assent_guard_fixed was changed"


def test_since_looks_at_the_newer_entries_only(capsys):
    tamper(f"UPDATE {HISTORY} SET state = 'stolen' WHERE history_id = {row(4)}")
    assert f"history row {row(4)} " in complaint(since=3)
    tamper(f"UPDATE {HISTORY} SET state = 'gone' WHERE history_id = {row(4)}")
    call_command("audit_verify", since=3)
    assert "Verified 5 entries and " in capsys.readouterr().out
