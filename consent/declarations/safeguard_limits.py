"""Limits of what protects people: who receives data, what is never recorded, what models do, the impact assessment."""

import re
from collections.abc import Iterator, Mapping

from common import days
from consent.declarations.faults import COUNTRY, Fault, bad_date, bad_key, bad_url, date_of, filled, of_row, quoted, short
from consent.declarations.program_limits import twice
from consent.declarations.schema import Body

ROLES = ("processor", "recipient", "third-party")
CONTRACT_ITEMS = "abcdefgh"
EEA = re.compile("AT|B[EG]|C[YZ]|D[EK]|E[ES]|F[IR]|GR|H[RU]|I[EST]|L[ITUV]|MT|N[LO]|P[LT]|RO|S[EIK]")
"""The countries that a transfer needs no safeguard for (GDPR 44): the EU, Iceland, Liechtenstein and Norway."""
PARTS = {"description": "Description", "necessity": "Necessity", "risks": "Risks", "measures": "Measures"}
"""The four mandatory parts of an assessment (GDPR 35(7))."""
RISKS = ("low", "medium", "high")
GROUPS: Mapping[str, tuple[str, str]] = {
    "password fields": (r"password|passwort|kennwort|credential|zugangsdaten", "fields"),
    "banking": (r"\bbank|payment|zahlung", "apps"),
    "health": (r"health|medical|gesundheit|medizin|doctor|arzt", "apps"),
    "union": (r"union|gewerkschaft", "sites"),
    "works council": (r"works? council|betriebsrat|staff council", "sites"),
    "personal mail": (r"(?:personal|private|privat\w*|persönlich\w*) (?:e-?)?mail|webmail", "sites"),
    "private browsing": (r"(?:private|incognito) (?:brows|window|mode)|incognito|privat\w* (?:fenster|modus|surfen)", "apps"),
    "breaks": (r"break|pause", "hours"),
    "off-hours": (r"outside|off-?hours|after hours|außerhalb|ausserhalb|\d{1,2}[:.]\d{2}", "hours"),
}
"""What has to be among the exclusions, how its words are known, and where it is mended (R11)."""


def recipients(value: list[Body], _body: Body | None) -> Iterator[Fault]:
    """Each recipient is known by name and place; a processor with its contract (GDPR 28(3)), a transfer with its safeguard."""
    yield from twice("R15", "key", "Recipient", value)
    for number, row in enumerate(value):
        at = f"Recipient {number + 1}: "
        yield from of_row(number, _recipient(at, row))
        if row["role"] == "processor":
            yield from of_row(number, _contract(at, row))


def _recipient(at: str, row: Body) -> Iterator[Fault]:
    yield from bad_key("R15", at, row["key"])
    yield from filled("R15", at, row, {"name": "Name", "address": "Address", "contact": "Contact"})
    yield from short("R15", at, row, {"name": 200, "endpoint": 300})
    if row["role"] not in ROLES:
        yield Fault("role", f"{at}Role is {quoted(row['role'])}. Expected one of: {', '.join(ROLES)}.", "R15")
    if not COUNTRY.fullmatch(row["country"]):
        yield Fault("country", f"{at}Country is {quoted(row['country'])}. Expected two letters of ISO 3166-1, such as IE.", "R15")
    elif not EEA.fullmatch(row["country"]) and not row["transfer"].strip():
        yield Fault("transfer", f"{at}{row['country']} is outside the EEA. Say which safeguard the transfer has.", "R15")
    yield from bad_url("R15", at, "endpoint", row["endpoint"])


