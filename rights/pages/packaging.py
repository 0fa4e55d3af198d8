"""How far an access package is and what is in it, as its person and as officers see it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rights.models import Package, PackagePart
from rights.queries import packaging

State = Package.State
Part = PackagePart.State
MOVING = frozenset({State.WAITING, State.BUILDING, State.HALTED})
MISSING = frozenset({Part.AWAY, Part.REFUSED})
TONES: dict[str, str] = {
    State.WAITING: "",
    State.BUILDING: "live",
    State.HALTED: "warn",
    State.READY: "ok",
    State.EXPIRED: "",
    State.FAILED: "bad",
}
PARTS: dict[str, str] = {
    Part.WAITING: "",
    Part.RUNNING: "live",
    Part.DONE: "ok",
    Part.AWAY: "warn",
    Part.REFUSED: "bad",
    Part.WITHHELD: "warn",
}
UNITS = (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """One dataset of the package."""

    dataset: str
    store: str
    label: str
    tone: str
    percent: int
    count: str
    why: str


def progress(package: Package, *, officer: bool, poll_url: str) -> dict[str, Any]:
    """What `rights/package/_progress.html` shows, as `progress`; `poll_url` is where htmx asks for it again."""
    parts = list(package.parts.all())
    return {
        "label": package.get_state_display(),
        "tone": TONES[package.state],
        "text": _text(package, officer=officer),
        "explanation": package.explanation if officer else "",
        "percent": _percent(package, parts),
        "parts": [_part(part, officer=officer) for part in parts],
        "next_try": package.next_try_at if package.state == State.HALTED else None,
        "attempts": package.attempts if officer else 0,
        "title": _("Place by place") if package.state == State.READY else _("How far it is"),
        "bar": package.state in (State.WAITING, State.BUILDING),
        "live": package.state in MOVING,
        "poll_url": poll_url,
        **(_decisions(package) if officer else {}),
    }


def _decisions(package: Package) -> dict[str, Any]:
    """What an officer can do where it waits."""
    ref = package.request_id
    missing = packaging.missing(package.parts.all())
    halted = package.state == State.HALTED
    return {
        "missing": [f"{part.dataset.name}, {part.dataset.store.name}" for part in missing],
        "seen": packaging.seen_of(missing),
        "release_url": reverse("case-package-release", args=[ref]) if halted and missing else "",
        "retry_url": reverse("case-package-retry", args=[ref]) if halted or package.state == State.FAILED else "",
    }


def _text(package: Package, *, officer: bool) -> str:
    texts = {
        State.WAITING: _("It is waiting for its turn."),
        State.BUILDING: _("It is being put together, place by place."),
        State.HALTED: _("A place where your data is kept does not answer. We keep trying; nothing is left out without saying so."),
        State.READY: _("Everything is in it.")
        if not _left_out(package)
        else _("What is not in it is named here, with the reason."),
        State.EXPIRED: _("It was destroyed: its time was over, or the request was taken back."),
        State.FAILED: _("It can't be put together as it stands. The privacy office knows and looks at it."),
    }
    if officer and package.state == State.HALTED:
        return _("It waits for what is named below. It goes on by itself, or you let it go out without that.")
    return texts[State(package.state)]


def _left_out(package: Package) -> list[PackagePart]:
    return [part for part in package.parts.all() if part.state in MISSING or part.state == Part.WITHHELD]


def _percent(package: Package, parts: Sequence[PackagePart]) -> int:
    if package.state == State.READY:
        return 100
    wanted = [part for part in parts if part.state != Part.WITHHELD]
    expected = sum(part.expected or 0 for part in wanted)
    done = sum(part.rows for part in wanted)
    if expected:
        return min(99, 100 * done // expected)
    return min(99, 100 * sum(part.state == Part.DONE for part in wanted) // max(1, len(wanted)))


def _part(part: PackagePart, *, officer: bool) -> PartLine:
    done = part.state == Part.DONE
    share = 100 * part.rows // part.expected if part.expected else 0
    return PartLine(
        dataset=part.dataset.name,
        store=part.dataset.store.name,
        label=_("Left out, as an officer decided") if part.released and part.state in MISSING else part.get_state_display(),
        tone=PARTS[part.state],
        percent=100 if done else min(99, share),
        count=_count(part),
        why=_why(part, officer=officer),
    )


def _count(part: PackagePart) -> str:
    if part.state == Part.WITHHELD or part.state in MISSING:
        return ""
    if part.state == Part.WAITING:
        return _("%(expected)s rows to come") % {"expected": f"{part.expected:,}"} if part.expected else ""
    if part.state == Part.DONE or part.expected is None:
        return _("%(rows)s rows") % {"rows": f"{part.rows:,}"}
    return _("%(rows)s of %(expected)s rows") % {"rows": f"{part.rows:,}", "expected": f"{part.expected:,}"}


def _why(part: PackagePart, *, officer: bool) -> str:
    if part.state in MISSING and not officer:
        told = _("The privacy office has been told.")
        return _("It could not be read when this copy was made. Ask for it again later.") if part.released else told
    return part.explanation


def mine(package: Package) -> dict[str, Any]:
    """The person's page of the package: how far it is, what is in it, and how it is fetched."""
    ref = package.request_id
    return {
        "request_ref": package.request.short_ref,
        "request_url": reverse("my-request", args=[ref]),
        "new_url": reverse("my-request-new"),
        "lede": _lede(package),
        "over_text": _text(package, officer=False),
        "progress": progress(package, officer=False, poll_url=reverse("my-package-progress", args=[ref])),
        "ready": package.state == State.READY,
        "facts": _facts(package) if package.state == State.READY else [],
        "incomplete": _incomplete(package),
        "link_url": reverse("my-package-link", args=[ref]),
        "over": package.state == State.EXPIRED,
        "fetched_at": package.fetched_at,
        "expires_at": package.expires_at,
        "sha256": package.sha256,
    }


