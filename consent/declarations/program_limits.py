"""Limits of what a program is: its facts, who is responsible, its purposes, signals and datasets."""

import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

from common import days
from common.signals import Signal
from consent.declarations.faults import (
    COUNTRY,
    JURISDICTION,
    Fault,
    bad_date,
    bad_key,
    bad_url,
    date_of,
    filled,
    of_row,
    quoted,
    short,
)
from consent.declarations.schema import Body

BASES = ("consent", "legitimate-interest", "legal-obligation", "contract")
HIGH_RISK = frozenset({Signal.KEYSTROKE.value, Signal.SCREEN_CONTENT.value})
"""Raw keystrokes and screen content: a class of their own (R10)."""
RAW_DAYS = 30
MONTHS = 12
MOST_DAYS = 3650
ATTESTATIONS = {
    "no_benefit": "a yes brings no benefit",
    "no_detriment": "a no has no adverse consequence",
    "alternative_named": "an equal alternative is named",
    "manager_blind": "no manager can see a choice",
    "self_service": "people take a yes back by themselves",
}
"""What makes a choice free (R02, EDPB 05/2020)."""
ASSESSMENT = {"interest": "Interest", "necessity": "Necessity", "balancing": "Balancing", "safeguards": "Safeguards"}
"""The parts of the assessment that legitimate interest needs (R04, GDPR 6(1)(f))."""


def about(value: Body, _body: Body | None) -> Iterator[Fault]:
    """Name, purpose, who uses it, from when until when, how long a yes holds, where, and the alternative."""
    yield from filled("R17", "", value, {"name": "Name", "purpose": "Purpose", "used_by": "Used by"})
    yield from short("R17", "", value, {"name": 120, "purpose": 300, "used_by": 200})
    yield from bad_date("R17", "", "starts_on", value["starts_on"])
    yield from bad_date("R17", "", "ends_on", value["ends_on"])
    starts, ends = date_of(value["starts_on"]), date_of(value["ends_on"])
    if starts and ends and ends <= starts:
        yield Fault("ends_on", f"Ends on {ends} is not after starts on {starts}.", "R17")
    elif ends and ends <= days.today():
        yield Fault("ends_on", f"Ends on {ends} is past. Expected a later date, or none.", "R17")
    if not 1 <= value["validity_months"] <= MONTHS:
        yield Fault("validity_months", f"A yes would hold for {value['validity_months']} months. Expected 1 to {MONTHS}.", "R33")
    for ref in value["sites"]:
        if not is_ref(ref):
            yield Fault("sites", f"{quoted(ref)} is no site. Choose sites from the list.", "R17")
    yield from filled("R97", "", value, {"alternative": "What people use who say no"})


def controller(value: Body, _body: Body | None) -> Iterator[Fault]:
    """Who is responsible (GDPR 13(1)(a) and (b)), where it is established, and which authority watches over it."""
    needed = ("name", "address", "contact", "email", "phone", "dpo", "authority")
    labels = {key: key.capitalize() for key in needed} | {"dpo": "Data protection officer"}
    yield from bad_key("R17", "", value["key"])
    yield from filled("R17", "", value, labels)
    yield from short("R17", "", value, dict.fromkeys(needed, 300))
    if value["email"] and "@" not in value["email"].strip("@"):
        yield Fault("email", f"Email is {quoted(value['email'])}. Expected an address such as privacy@example.com.", "R17")
    if not COUNTRY.fullmatch(value["country"]):
        yield Fault("country", f"Country is {quoted(value['country'])}. Expected two letters of ISO 3166-1, such as IE.", "R17")
    if not value["jurisdictions"]:
        yield Fault("jurisdictions", "No jurisdiction is named. Expected at least one, such as IE or US-NY.", "R17")
    for place in value["jurisdictions"]:
        if not JURISDICTION.fullmatch(place):
            yield Fault("jurisdictions", f"{quoted(place)} is no jurisdiction. Expected ISO 3166, such as IE or US-NY.", "R17")
    for key in ("url", "authority_url"):
        yield from bad_url("R17", "", key, value[key])


def purposes(value: list[Body], body: Body | None) -> Iterator[Fault]:
    """Each purpose with exactly one basis, and what that basis asks for."""
    if not value:
        yield Fault("", "No purpose is named. Expected at least one.", "R01")
    yield from twice("R01", "key", "Purpose", value)
    served = {row["purpose"] for row in body["signals"]} if body else None
    for number, row in enumerate(value):
        yield from of_row(number, _purpose(f"Purpose {number + 1}: ", row))
        if served is not None and row["key"] not in served:
            yield Fault(f"{number}.key", f"Purpose {number + 1}: no signal serves it. Leave it out, or give it a signal.", "R01")


