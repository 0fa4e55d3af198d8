"""Guards on PostgreSQL: append-only triggers, and a deferred constraint trigger that compares a row with its newest history.

All are ENABLE ALWAYS, so that `session_replication_role` doesn't silence them.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from audit.guards.tables import Guarded

_PREFIX = "assent_guard_"
_NAME_LIMIT = 63

_FIXED = """
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
"""
_KEPT = """
BEGIN
  RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
"""
_PENDING = """
BEGIN
  IF NOT EXISTS (SELECT 1 FROM audit_leaf WHERE entry = OLD.entry) THEN
    RAISE EXCEPTION 'entry % has no leaf yet', OLD.entry USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END
"""
_NAMED = """
BEGIN
  IF NOT EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.history_entry) THEN
    RAISE EXCEPTION 'a history row of % is named by no ledger entry', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
"""


def _bound(one: Guarded) -> str:
    """Give the function body that compares a governed row with the newest row of its history."""
    newest = ", ".join(f'newest."{column}"' for column in one.columns)
    stored = ", ".join(f'stored."{column}"' for column in one.columns)
    return f"""
#variable_conflict use_variable
DECLARE
  wanted "{one.table}"."{one.key}"%TYPE;
  stored "{one.table}"%ROWTYPE;
  newest "{one.partner}"%ROWTYPE;
BEGIN
  IF TG_OP = 'DELETE' THEN wanted := OLD."{one.key}"; ELSE wanted := NEW."{one.key}"; END IF;
  IF TG_OP = 'UPDATE' AND OLD."{one.key}" IS DISTINCT FROM NEW."{one.key}" THEN
    RAISE EXCEPTION 'the key of a row of {one.table} was changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT * INTO newest FROM "{one.partner}" WHERE "{one.key}" = wanted ORDER BY history_id DESC LIMIT 1;
  SELECT * INTO stored FROM "{one.table}" WHERE "{one.key}" = wanted;
  IF newest.history_id IS NULL
     OR (stored."{one.key}" IS NULL) <> (newest.history_type = '-')
     OR (stored."{one.key}" IS NOT NULL AND ROW({stored}) IS DISTINCT FROM ROW({newest}))
     OR NOT EXISTS (SELECT 1 FROM audit_entry WHERE id = newest.history_entry) THEN
    RAISE EXCEPTION 'row % of {one.table} changed outside a ledger entry', wanted
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
"""  # noqa: S608 - names come from the models


def _functions(tables: Iterable[Guarded]) -> Iterator[tuple[str, str]]:
    yield f"{_PREFIX}fixed", _FIXED
    yield f"{_PREFIX}kept", _KEPT
    yield f"{_PREFIX}pending", _PENDING
    yield f"{_PREFIX}named", _NAMED
    for one in tables:
        if one.kind == "governed":
            yield _name("bound", one.table), _bound(one)


def triggers(tables: Iterable[Guarded]) -> Iterator[tuple[str, str, str, str]]:
    """Give (table, name, function, timing and events) of every trigger that should be there."""
    deferred = "AFTER {} ON {{}} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
    for one in tables:
        yield one.table, f"{_PREFIX}kept", f"{_PREFIX}kept", "BEFORE TRUNCATE ON {} FOR EACH STATEMENT"
        if one.kind == "governed":
            events = deferred.format("INSERT OR UPDATE OR DELETE")
            yield one.table, f"{_PREFIX}bound", _name("bound", one.table), events
            continue
        changes = "UPDATE" if one.kind == "pending" else "UPDATE OR DELETE"
        yield one.table, f"{_PREFIX}fixed", f"{_PREFIX}fixed", f"BEFORE {changes} ON {{}} FOR EACH ROW"
        if one.kind == "pending":
            yield one.table, f"{_PREFIX}pending", f"{_PREFIX}pending", "BEFORE DELETE ON {} FOR EACH ROW"
        if one.kind == "history":
            yield one.table, f"{_PREFIX}named", f"{_PREFIX}named", deferred.format("INSERT")


def arming(_connection: BaseDatabaseWrapper, tables: Iterable[Guarded]) -> Iterator[str]:
    """Give the statements that arm the guards."""
    tables = list(tables)
    for name, body in _functions(tables):
        # A plan made while a table was small would read all of it later on; so never plan to.
        options = "RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off"
        yield f'CREATE OR REPLACE FUNCTION "{name}"() {options} AS $guard${body}$guard$'
    for table, name, function, events in triggers(tables):
        constraint = "CONSTRAINT " if "DEFERRABLE" in events else ""
        quoted = f'"{table}"'
        yield f'CREATE {constraint}TRIGGER "{name}" {events.format(quoted)} EXECUTE FUNCTION "{function}"()'
        yield f'ALTER TABLE {quoted} ENABLE ALWAYS TRIGGER "{name}"'


def lifting(cursor: Any) -> Iterator[str]:
    """Give the statements that drop every guard there is."""
    for table, name in _present(cursor):
        yield f'DROP TRIGGER "{name}" ON "{table}"'


def problems(_connection: BaseDatabaseWrapper, cursor: Any, tables: Iterable[Guarded]) -> list[str]:
    """Say which guards are missing, disabled or changed."""
    tables = list(tables)
    present, wanted = _present(cursor), list(triggers(tables))
    expected = {(table, name) for table, name, _, _ in wanted}
    found = [f"guard {name} of {table} is one too many" for table, name in present if (table, name) not in expected]
    for table, name, function, events in wanted:
        state = present.get((table, name))
        if state is None:
            found.append(f"guard {name} of {table} is missing")
        elif state[0] != "A":
            found.append(f"guard {name} of {table} is not enabled always")
        elif state[1] != function or not _same_events(state[2], events):
            found.append(f"guard {name} of {table} was changed")
    cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname LIKE %s", [f"{_PREFIX}%"])
    sources = dict(cursor.fetchall())
    found += [f"guard function {name} was changed" for name, body in _functions(tables) if sources.get(name) != body]
    return found


def _present(cursor: Any) -> dict[tuple[str, str], tuple[str, str, str]]:
    cursor.execute(
        "SELECT c.relname, t.tgname, t.tgenabled, p.proname, pg_get_triggerdef(t.oid) FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE NOT t.tgisinternal AND t.tgname LIKE %s AND pg_table_is_visible(c.oid)",
        [f"{_PREFIX}%"],
    )
    return {(table, name): (enabled, function, text) for table, name, enabled, function, text in cursor.fetchall()}


def _same_events(definition: str, events: str) -> bool:
    """Compare when the trigger fires; PostgreSQL writes the events in its own order."""
    when, _, rest = events.partition(" ON {}")
    timing, _, wanted = when.partition(" ")
    _, _, said = definition.partition(f" {timing} ")
    listed, _, _ = said.partition(" ON ")
    return set(listed.split(" OR ")) == set(wanted.split(" OR ")) and rest.strip() in definition and " WHEN " not in definition


def _name(kind: str, table: str) -> str:
    name = f"{_PREFIX}{kind}_{table}"
    return name if len(name) <= _NAME_LIMIT else name[: _NAME_LIMIT - 9] + "_" + sha256(name.encode()).hexdigest()[:8]
