"""Guards come back after a migration remade or renamed a table, and only where something is missing is anything done."""

import sqlite3
from contextlib import closing

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.state import ProjectState

from audit import guards, ledger
from tests.audit.app.models import Widget
from tests.audit.workshop import make_widget

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.flows]


def statements_of(work):
    seen = []

    def note(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return seen


def test_arming_what_is_armed_changes_nothing():
    assert not [sql for sql in statements_of(lambda: guards.arm("default")) if "TRIGGER" in sql.split("FROM")[0]]


def test_a_migration_that_changes_a_governed_table_keeps_its_rows_and_is_guarded_again():
    widget = make_widget()
    colour = models.CharField(max_length=10, default="red", null=False)
    colour.set_attributes_from_name("colour")
    # As in a migration: the models of the state, which know nothing of Governed.
    model = colour.model = ProjectState.from_apps(apps).apps.get_model("workshop", "Widget")
    with connection.schema_editor() as editor:
        # On SQLite a column with a default remakes the table, which drops its triggers without a word.
        editor.add_field(model, colour)
    if connection.vendor == "sqlite":
        assert any("workshop_widget is missing" in problem for problem in guards.problems("default"))
    with connection.schema_editor() as editor:
        editor.remove_field(model, colour)
    call_command("migrate", run_syncdb=True, verbosity=0)
    assert guards.problems("default") == []
    assert Widget.objects.get() == widget
    ledger.sequence()
    call_command("audit_verify", verbosity=0)


def test_a_guard_of_a_table_that_is_guarded_no_more_is_taken_away():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE TRIGGER assent_guard_insert_workshop_plain BEFORE INSERT ON workshop_plain BEGIN SELECT 1; END")
        else:
            cursor.execute(
                "CREATE TRIGGER assent_guard_kept BEFORE TRUNCATE ON workshop_plain EXECUTE FUNCTION assent_guard_kept()"
            )
    assert any("one too many" in problem for problem in guards.problems("default"))
    guards.arm("default")
    assert guards.problems("default") == []


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_shell_without_our_function_cannot_write_at_all():
    make_widget()
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as shell:
        for table in ("workshop_widget", "workshop_historicalwidget", "audit_entry"):
            with pytest.raises(sqlite3.OperationalError, match="no such function"):
                shell.execute(f"INSERT INTO {table} SELECT * FROM {table}")  # noqa: S608 - three fixed names