def _purpose(at: str, row: Body) -> Iterator[Fault]:
    yield from bad_key("R01", at, row["key"])
    yield from filled("R01", at, row, {"label": "Label", "text": "Text", "category": "Category"})
    yield from short("R01", at, row, {"label": 200, "text": 300})
    if row["category"] and not (row["category"].isascii() and row["category"].isalpha() and row["category"][0].isupper()):
        yield Fault(
            "category", f"{at}Category is {quoted(row['category'])}. Expected a DPV purpose, such as ResearchAndDevelopment.", "R01"
        )
    if row["basis"] not in BASES:
        yield Fault("basis", f"{at}Basis is {quoted(row['basis'])}. Expected exactly one of: {', '.join(BASES)}.", "R01")
    letter = row["special_category"]
    if letter and (len(letter) != 1 or letter not in "abcdefghij"):
        yield Fault(
            "special_category", f"{at}Condition is {quoted(letter)}. Expected a letter of GDPR 9(2), a to j, or none.", "R01"
        )
    if letter == "a" and row["basis"] != "consent":
        said = f"{at}Condition a is explicit consent, so the basis has to be consent. Choose another condition, or another basis."
        yield Fault("special_category", said, "R32")
    yield from _basis(at, row)


def _basis(at: str, row: Body) -> Iterator[Fault]:
    if row["basis"] == "consent":
        for key, said in ATTESTATIONS.items():
            if not row[key]:
                yield Fault(key, f"{at}Consent is free only if {said}. Confirm it, or choose another basis.", "R02")
    elif row["basis"] == "legitimate-interest":
        yield from filled("R04", at, row, ASSESSMENT)
    elif row["basis"] in BASES:
        yield from filled("R01", at, row, {"obligation": "The law or contract that asks for it"})


def signals(value: list[Body], body: Body | None) -> Iterator[Fault]:
    """Each signal once, for one purpose, with its fields and why they are needed."""
    if not value:
        yield Fault("", "No signal is named. Expected at least one.", "R08")
    yield from twice("R27", "signal", "Signal", value)
    shared = Counter(row["purpose"] for row in value)
    known = {row["key"] for row in body["purposes"]} if body else None
    for number, row in enumerate(value):
        at = f"Signal {number + 1}: "
        yield from of_row(number, _signal(at, row))
        if known is not None and row["purpose"] not in known:
            yield Fault(f"{number}.purpose", f"{at}Purpose is {quoted(row['purpose'])}. Expected the key of one purpose.", "R27")
        if row["signal"] in HIGH_RISK and shared[row["purpose"]] > 1:
            yield Fault(
                f"{number}.purpose", f"{at}{row['signal']} shares its purpose with another signal. It needs its own.", "R10"
            )


def _signal(at: str, row: Body) -> Iterator[Fault]:
    if row["signal"] not in Signal.values:
        yield Fault("signal", f"{at}Signal is {quoted(row['signal'])}. Expected one of: {', '.join(Signal.values)}.", "R08")
    yield from filled("R08", at, row, {"description": "Description", "necessity": "Why it is needed"})
    yield from short("R08", at, row, {"description": 200, "necessity": 300})
    if not any(field.strip() for field in row["fields"]):
        yield Fault(
            "fields", f"{at}No captured field is listed. Expected each field that is recorded, such as time or position.", "R08"
        )
    if row["signal"] in HIGH_RISK and not 1 <= row["raw_days"] <= RAW_DAYS:
        yield Fault("raw_days", f"{at}Kept raw for {row['raw_days']} days. Expected 1 to {RAW_DAYS} for {row['signal']}.", "R10")


def datasets(value: list[Body], _body: Body | None) -> Iterator[Fault]:
    """Each dataset with its rule of retention: start event, period, grace, owner (R67, ISO/IEC 27555)."""
    if not value:
        yield Fault("", "No dataset is named. Expected one for each signal.", "R67")
    yield from twice("R67", "dataset", "Dataset", value)
    for number, row in enumerate(value):
        yield from of_row(number, _dataset(f"Dataset {number + 1}: ", row))


def _dataset(at: str, row: Body) -> Iterator[Fault]:
    if not is_ref(row["dataset"]):
        yield Fault("dataset", f"{at}{quoted(row['dataset'])} is no dataset. Choose one from the list.", "R67")
    yield from filled("R67", at, row, {"start_event": "Start of the period", "owner": "Owner"})
    yield from short("R67", at, row, {"start_event": 200, "owner": 200, "kept_for": 200})
    if not 1 <= row["retention_days"] <= MOST_DAYS:
        yield Fault("retention_days", f"{at}Kept for {row['retention_days']} days. Expected 1 to {MOST_DAYS}.", "R67")
    if row["grace_days"] > row["retention_days"]:
        yield Fault("grace_days", f"{at}Grace of {row['grace_days']} days. Expected no more than the retention.", "R67")


def twice(rule: str, key: str, what: str, rows: list[Body]) -> Iterator[Fault]:
    """Nothing is named twice."""
    seen: set[Any] = set()
    for number, row in enumerate(rows):
        if row[key] and row[key] in seen:
            yield Fault(f"{number}.{key}", f"{what} {number + 1}: {quoted(row[key])} is there twice. Expected it once.", rule)
        seen.add(row[key])


def is_ref(text: str) -> bool:
    """Say whether this is a ref as Assent writes it."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
