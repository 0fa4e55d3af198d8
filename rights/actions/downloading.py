"""Fetching a package: a link that opens once, within 15 minutes, for one person in one session (R62, R84; security.md B5)."""

import datetime as dt
import hmac
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed
from people.actions import send_message
from people.models import Person
from rights.access.sealed_stream import BrokenSeal, sealed_size, unsealed
from rights.actions.package_building import binding, data_key
from rights.events import RightsEvent
from rights.models import DownloadLink, OutsideAccess, Package
from rights.queries import packaging
from rights.queries.outside import in_one_hand, speaks_for

log = logging.getLogger(__name__)
TOKEN_BYTES = 32
GOOD_FOR = dt.timedelta(minutes=15)
LINKS_AN_HOUR = 10
AGAIN = "Ask for a new link on the page of your copy."


class LinkRefused(DomainError):  # noqa: N818 - says what happened
    """The link does not open the package (any more)."""

    status = 410
    title = "This link doesn't work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A new link. The token is shown to nobody and kept nowhere but in the person's browser."""

    token: str
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What goes out: the zip, a piece at a time, under a name of our choosing."""

    pieces: Iterator[bytes]
    size: int
    name: str


def make_link(*, package: Package, person: Person | OutsideAccess, session: str, through: OutsideAccess | None = None) -> Made:
    """Make a link for this person in this session. The caller saw to it that they signed in a moment ago (R84).

    `through` is the way in of a visit from outside. Raises `NotAllowed` for anybody else's package, or where one officer alone
    decided on it and opened this way in; `Conflict` where it can't be fetched now or too many links were made.
    """
    _may_fetch(package, person, through)
    now = timezone.now()
    made = Made(token=secrets.token_urlsafe(TOKEN_BYTES), expires_at=now + GOOD_FOR)
    with transaction.atomic():
        locked = _ready(package)
        if locked.links.filter(made_at__gt=now - dt.timedelta(hours=1)).count() >= LINKS_AN_HOUR:
            msg = f"{LINKS_AN_HOUR} links were made within an hour, so no new one is made now."
            raise Conflict(msg, hint="Wait an hour. If it was not you who asked for them, tell the privacy office.")
        DownloadLink.objects.create(
            package=locked,
            token_hash=_hash(made.token),
            session_hash=_hash(session),
            made_at=now,
            expires_at=made.expires_at,
        )
    return made


def fetch(
    *, package: Package, token: str, person: Person | OutsideAccess, session: str, through: OutsideAccess | None = None
) -> Fetched:
    """Use the link up and give the package out; of two who try at once, one gets it.

    The file is opened before the link is used up, so that a file that is not there costs no link.
    """
    _may_fetch(package, person, through)
    link = usable(package=package, token=token, session=session)
    key, file = data_key(package), _opened(package)
    try:
        with transaction.atomic():
            _use_up(link, package, person)
    except BaseException:
        file.close()
        raise
    return Fetched(pieces=_Pieces(file, key, package), size=package.bytes, name=name_of(package))


def name_of(package: Package) -> str:
    """What the file is called on the person's machine."""
    return f"my-data-{package.request.short_ref}.zip"


def _may_fetch(package: Package, person: Person | OutsideAccess, through: OutsideAccess | None) -> None:
    if not speaks_for(person, package.request):
        msg = "This copy was made for somebody else. Nobody but they can download it."
        raise NotAllowed(msg)
    if through is not None and in_one_hand(through, package.request):
        msg = "One officer alone approved this copy and let you in. Another one has to let you in before you can download it."
        raise NotAllowed(msg, hint="Write to the privacy office: the copy waits, and nothing is lost.")


def _ready(package: Package) -> Package:
    locked: Package = Package.objects.select_for_update(of=("self",)).get(pk=package.pk)
    if locked.state != Package.State.READY or (locked.expires_at and locked.expires_at <= timezone.now()):
        msg = "There is nothing to download now: the copy is not ready, or its time is over."
        raise Conflict(msg, hint="The page of your copy says how far it is. You can ask for a new copy at any time.")
    return locked


def usable(*, package: Package, token: str, session: str) -> DownloadLink:
    """The link that the browser holds, if it still opens the package; `LinkRefused` says why it does not."""
    link = packaging.link_of(_hash(token)) if token else None
    if link is None or link.package_id != package.pk:
        msg = "There is no link for this copy in this browser."
        raise LinkRefused(msg, hint=AGAIN)
    if not hmac.compare_digest(link.session_hash, _hash(session)):
        msg = "This link was made in another session: it works only where it was asked for."
        raise LinkRefused(msg, hint=AGAIN)
    if link.used_at is not None:
        msg = "This link was used already, and each one works once."
        raise LinkRefused(msg, hint=f"If that was not you, tell the privacy office. {AGAIN}")
    if link.expires_at <= timezone.now():
        msg = "This link is older than 15 minutes."
        raise LinkRefused(msg, hint=AGAIN)
    return link


def _opened(package: Package) -> BinaryIO:
    path = packaging.path_of(package.pk, package.fence)
    try:
        whole = path.stat().st_size == sealed_size(package.bytes)
        file = path.open("rb") if whole else None
    except FileNotFoundError:
        file = None
    if file is None:
        log.error("the file of package %s is not there, or not whole", package.pk)
        msg = "The copy can't be read. Your link was not used up."
        raise Conflict(msg, hint="Tell the privacy office, and ask for a new copy.")
    return file


def _use_up(link: DownloadLink, package: Package, by: Person | OutsideAccess) -> None:
    now = timezone.now()
    _ready(package)
    if not DownloadLink.objects.filter(pk=link.pk, used_at__isnull=True, expires_at__gt=now).update(used_at=now):
        msg = "This link was used a moment ago, and each one works once."
        raise LinkRefused(msg, hint=AGAIN)
    Package.objects.filter(pk=package.pk, fetched_at__isnull=True).update(fetched_at=now)
    request = package.request
    with ledger.entry(RightsEvent.PACKAGE_FETCHED, actor=by.pk, subject=request.person_id, ref=request.pk, sha256=package.sha256):
        link_to = f"/me/requests/{request.pk}/package/"
        send_message(person=request.person, kind="package-fetched", about=request.short_ref, link=link_to)


class _Pieces:
    """Opens the seal frame by frame; the server closes the file, also where nobody reads on.

    A frame that is not right ends the download in the middle, and the browser says that it failed.
    """

    def __init__(self, file: BinaryIO, key: bytes, package: Package) -> None:
        self._file, self._package = file, package
        self._frames = unsealed(file, key, bound_to=binding(package))

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._frames)
        except StopIteration:
            self.close()
            raise
        except BrokenSeal:
            log.error("the file of package %s was changed", self._package.pk)  # noqa: TRY400 - raised again, with its trace
            self.close()
            raise

    def close(self) -> None:
        self._file.close()


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
