"""A sample declaration: two purposes, two signals, one recipient, and a German notice that is not finished."""

from typing import Any

from consent.declarations.schema import NOTICE_FIELDS, empty, row
from tests.look.samples_base import REF

OTHER = f"7{REF[1:]}"
NAMES = {REF: "Keystrokes", OTHER: "Screen captures", f"8{REF[1:]}": "Dublin", f"9{REF[1:]}": "Berlin"}
SUMMARY = [
    "We record how you use your work computer, to teach an assistant.",
    "You choose each signal on its own. All are off until you say yes.",
    "Six people in Applied AI use it. It is kept for 90 days.",
    "If you say no, nothing changes for you. You use the assistant as it is.",
]
CONTROLLER = {
    "key": "example-company",
    "name": "Example Company Ltd",
    "address": "1 Example Quay\nDublin 2\nIreland",
    "contact": "The privacy office",
    "email": "privacy@example.com",
    "phone": "+353 1 555 0100",
    "url": "https://example.com",
    "dpo": "dpo@example.com",
    "country": "IE",
    "jurisdictions": ["IE", "DE", "US-NY"],
    "authority": "Data Protection Commission",
}


def body() -> dict[str, Any]:
    made = empty()
    made["about"] |= {
        "name": "Desktop assistant training",
        "purpose": "Teaches an assistant to fill in forms.",
        "details": "The assistant learns from how people work: where they point, what they click and what they type.",
        "used_by": "6 people in Applied AI",
        "ends_on": "2027-11-30",
        "sites": [f"8{REF[1:]}", f"9{REF[1:]}"],
        "alternative": "You use the assistant as it is.",
    }
    made["controller"] |= CONTROLLER
    made["purposes"] = [purpose("learn-keystroke", "Learn what is typed into which field", "consent"), diagnosis()]
    made["signals"] = [
        signal("keystroke", "learn-keystroke", "Keys you type. Passwords are never recorded.", ["key", "field", "time"]),
        signal("screen-content", "find-faults", "What the active window shows, once a minute.", ["picture", "time"]),
    ]
    made["datasets"] = [dataset(REF), dataset(OTHER)]
    contact = {"address": "1 Example Quay, Dublin 2", "contact": "applied-ai@example.com", "country": "IE"}
    made["recipients"] = [row("recipients", key="applied-ai", name="Applied AI", role="recipient", **contact)]
    made["exclusions"] |= {
        "fields": ["password fields", "payment details"],
        "apps": ["banking", "health portals", "private browsing"],
        "sites": ["union and works council pages", "personal mail"],
        "hours": "Off outside 9:00 to 17:00 and in breaks",
    }
    made["dpia"] |= {"description": "Recordings of two signals teach an assistant.", "risks": "Private words could be recorded."}
    fields = {key: {"text": "We say here in plain words what the law asks us to say."} for key in NOTICE_FIELDS}
    fields["transfers"] = {"because": "Nothing leaves the European Union."}
    german = {"summary": ["Wir zeichnen auf, wie du am Rechner arbeitest."], "fields": {}}
    made["notices"] = {"en": {"summary": SUMMARY, "fields": fields}, "de": german}
    return made


def purpose(key: str, label: str, basis: str) -> dict[str, Any]:
    yes = dict.fromkeys(["no_benefit", "no_detriment", "alternative_named", "manager_blind", "self_service"], True)
    return row("purposes", key=key, label=label, text=f"{label}.", category="ResearchAndDevelopment", basis=basis, **yes)


def diagnosis() -> dict[str, Any]:
    interest = {"interest": "Faults are found in minutes, not days.", "necessity": "People rarely remember what they clicked."}
    return row("purposes", key="find-faults", label="Find which form broke", basis="legitimate-interest", **interest)


def signal(name: str, serves: str, text: str, fields: list[str]) -> dict[str, Any]:
    why = "It has to learn what is typed into which field."
    return row("signals", signal=name, purpose=serves, description=text, necessity=why, raw_days=14, fields=fields)


def dataset(ref: str) -> dict[str, Any]:
    facts = {"start_event": "The moment of recording", "retention_days": 90, "grace_days": 7, "owner": "Applied AI"}
    return row("datasets", dataset=ref, **facts)


def next_body() -> dict[str, Any]:
    """The next version: another exclusion, shorter storage, another phone number."""
    made = body()
    made["exclusions"]["hours"] = "Off outside 9:00 to 16:30, on Fridays, and in breaks"
    made["datasets"][0]["retention_days"] = 60
    made["controller"]["phone"] = "+353 1 555 0199"
    made["notices"]["en"]["summary"] = [*SUMMARY[:2], "Six people in Applied AI use it. It is kept for 60 or 90 days.", SUMMARY[3]]
    return made
