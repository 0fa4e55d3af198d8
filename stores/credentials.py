"""Credentials of stores: references (`env:NAME`, `file:/path`) read at the moment of use, or values encrypted at rest."""

import os
from pathlib import Path

from django.conf import settings

from people.sealing import decrypt, encrypt, master_key
from stores.contract import Refused
from stores.models import Store, StoreSecret

SCHEMES = ("env:", "file:")
OWN_SECRETS = frozenset({"ASSENT_MASTER_KEY", "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_HOST_PASSWORD"})


def resolve(store: Store) -> str | None:
    """Read the credential; raise `Refused` where its reference leads nowhere. None where the store needs none."""
    reference = store.credential_reference
    _refuse_own_secrets(reference)
    if reference.startswith("env:"):
        value = os.environ.get(reference.removeprefix("env:"))
        if not value:
            msg = f"The environment variable {reference.removeprefix('env:')} is not set for this process."
            raise Refused(msg, reason="credential")
        return value
    if reference.startswith("file:"):
        try:
            return Path(reference.removeprefix("file:")).read_text(encoding="utf-8").strip()
        except OSError as error:
            msg = f"The credential file {reference.removeprefix('file:')} can't be read: {error.strerror}."
            raise Refused(msg, reason="credential") from error
    secret = StoreSecret.objects.filter(store=store).first()
    return decrypt(master_key(), bytes(secret.sealed), bound_to=_context(store)).decode() if secret else None


def _refuse_own_secrets(reference: str) -> None:
    """A credential is sent to whatever address the store has: Assent's own secrets must never be one."""
    scheme, _, name = reference.partition(":")
    own = [Path(os.environ[f"{secret}_FILE"]) for secret in OWN_SECRETS if os.environ.get(f"{secret}_FILE")]
    own += [settings.AUDIT_KEY_FILE, settings.VAR_DIR, Path("/proc")]
    inside = scheme == "file" and any(Path(name).resolve().is_relative_to(path.resolve()) for path in own)
    if inside or (scheme == "env" and name in OWN_SECRETS):
        msg = "This is one of Assent's own secrets; a store has its own credential."
        raise Refused(msg, reason="credential")


def keep(store: Store, value: str) -> None:
    """Encrypt a credential for this store; it can be replaced but never read back in a page."""
    sealed = encrypt(master_key(), value.encode(), bound_to=_context(store))
    StoreSecret.objects.update_or_create(store=store, defaults={"sealed": sealed})


def describe(store: Store) -> str:
    """Say where the credential comes from, for pages."""
    reference = store.credential_reference
    if reference.startswith("env:"):
        return f"From the environment: {reference.removeprefix('env:')}"
    if reference.startswith("file:"):
        return f"From the file {reference.removeprefix('file:')}"
    if StoreSecret.objects.filter(store=store).exists():
        return "Stored encrypted, never shown"
    return "None needed"


def _context(store: Store) -> str:
    return f"store:{store.pk}:credential"
