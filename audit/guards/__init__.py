"""The database as the last word: triggers on governed tables, history tables and the ledger's own.

They hold against accidents and against code that goes round the models. Whoever may drop a trigger gets past them; that is what
`audit_verify` and checkpoints kept elsewhere are for.
"""

from django.db import connections, transaction

from audit.guards import postgresql, sqlite
from audit.guards.tables import Guarded, guarded_tables

SQLITE_QUESTION = sqlite.QUESTION
DIALECTS = {"postgresql": postgresql, "sqlite": sqlite}


def arm(using: str) -> None:
    """Make every guard anew where one is missing; tables that aren't there yet are left for the next migration."""
    if not problems(using):
        return
    connection = connections[using]
    dialect = DIALECTS[connection.vendor]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for statement in dialect.lifting(cursor):
            cursor.execute(statement)
        for statement in dialect.arming(connection, guarded_tables(present)):
            cursor.execute(statement)


def lift(using: str) -> None:
    """Drop every guard. Only tests may do this, to flush their tables."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for statement in DIALECTS[connection.vendor].lifting(cursor):
            cursor.execute(statement)


def problems(using: str) -> list[str]:
    """Say in plain words which guards are missing, disabled or changed."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        found: list[str] = DIALECTS[connection.vendor].problems(connection, cursor, guarded_tables(present))
    return found


__all__ = ["SQLITE_QUESTION", "Guarded", "arm", "guarded_tables", "lift", "problems"]
