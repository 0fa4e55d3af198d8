"""Sealed text: free words under a person's own key (AES-256-GCM), the key wrapped by the master key.

The master key comes from `ASSENT_MASTER_KEY` or the file in `ASSENT_MASTER_KEY_FILE`: 32 random bytes, URL-safe base64.
Destroying a person's key makes every word sealed under it unreadable, while whatever refers to it still verifies.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from common.errors import DomainError
from people.models import Person, PersonKey, SealedText

KEY_BYTES = 32
NONCE_BYTES = 12


class Unreadable(DomainError):  # noqa: N818 - says what it is
    """The words can't be read: their key was destroyed, or the stored bytes were changed."""

    status = 410
    title = "These words are gone"


def master_key() -> bytes:
    """Read the master key; refuse to go on without one."""
    text = settings.MASTER_KEY or ""
    try:
        key = base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        msg = "ASSENT_MASTER_KEY must be 32 random bytes in URL-safe base64 (44 characters)."
        raise ImproperlyConfigured(msg)
    return key


def encrypt(key: bytes, plain: bytes, *, bound_to: str) -> bytes:
    """Encrypt as nonce + ciphertext, bound to a context so that it can't be moved to another row."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def decrypt(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """Undo `encrypt`; raise `Unreadable` where key, bytes or context differ."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
    except InvalidTag as error:
        msg = "The stored words don't match their key."
        raise Unreadable(msg) from error


@transaction.atomic
def seal(person: Person, text: str, *, purpose: str) -> SealedText:
    """Seal words under the person's key for this purpose; make the key at first use."""
    key = _living_key(person, purpose)
    row = SealedText(key=key)
    box = encrypt(_unwrap(key), text.encode(), bound_to=str(row.ref))
    row.nonce, row.sealed = box[:NONCE_BYTES], box[NONCE_BYTES:]
    row.save()
    return row


def unseal(text: SealedText) -> str:
    """Read sealed words; raise `Unreadable` once their key was destroyed."""
    if text.key.destroyed_at is not None:
        msg = "The key of these words was destroyed, as asked. Nobody can read them any more."
        raise Unreadable(msg)
    return decrypt(_unwrap(text.key), bytes(text.nonce) + bytes(text.sealed), bound_to=str(text.ref)).decode()


def destroy(person: Person, *, purpose: str) -> int:
    """Destroy the person's living key of a purpose; return how many (0 or 1). The caller writes the ledger entry."""
    keys = PersonKey.objects.filter(person=person, purpose=purpose, destroyed_at__isnull=True)
    return keys.update(wrapped=None, destroyed_at=timezone.now())


def _living_key(person: Person, purpose: str) -> PersonKey:
    # Two first uses at once: the row lock makes the second one find the first one's key.
    Person.objects.select_for_update().get(pk=person.pk)
    key = PersonKey.objects.filter(person=person, purpose=purpose, destroyed_at__isnull=True).first()
    if key is None:
        wrapped = encrypt(master_key(), os.urandom(KEY_BYTES), bound_to=f"{person.pk}:{purpose}")
        key = PersonKey.objects.create(person=person, purpose=purpose, wrapped=wrapped)
    return key


def _unwrap(key: PersonKey) -> bytes:
    return decrypt(master_key(), bytes(key.wrapped or b""), bound_to=f"{key.person_id}:{key.purpose}")
