"""Publishing the monitoring notices of New York, Delaware and Connecticut, a version each (R20-R22).

Whoever works there reads and acknowledges the version in force. That is another object than a choice and turns nothing on (R23).
"""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed
from common.rights import Right
from consent.actions import texts
from consent.declarations import monitoring_limits
from consent.events import ConsentEvent
from consent.models import MonitoringNotice, NoticeText
from consent.queries import monitoring as queries
from people.actions import Actor, actor_of, send_many

Mode = MonitoringNotice.Mode


def publish(
    *,
    jurisdiction: str,
    text: Mapping[str, Any],
    by: Actor,
    mode: str = Mode.ONCE,
    seen: int | None = None,
) -> MonitoringNotice:
    """Publish the next version for one place; everybody there has to acknowledge it before anything is recorded of them.

    `text` holds `summary` (sentences) and, where they are due, `kinds`, `locations` ({"site": ref, "places": [...]}), `posted` and
    `handed`. `seen` is the version that the page showed (0: none): another one in between is a conflict. A text that lacks what
    the place's law asks for is refused with every fault (`monitoring_limits`).
    """
    if not isinstance(by, str) and not by.has_perm(Right.PROGRAMS_MANAGE):
        msg = "Only a privacy officer can publish a monitoring notice."
        raise NotAllowed(msg)
    sites = {str(site.pk): site.name for site in queries.sites_in(jurisdiction)}
    if faults := monitoring_limits.faults_of(jurisdiction, text, mode, sites):
        msg = "This notice can't be published. " + " ".join(fault.message for fault in faults)
        raise DomainError(msg, hint="What was published before stays in force.")
    try:
        return _publish(jurisdiction, _kept(text, sites), mode, by, seen)
    except IntegrityError as error:
        msg = "Somebody else published this notice at the same moment. Yours was not published."
        raise Conflict(msg, hint="Read theirs, then publish yours if it is still needed.") from error


@transaction.atomic
def _publish(jurisdiction: str, text: NoticeText, mode: str, by: Actor, seen: int | None) -> MonitoringNotice:
    newest = queries.in_force(jurisdiction)
    before = newest.version if newest else 0
    if seen is not None and seen != before:
        msg = f"Somebody else published version {before} since you opened the page. Yours was not published."
        raise Conflict(msg, hint="Read theirs. If yours is still needed, publish it again: it takes the place of theirs.")
    if newest and (newest.text_id, newest.mode) == (text.pk, mode):
        msg = f"Version {before} says the same already, so nothing was published."
        raise Conflict(msg, hint="A new version is only for a changed text: everybody has to acknowledge it again.")
    facts: dict[str, Any] = {"jurisdiction": jurisdiction, "version": before + 1, "mode": mode, "sha256": text.pk}
    with ledger.entry(ConsentEvent.MONITORING_PUBLISHED, actor=actor_of(by), **facts):
        made: MonitoringNotice = MonitoringNotice.objects.create(
            jurisdiction=jurisdiction,
            version=before + 1,
            mode=mode,
            text=text,
            published_at=timezone.now(),
        )
    about = MonitoringNotice.Jurisdiction(jurisdiction).label
    send_many(to=queries.working_in(jurisdiction), kind="monitoring-published", about=about, link="/me/monitoring-notice/")
    return made


def _kept(text: Mapping[str, Any], sites: Mapping[str, str]) -> NoticeText:
    """Keep the text as it was shown: with the sites' names of today, in the order of their names."""
    named = {row["site"]: row["places"] for row in text.get("locations", [])}
    locations = [
        {"site": ref, "name": name, "places": [place.strip() for place in named[ref]]}
        for ref, name in sites.items()
        if ref in named
    ]
    fields = {
        "kinds": [line.strip() for line in text.get("kinds", [])],
        "locations": locations,
        **{key: text.get(key, "").strip() for key in monitoring_limits.TEXTS},
    }
    return texts.keep_notice(summary=[line.strip() for line in text["summary"]], sections=[], fields=fields)