def _lede(package: Package) -> str:
    if package.state == State.READY:
        return _("It is ready, and you alone can get it.")
    if package.state == State.EXPIRED:
        return _("It is not kept any longer. What you downloaded is yours.")
    return _("We put it together now. You get a message when it is ready; you don't have to wait here.")


def _facts(package: Package) -> list[tuple[str, str]]:
    return [(_("Size"), size(package.bytes)), (_("Rows of yours"), f"{package.rows:,}")]


def _incomplete(package: Package) -> str:
    """One sentence where something is not in it; empty where everything is."""
    missing, parts = len(_left_out(package)), len(package.parts.all())
    if not missing:
        return ""
    words = ngettext("%(n)s of the %(parts)s places is not in it.", "%(n)s of the %(parts)s places are not in it.", missing)
    return words % {"n": missing, "parts": parts}


def size(count: int) -> str:
    """A number of bytes as people say it."""
    for unit, times in UNITS:
        if count >= times:
            return f"{count / times:.1f} {unit}"
    return f"{count} B"


def fetching(package: Package, *, expires_at: dt.datetime | None, refused: str, hint: str) -> dict[str, Any]:
    """The page that a link leads to: it shows what is fetched, and fetching uses the link up."""
    ref = package.request_id
    return {
        "request_ref": package.request.short_ref,
        "size": size(package.bytes),
        "until": expires_at,
        "refused": refused,
        "hint": hint,
        "fetch_url": reverse("my-package-fetch", args=[ref]),
        "link_url": reverse("my-package-link", args=[ref]),
        "back_url": reverse("my-package", args=[ref]),
    }


def case(package: Package) -> dict[str, Any]:
    """The officers' page of the package."""
    poll_url = reverse("case-package-progress", args=[package.request_id])
    about = {"request_ref": package.request.short_ref, "case_url": reverse("case", args=[package.request_id])}
    return {**about, "progress": progress(package, officer=True, poll_url=poll_url)}