def _contract(at: str, row: Body) -> Iterator[Fault]:
    yield from bad_date("R15", at, "contract_date", row["contract_date"], required=True)
    signed = date_of(row["contract_date"])
    if signed and signed > days.today():
        yield Fault("contract_date", f"{at}The contract is dated {signed}, which is still to come.", "R15")
    missing = [letter for letter in CONTRACT_ITEMS if letter not in row["contract_items"]]
    if missing:
        yield Fault("contract_items", f"{at}The contract lacks items {', '.join(missing)} of GDPR 28(3). Expected a to h.", "R15")
    unknown = sorted(set(row["contract_items"]) - set(CONTRACT_ITEMS))
    if unknown:
        yield Fault("contract_items", f"{at}Contract items {', '.join(unknown)} do not exist. Expected letters a to h.", "R15")
    yield from filled("R15", at, row, {"sub_processors": "Sub-processors (or that there are none)"})
    if not row["deletion_clause"]:
        yield Fault("deletion_clause", f"{at}The contract has no clause on deleting or returning the data.", "R15")


def exclusions(value: Body, _body: Body | None) -> Iterator[Fault]:
    """What is never recorded has to be said, and has to hold the groups that everybody needs (R11, WP249 5.3)."""
    for key in ("fields", "apps", "sites"):
        if not any(text.strip() for text in value[key]):
            yield Fault(key, f"Excluded {key} are empty. Expected at least one.", "R11")
    yield from filled("R11", "", value, {"hours": "Hours", "private_devices": "Private devices"})
    said = "\n".join([*value["fields"], *value["apps"], *value["sites"], value["hours"]])
    missing: dict[str, list[str]] = {}
    for group, (pattern, key) in GROUPS.items():
        if not re.search(pattern, said, re.IGNORECASE):
            missing.setdefault(key, []).append(group)
    for key, groups in missing.items():
        yield Fault(key, f"The exclusions do not name: {', '.join(groups)}. Everybody's exclusions have to.", "R11")


def model_use(value: Body, body: Body | None) -> Iterator[Fault]:
    """What is trained, whether people are evaluated, whose data else is seen, and that nothing is paid for a yes."""
    if value["trains_models"]:
        yield from filled("R13", "", value, {"models": "Which models are trained"})
    if value["evaluates_people"]:
        yield from filled("R13", "", value, {"informed": "How people and their representatives were told first"})
    if value["incentives"]:
        yield Fault("incentives", "An incentive is attached. Expected none: no money, gift, leave or tool for a yes.", "R99")
    if body and any(row["signal"] == "screen-content" for row in body["signals"]):
        labels = {"bystanders": "The way of telling bystanders, or the exemption", "redaction": "Redaction"}
        yield from filled("R18", "Screen content shows other people. ", value, labels)


def dpia(value: Body, _body: Body | None) -> Iterator[Fault]:
    """Assess the impact: four parts, advice, views, the risk that is left, and the consultation where it is high (GDPR 35, 36)."""
    yield from filled("R05", "", value, PARTS | {"advice": "Advice of the data protection officer"})
    if not value["views"].strip() and not value["views_not_sought"].strip():
        yield Fault("views", "The views of employees are empty. Expected them, or the reason for not asking (GDPR 35(9)).", "R05")
    if value["residual_risk"] not in RISKS:
        yield Fault(
            "residual_risk", f"The risk left is {quoted(value['residual_risk'])}. Expected one of: {', '.join(RISKS)}.", "R05"
        )
    yield from bad_date("R05", "", "review_on", value["review_on"], required=True)
    review = date_of(value["review_on"])
    if review and review <= days.today():
        yield Fault("review_on", f"The review was due on {review}. Expected a date to come.", "R05")
    if value["residual_risk"] == "high":
        labels = {"consultation_authority": "Consulted authority", "consultation_outcome": "Outcome of the consultation"}
        yield from filled("R06", "", value, labels)
        yield from bad_date("R06", "", "consultation_date", value["consultation_date"], required=True)
        asked = date_of(value["consultation_date"])
        if asked and asked > days.today():
            yield Fault("consultation_date", f"The consultation is dated {asked}, which is still to come.", "R06")
    elif value["consultation_date"]:
        yield from bad_date("R06", "", "consultation_date", value["consultation_date"])
