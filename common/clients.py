"""From where a request comes, as far as that can be known: for rate limits alone, never for logs."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"


def address_of(request: HttpRequest) -> str:
    """The client's address; of IPv6 the first 64 bits, which one household or office shares.

    Behind a proxy of one's own (`BEHIND_PROXY`) it is the last one that the proxy names; what a client writes before it counts
    nothing. Whatever is no address counts as one and the same client.
    """
    given = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        given = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        found = ipaddress.ip_address(given)
    except ValueError:
        return UNKNOWN
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)  # noqa: PLR2004 - IPv6
