"""Whether a request comes from our own pages: what starts a download elsewhere is refused (ASVS 3.5.8)."""

from collections.abc import Mapping

from common.errors import NotAllowed

HEADER = "Sec-Fetch-Site"
OURS = "same-origin"


def refuse_other_sites(headers: Mapping[str, str]) -> None:
    """Refuse what a browser says was started by another site; old browsers say nothing, and the form's token stands alone there."""
    if headers.get(HEADER, OURS) != OURS:
        msg = "A download can be started on the page of your copy alone, not from another site."
        raise NotAllowed(msg, hint="Open the page of your copy and start it there.")
