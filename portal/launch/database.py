"""What a start does to the database and to the collected static files, in this process and only where needed."""

import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from portal.launch.errors import CantStart


def prepare() -> None:
    """Migrate, collect static files and, in a demo with nobody in it, make the demo company."""
    try:
        django.setup()
        if _migrations_wait():
            _say("Migrating the database")
            call_command("migrate", interactive=False, verbosity=0)
        _collect_static()
        if settings.DEMO:
            _make_demo(settings.VAR_DIR)
    except (ImproperlyConfigured, CommandError, DatabaseError) as error:
        raise CantStart(" ".join(str(error).split())) from error
    connections.close_all()


def _make_demo(folder: Path) -> None:
    """Make the demo company unless somebody is there. An unfinished one is refused: half a company proves nothing."""
    unfinished = folder / "demo.unfinished"
    if unfinished.exists():
        msg = f"An earlier start was interrupted while it made the demo company. Delete {folder} and start again."
        raise CantStart(msg)
    if get_user_model().objects.exists():
        return
    _say("Making the demo company (40 people, 5 days of recordings)")
    unfinished.touch()
    call_command("demo", people=40, days=5, stdout=sys.stderr)
    unfinished.unlink()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _collect_static() -> None:
    """Collect into STATIC_ROOT when any source file changed since the last time."""
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    want = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == want:
        return
    _say("Collecting static files")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(want, encoding="ascii")


def _fingerprint() -> str:
    """Return a digest over path, size and time of every static source file."""
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
