"""What officers see of the ways in for people outside: whose, by which proof, until when; addresses in part only."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from rights.models import OutsideAccess
from rights.queries import outside as queries

Role = OutsideAccess.Role


def lines(accesses: Any) -> list[dict[str, Any]]:
    """The ways in as the list shows them."""
    return [line(access) for access in accesses]


def line(access: OutsideAccess) -> dict[str, Any]:
    """One way in."""
    word, tone = _state(access)
    request = access.request
    return {
        "ref": access.pk,
        "person": access.person.name,
        "agent": access.role == Role.AGENT,
        "role": access.get_role_display(),
        "proof": access.get_proof_display(),
        "file": access.file,
        "request": request.short_ref if request else "",
        "address": masked(queries.address_of(access)),
        "made_at": access.made_at,
        "expires_at": access.expires_at,
        "proven_at": access.proven_at,
        "given_by": access.given_by.name if access.given_by else "",
        "label": word,
        "tone": tone,
        "open": access.is_open,
        "end_url": reverse("outside-access-end", args=[access.pk]),
    }


def _state(access: OutsideAccess) -> tuple[str, str]:
    if access.ended_at is not None:
        return "Ended", ""
    if access.expires_at <= timezone.now():
        return "Over", ""
    if not access.is_open:
        return "Signs in again", ""
    return ("Used", "ok") if access.proven_at else ("Not used yet", "live")


def masked(address: str) -> str:
    """An address of which officers recognize the beginning, and nobody else the whole."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}…{at}{domain}" if at else "gone"
