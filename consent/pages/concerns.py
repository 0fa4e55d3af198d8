"""To whom an employee can turn: the privacy office, the works council, the authority (R111, GDPR 77)."""

from typing import Any

from django.conf import settings

from common.rights import Right
from people import queries as people
from people.models import Person

# By the place of work, as ISO 3166: the authority that takes complaints about monitoring or personal data, and its web address.
AUTHORITIES: dict[str, tuple[str, str]] = {
    "IE": ("Data Protection Commission", "https://www.dataprotection.ie/"),
    "DE": ("The data protection authority of your state; the Federal Commissioner lists them", "https://www.bfdi.bund.de/"),
    "US-NY": ("New York State Attorney General", "https://ag.ny.gov/"),
    "US-DE": ("Delaware Department of Labor", "https://labor.delaware.gov/"),
    "US-CT": ("Connecticut Department of Labor", "https://portal.ct.gov/dol"),
}
ANYWHERE = ("The authority for data protection or for work in the place where you live or work", "")


def page(person: Person) -> dict[str, Any]:
    """The three doors. Opening the page writes nothing."""
    name, url = _authority(person)
    return {
        "contact": getattr(settings, "PRIVACY_OFFICE_EMAIL", settings.DEFAULT_FROM_EMAIL),
        "council": _council(person),
        "authority": {"name": name, "url": url},
    }


def _authority(person: Person) -> tuple[str, str]:
    if person.site is None:
        return ANYWHERE
    return AUTHORITIES.get(person.site.jurisdiction) or AUTHORITIES.get(person.site.country) or ANYWHERE


def _council(person: Person) -> list[dict[str, str]]:
    """The works council's people, where the person's site has one."""
    if person.site is None or not person.site.has_council:
        return []
    members = people.holding(Right.PROGRAMS_SIGN).exclude(pk=person.pk).order_by("name")
    return [{"name": member.name, "email": member.email} for member in members]
