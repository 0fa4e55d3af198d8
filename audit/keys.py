"""The ledger's signing key: one file outside the database, made on first start."""

import functools
import logging
import os
import tempfile
from pathlib import Path

from django.conf import settings

from audit.errors import LedgerError
from audit.note import NoteError, Signer

logger = logging.getLogger(__name__)


def signer() -> Signer:
    """Give the key of `AUDIT_KEY_FILE`; it must be named as `AUDIT_ORIGIN` says."""
    return _load(Path(settings.AUDIT_KEY_FILE), settings.AUDIT_ORIGIN)


@functools.cache
def _load(path: Path, origin: str) -> Signer:
    if not path.exists():
        _make(path, origin)
    try:
        found = Signer.parse(path.read_text(encoding="utf-8"))
    except (OSError, NoteError) as error:
        msg = f"The audit key in {path} can't be read: {error}"
        raise LedgerError(msg) from error
    if found.verifier.name != origin:
        name = found.verifier.name
        msg = f"The audit key in {path} is for {name}, but AUDIT_ORIGIN is {origin}. A ledger keeps its origin for ever."
        raise LedgerError(msg)
    return found


def _make(path: Path, origin: str) -> None:
    """Write a new key, readable by its owner only. Two first starts at once: the first to link its file wins."""
    made = Signer.generate(origin)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # mkstemp makes the file with mode 0600 from the start.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".audit-key-")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(made.dump() + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(path).hardlink_to(name)
        finally:
            Path(name).unlink()
    except FileExistsError:
        return
    except OSError as error:
        msg = f"The audit key can't be written to {path}: {error.strerror}."
        raise LedgerError(msg) from error
    logger.warning(
        "Made a new audit key in %s. Keep a copy elsewhere: without it no checkpoint can be signed. Verifier key: %s",
        path,
        made.verifier,
    )
