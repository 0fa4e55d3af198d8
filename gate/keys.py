"""Collector keys: `assent_<ref>_<secret>`, 256 random bits, kept as SHA-256 (a random key needs no slow hash)."""

import hashlib
import secrets
import uuid

PREFIX = "assent"
PARTS = 3


def make(ref: uuid.UUID) -> tuple[str, str]:
    """Make a key for a collector; return it with its hash. The key itself is kept nowhere."""
    secret = secrets.token_urlsafe(32).replace("_", "-")
    return f"{PREFIX}_{ref.hex}_{secret}", digest(secret)


def digest(secret: str) -> str:
    """Hash the secret part."""
    return hashlib.sha256(secret.encode()).hexdigest()


def split(key: str) -> tuple[uuid.UUID, str] | None:
    """Take a key apart into ref and secret; None where it is not one of ours."""
    parts = key.split("_")
    if len(parts) != PARTS or parts[0] != PREFIX:
        return None
    try:
        return uuid.UUID(hex=parts[1]), parts[2]
    except ValueError:
        return None
