"""Building an access package: take it, copy what every store holds, write the documents, seal, and end the request.

A killed worker leaves a row whose lease ends and a file that nobody will open; the next one begins afresh, under a new fence, a new
key and a new file. So nothing half made is ever carried on, and no key seals two texts.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict
from common.faults import without_words
from people import sealing
from people.actions import send_message
from purges.journal import FenceLost, Heartbeat
from rights.access.manifest import Copied
from rights.access.package_file import PackageFile, Whole
from rights.access.sealed_stream import new_key
from rights.actions import package_leases as leases
from rights.actions.closing import close
from rights.actions.package_copying import Copier, Halted, copied
from rights.actions.package_leases import Taken
from rights.actions.package_writing import Making, write_documents
from rights.events import RightsEvent
from rights.models import Decision, Package, PackagePart, Request
from rights.queries import mine, packaging

log = logging.getLogger(__name__)
BY = "system:packages"
Part = PackagePart.State


def build(ref: uuid.UUID) -> bool:
    """Build a package if it is its time; return whether it is ready now."""
    taken = leases.take(ref)
    if taken is None:
        return False
    try:
        with Heartbeat(taken.renew):
            _build(taken)
    except Halted as halted:
        _give_back(leases.halt, taken, str(halted), wait=halted.wait)
    except OSError as error:
        # Of our own folder: what stores raise has been translated. Such as "No space left on device".
        _give_back(leases.halt, taken, f"The package can't be written: {error.strerror or type(error).__name__}.")
    except FenceLost:
        log.warning("package %s was taken over", ref)
    except Conflict:
        # The request ended meanwhile: the sweep takes the package with it.
        taken.path.unlink(missing_ok=True)
        _give_back(leases.let_go, taken)
    except Exception as error:  # noqa: BLE001 - raised again below, without its text
        # The text of an error may quote a row, and Celery logs what is raised: only class and place are kept.
        _give_back(leases.fail, taken, type(error).__name__)
        raise without_words(error) from None
    else:
        return True
    return False


def _give_back(how: Callable[..., None], taken: Taken, *about: str, **more: Any) -> None:
    with suppress(FenceLost):
        how(taken, *about, **more)


def _build(taken: Taken) -> None:
    parts = list(PackagePart.objects.filter(package=taken.package).select_related("dataset__store"))
    copier = Copier(taken, parts)
    copier.count()
    built_at, key = timezone.now(), new_key()
    with PackageFile(taken.path, key, bound_to=binding(taken.package), made_at=built_at) as file:
        decision = mine.decision_of(taken.request)
        came = [copier.copy(part, file) if part.state != Part.WITHHELD else _withheld(part, decision) for part in parts]
        expires_at = built_at + dt.timedelta(days=settings.PACKAGE_DAYS)
        facts = Making(taken.request, taken.package, decision, came, [part.dataset for part in parts], built_at, expires_at)
        write_documents(file, facts)
        whole = file.close()
    # Should this fail, the file has no key that anybody knows, and is swept away.
    _ready(taken, whole, key, facts)


def binding(package: Package) -> str:
    """What file and key are bound to, so that neither can be put in the place of another package's."""
    return f"package:{package.pk}"


def data_key(package: Package) -> bytes:
    """The key of a package's file; raises `Unreadable` once it was destroyed."""
    if package.wrapped_key is None:
        msg = "The key of this copy was destroyed. Nobody can open it any more."
        raise sealing.Unreadable(msg)
    return sealing.decrypt(sealing.master_key(), bytes(package.wrapped_key), bound_to=binding(package))


def _withheld(part: PackagePart, decision: Decision | None) -> Copied:
    exceptions = decision.exceptions if decision else []
    code = next((one["ground"] for one in exceptions if one.get("dataset") == str(part.dataset_id)), "")
    return copied(
        part, state=Part.WITHHELD, note=part.explanation, counted=part.expected, ground=code, law=packaging.ground_of(code).law
    )


@transaction.atomic
def _ready(taken: Taken, whole: Whole, key: bytes, made: Making) -> None:
    """One transaction: the package is ready, the ledger says so, the request ends, and the person is told."""
    request, missing = taken.request, [one.ref for one in made.came if one.state in (Part.AWAY, Part.REFUSED)]
    rows = sum(one.rows for one in made.came)
    taken.write(
        state=Package.State.READY,
        wrapped_key=sealing.encrypt(sealing.master_key(), key, bound_to=binding(taken.package)),
        rows=rows,
        bytes=whole.size,
        sha256=whole.sha256,
        built_at=made.built_at,
        expires_at=made.expires_at,
        explanation="",
        lease_until=None,
        next_try_at=None,
    )
    facts = {"rows": rows, "bytes": whole.size, "sha256": whole.sha256, "parts": len(made.came), "missing": missing}
    with ledger.entry(RightsEvent.PACKAGE_BUILT, actor=BY, subject=request.person_id, ref=request.pk, **facts):
        close(request=request, outcome=_outcome(made.decision, made.came), by=BY)
    link = f"/me/requests/{request.pk}/package/"
    send_message(person=request.person, kind="package-ready", about=request.short_ref, link=link)


def _outcome(decision: Decision | None, came: Sequence[Copied]) -> str:
    partly = decision is not None and decision.outcome == Decision.Outcome.PARTLY
    whole = all(one.state == Part.DONE for one in came)
    return Request.Outcome.GRANTED if whole and not partly else Request.Outcome.PARTLY
