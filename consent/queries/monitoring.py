"""Reads of monitoring notices: which one is in force where, whom it concerns, who acknowledged it."""

import uuid
from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from common import days
from common.rights import Right
from consent.models import Acknowledgement, MonitoringNotice
from people import queries as people
from people.models import Person, Site

Mode = MonitoringNotice.Mode


def versions_of(jurisdiction: str) -> QuerySet[MonitoringNotice]:
    """All published versions of one place, newest first."""
    return MonitoringNotice.objects.filter(jurisdiction=jurisdiction).select_related("text")


def in_force(jurisdiction: str) -> MonitoringNotice | None:
    """The newest published notice of one place; None where there is none, or where no such notice is due."""
    return versions_of(jurisdiction).first()


def published(ref: uuid.UUID) -> MonitoringNotice:
    """One published version, or 404."""
    found: MonitoringNotice = get_object_or_404(MonitoringNotice.objects.select_related("text"), pk=ref)
    return found


def posted(jurisdiction: str) -> MonitoringNotice:
    """The notice in force of one place, for everybody to read (R20), or 404."""
    newest = in_force(jurisdiction)
    return published(newest.pk if newest else uuid.UUID(int=0))


def notice_for(person: Person) -> MonitoringNotice | None:
    """The notice in force where the person works; None where none applies."""
    return in_force(person.site.jurisdiction) if person.site else None


def latest(person: Person, notice: MonitoringNotice) -> Acknowledgement | None:
    """The person's acknowledgement that counts now: of this very version, and in daily mode of today."""
    found = Acknowledgement.objects.filter(person=person, monitoring=notice)
    if notice.mode == Mode.DAILY:
        found = found.filter(day=days.today())
    return found.first()


def acknowledgements_of(person: Person) -> QuerySet[Acknowledgement]:
    """The person's acknowledgements of monitoring notices, newest first."""
    found = Acknowledgement.objects.filter(person=person, monitoring__isnull=False)
    return found.select_related("monitoring")


def may_publish(person: Person) -> None:
    """Let privacy officers write these notices; raises `PermissionDenied` for everybody else."""
    if not person.has_perm(Right.PROGRAMS_MANAGE):
        raise PermissionDenied


def sites_in(jurisdiction: str) -> QuerySet[Site]:
    """The company's sites in one place, by name."""
    country, _, subdivision = jurisdiction.partition("-")
    return Site.objects.filter(country=country, subdivision=subdivision).order_by("name", "ref")


def working_in(jurisdiction: str) -> QuerySet[Person]:
    """Everyone active who works at a site there."""
    return people.active().filter(site__in=sites_in(jurisdiction))


def in_force_everywhere() -> dict[str, MonitoringNotice]:
    """The notice in force of each place that has one, in one query."""
    return {notice.jurisdiction: notice for notice in MonitoringNotice.objects.select_related("text").order_by("version")}


def sites_unplaced(notices: Mapping[str, MonitoringNotice], sites: Iterable[Site]) -> tuple[str, ...]:
    """Those of the sites in Connecticut of which its notice in force names no place: they are newer than it (R22)."""
    notice = notices.get(MonitoringNotice.Jurisdiction.CONNECTICUT)
    placed = {row["site"] for row in notice.text.fields.get("locations", [])} if notice else set()
    here = [site for site in sites if site.jurisdiction == MonitoringNotice.Jurisdiction.CONNECTICUT]
    return tuple(sorted(site.name for site in here if notice and str(site.pk) not in placed))
