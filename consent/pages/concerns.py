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
    "GB": ("Information Commissioner's Office", "https://ico.org.uk/"),
    "FR": ("CNIL", "https://www.cnil.fr/"),
    "NL": ("Autoriteit Persoonsgegevens", "https://www.autoriteitpersoonsgegevens.nl/"),
    "AT": ("Datenschutzbehörde", "https://www.dsb.gv.at/"),
    "ES": ("Agencia Española de Protección de Datos", "https://www.aepd.es/"),
    "IT": ("Garante per la protezione dei dati personali", "https://www.garanteprivacy.it/"),
    "US-CA": ("California Privacy Protection Agency", "https://cppa.ca.gov/"),
    "US-NY": ("New York State Attorney General", "https://ag.ny.gov/"),
    "US-DE": ("Delaware Department of Labor", "https://labor.delaware.gov/"),
    "US-CT": ("Connecticut Department of Labor", "https://portal.ct.gov/dol"),
}
ANYWHERE = ("The authority for data protection or for work in the place where you live or work", "")


def page(person: Person) -> dict[str, Any]:
    """The three doors. Opening the page writes nothing."""
    return {
        "contact": getattr(settings, "PRIVACY_OFFICE_EMAIL", settings.DEFAULT_FROM_EMAIL),
        "council": _council(person),
        "authority": authority_of(person),
    }


def authority_of(person: Person) -> dict[str, str]:
    """The authority to which this person can complain: its name, and its web address where there is one."""
    name, url = ANYWHERE
    if person.site is not None:
        name, url = AUTHORITIES.get(person.site.jurisdiction) or AUTHORITIES.get(person.site.country) or ANYWHERE
    return {"name": name, "url": url}


def _council(person: Person) -> dict[str, Any] | None:
    """The works council of the person's site, where it has one, and its people in Assent."""
    if person.site is None or not person.site.council:
        return None
    members = people.holding(Right.PROGRAMS_SIGN).filter(site__council=person.site.council).exclude(pk=person.pk).order_by("name")
    return {"name": person.site.council, "members": [{"name": member.name, "email": member.email} for member in members]}
