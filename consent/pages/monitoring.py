"""What pages show of monitoring notices: to the people who work there, and to the officers who publish them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from common.rights import Right
from consent.models import MonitoringNotice
from consent.queries import monitoring as queries
from people.models import Person

Jurisdiction = MonitoringNotice.Jurisdiction
Mode = MonitoringNotice.Mode
SHOWN = 30

# What the law of a place asks for, for the officers' pages alone. The penalties are per employer, in US dollars.
LAW: dict[str, dict[str, Any]] = {
    Jurisdiction.NEW_YORK: {
        "law": "New York Civil Rights Law, section 52-c",
        "asks": (
            "Say that any and all telephone, e-mail and internet use may be monitored at any and all times by any lawful means.",
            "Give it in writing to each person on hiring, and have them acknowledge it. The portal does both.",
            "Post it where people can see it. Every page of the portal has a link to it.",
        ),
        "penalty": "Civil penalty: at most 500 USD the first time, 1,000 USD the second, 3,000 USD each time after.",
    },
    Jurisdiction.DELAWARE: {
        "law": "Delaware Code, title 19, section 705",
        "asks": (
            "Say which is monitored: telephone, e-mail, internet access or usage.",
            "Either show it on each day of access, or have it acknowledged once. The portal keeps which of the two, and the proof.",
        ),
        "penalty": "Civil penalty: 100 USD for each violation.",
    },
    Jurisdiction.CONNECTICUT: {
        "law": "Connecticut General Statutes, section 31-48d, as amended by Public Act 26-73",
        "asks": (
            "List the types of monitoring.",
            "List the places on the premises that are monitored (since 1 October 2026), for each site.",
            "Post it at the site, and give a copy to each person hired since 1 October 2026.",
        ),
        "penalty": "The Labor Commissioner can levy a civil penalty.",
    },
}


def shown(notice: MonitoringNotice) -> dict[str, Any]:
    """One published notice as pages show it."""
    said = notice.text.fields
    return {
        "ref": notice.pk,
        "place": notice.get_jurisdiction_display(),
        "version": notice.version,
        "daily": notice.mode == Mode.DAILY,
        "published_at": notice.published_at,
        "summary": notice.text.summary,
        "kinds": said.get("kinds", []),
        "locations": said.get("locations", []),
        "posted": said.get("posted", ""),
        "handed": said.get("handed", ""),
        "sha256": notice.text_id,
        "url": reverse("monitoring-notice-of", args=[notice.jurisdiction]),
    }


def mine(person: Person) -> dict[str, Any]:
    """The notice of the place where the person works, whether they have read it, and every time they said so."""
    notice = queries.notice_for(person)
    return {
        "place": _place_of(person),
        "notice": shown(notice) if notice else None,
        "read": queries.latest(person, notice) if notice else None,
        "history": [_said(one) for one in queries.acknowledgements_of(person)[:SHOWN]],
        "others": [_link(code) for code in queries.in_force_everywhere() if notice is None or code != notice.jurisdiction],
    }


def _place_of(person: Person) -> str:
    """The name of the place if one of the three laws holds where the person works; empty where none does."""
    code = person.site.jurisdiction if person.site else ""
    return str(Jurisdiction(code).label) if code in Jurisdiction.values else ""


def _said(one: Any) -> dict[str, Any]:
    facts = {"place": one.monitoring.get_jurisdiction_display(), "version": one.monitoring.version}
    return {"text": gettext("You said that you read the notice of %(place)s, version %(version)s.") % facts, "at": one.at}


def _link(code: str) -> dict[str, str]:
    return {"place": str(Jurisdiction(code).label), "url": reverse("monitoring-notice-of", args=[code])}


def line(person: Person) -> dict[str, Any]:
    """The quiet line of the person's first page while there is a notice to read; empty where there is none."""
    notice = queries.notice_for(person)
    if notice is None or queries.latest(person, notice):
        return {}
    return {
        "place": notice.get_jurisdiction_display(),
        "daily": notice.mode == Mode.DAILY,
        "url": reverse("monitoring-notice"),
    }


def places() -> list[dict[str, Any]]:
    """The three places with their sites and the notice in force, for the officers' list. It counts nobody (R100)."""
    notices = queries.in_force_everywhere()
    return [_row(place, notices.get(place.value)) for place in Jurisdiction]


def _row(place: MonitoringNotice.Jurisdiction, notice: MonitoringNotice | None) -> dict[str, Any]:
    found = list(queries.sites_in(place.value))
    sites = [site.name for site in found]
    unplaced = queries.sites_unplaced({place.value: notice} if notice else {}, found)
    label, tone = (gettext("In force"), "ok") if notice else (gettext("Missing"), "bad") if sites else (gettext("Not needed"), "")
    return {
        "place": place.label,
        "sites": sites,
        "unplaced": ", ".join(unplaced),
        "version": notice.version if notice else None,
        "mode": notice.get_mode_display() if notice else "",
        "published_at": notice.published_at if notice else None,
        "label": gettext("A site is missing") if unplaced else label,
        "tone": "bad" if unplaced else tone,
        "url": reverse("monitoring-notice-edit", args=[place.value]),
    }


def editor(jurisdiction: str) -> dict[str, Any]:
    """What stands beside the officers' form: what the law asks for, and the versions so far."""
    versions = queries.versions_of(jurisdiction)[:SHOWN]
    return {
        "place": Jurisdiction(jurisdiction).label,
        "law": LAW[jurisdiction],
        "sites": [site.name for site in queries.sites_in(jurisdiction)],
        "versions": [shown(notice) | {"mode": notice.get_mode_display()} for notice in versions],
    }


def attention(person: Person) -> list[dict[str, str]]:
    """What waits for an officer: places where the company has a site and no notice, or one that is newer than the notice."""
    if not person.has_perm(Right.PROGRAMS_MANAGE):
        return []
    missing = gettext("%(place)s has no monitoring notice: nothing may be recorded there before")
    older = gettext("The monitoring notice of %(place)s names no place in: %(unplaced)s")
    return [
        {"text": (older if row["version"] else missing) % row, "url": row["url"], "tone": "warn"}
        for row in places()
        if row["sites"] and (row["unplaced"] or not row["version"])
    ]
