"""System checks: combinations of settings that must never run."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks

from rights.deadlines import DeadlineError, regimes_for

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "testserver"}


def trial_allowed() -> bool:
    """The trial's one-click sign-in is for this machine only: no HTTPS site, no name others can reach."""
    return bool(settings.DEMO) and not settings.HTTPS and set(settings.ALLOWED_HOSTS) <= LOOPBACK


@checks.register(checks.Tags.security)
def trial_is_not_production(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:  # noqa: ARG001 - Django's signature
    """Refuse ASSENT_DEMO=1 together with production's settings."""
    if not settings.DEMO or trial_allowed():
        return []
    return [
        checks.Error(
            "ASSENT_DEMO=1 lets anybody sign in as anybody, and these settings are production's.",
            hint="Unset ASSENT_DEMO, or take HTTPS from SITE_URL and every name but localhost out of ALLOWED_HOSTS.",
            id="portal.E001",
        ),
    ]


@checks.register()
def controller_places_are_known(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:  # noqa: ARG001 - Django's signature
    """A place without a calendar would refuse every request: find it at the start."""
    found: list[checks.CheckMessage] = []
    for place in settings.CONTROLLER_PLACES:
        country, _, subdivision = place.partition("-")
        try:
            regimes_for(country, subdivision)
        except DeadlineError as unknown:
            found.append(checks.Error(f"ASSENT_CONTROLLER_PLACES: {unknown}", hint="Such as IE or DE-BY.", id="portal.E003"))
    return found


@checks.register(checks.Tags.security)
def master_key_is_set(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:  # noqa: ARG001 - Django's signature
    """Without the master key no words can be sealed and no credential read."""
    if settings.MASTER_KEY:
        return []
    return [
        checks.Error(
            "ASSENT_MASTER_KEY is not set.",
            hint="Set ASSENT_MASTER_KEY or ASSENT_MASTER_KEY_FILE to 32 random bytes in URL-safe base64.",
            id="portal.E002",
        ),
    ]
