"""What is over: packages past their time and those whose request was withdrawn are destroyed, and files of nobody swept away."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from audit import ledger
from rights.events import RightsEvent
from rights.models import Package
from rights.queries import packaging

BY = "system:packages"
EXPIRED, ENDED = "expired", "request-ended"
AGED_SECONDS = 60
"""A file younger than this may be of a worker that is about to say so."""
AT_ONCE = 200


def end_packages() -> int:
    """Destroy what is over; return how many packages that were."""
    over = list(packaging.to_destroy()[:AT_ONCE])
    ended = sum(_destroy(package) for package in over)
    sweep_files()
    return ended


def _destroy(package: Package) -> bool:
    """Destroy the key first, then the file: without the key the file is noise, wherever copies of it lie."""
    ready = package.state == Package.State.READY
    cause = ENDED if package.request.state in packaging.ENDED else EXPIRED
    with transaction.atomic():
        same = Package.objects.filter(pk=package.pk, state=package.state, fence=package.fence)
        if not same.update(state=Package.State.EXPIRED, wrapped_key=None, lease_until=None, next_try_at=None):
            return False
        if ready:
            facts: dict[str, Any] = {"subject": package.request.person_id, "ref": package.request_id, "cause": cause}
            with ledger.entry(RightsEvent.PACKAGE_DESTROYED, actor=BY, **facts):
                package.links.all().delete()
    packaging.path_of(package.pk, package.fence).unlink(missing_ok=True)
    return True


def sweep_files() -> int:
    """Remove files that belong to no package: a killed worker's, or those of packages that are gone. Return how many."""
    folder, used, swept = Path(settings.PACKAGE_DIR), packaging.files_in_use(), 0
    if not folder.is_dir():
        return 0
    for path in folder.glob(f"*{packaging.ENDING}"):
        if path not in used and time.time() - path.stat().st_mtime > AGED_SECONDS:
            path.unlink(missing_ok=True)
            swept += 1
    return swept
