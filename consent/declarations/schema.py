"""The shape of a declaration, and the digests that versions, approvals and signatures name.

A declaration is plain JSON without floats; `EMPTY` shows every section and key with the value that a new draft has. Lists hold
rows of the shape in `ROWS`. Dates are ISO text (`2026-11-24`), durations whole days or months, refs UUID text, countries ISO
3166-1 (`IE`), jurisdictions ISO 3166-2 (`US-NY`) or a country.
"""

import copy
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from common.canonical import canonical_bytes

Body = dict[str, Any]

EMPTY: Body = {
    "about": {
        "name": "",
        "purpose": "",  # one sentence, as people read it first
        "details": "",
        "used_by": "",
        "starts_on": "",
        "ends_on": "",
        "validity_months": 12,
        "sites": [],  # refs of people.Site; none: every site
        "alternative": "",  # what people use who say no (R97)
    },
    "controller": {
        "key": "",
        "name": "",
        "address": "",
        "contact": "",
        "email": "",
        "phone": "",
        "url": "",
        "dpo": "",
        "country": "",
        "jurisdictions": [],
        "authority": "",
        "authority_url": "",
    },
    "purposes": [],
    "signals": [],
    "datasets": [],
    "recipients": [],
    "exclusions": {
        "fields": [],  # such as: password fields, banking
        "apps": [],
        "sites": [],
        "hours": "",
        "private_devices": "off",  # off, or the reason why not
    },
    "model_use": {
        "trains_models": False,
        "models": "",
        "infers_emotion": False,
        "evaluates_people": False,
        "informed": "",  # how people and their representatives were told first (R13)
        "automated_decisions": False,
        "bystanders": "",  # the Art. 14 route or the exemption (R18)
        "redaction": "",
        "incentives": False,
    },
    "dpia": {
        "description": "",
        "necessity": "",
        "risks": "",
        "measures": "",
        "advice": "",  # the data protection officer's, verbatim (R110)
        "views": "",
        "views_not_sought": "",
        "residual_risk": "",  # low, medium, high
        "consultation_date": "",
        "consultation_authority": "",
        "consultation_outcome": "",
        "review_on": "",
    },
    "notices": {},  # language -> {"summary": [sentence], "fields": {key: {"text": ""} or {"because": ""}}}
}

ROWS: Mapping[str, Body] = {
    "purposes": {
        "key": "",
        "label": "",
        "text": "",
        "category": "",  # a DPV purpose, such as ResearchAndDevelopment
        "basis": "",  # a value of Basis
        "special_category": "",  # the letter of GDPR 9(2), or empty
        # The five attestations of R02.
        "no_benefit": False,
        "no_detriment": False,
        "alternative_named": False,
        "manager_blind": False,
        "self_service": False,
        # The written assessment of R04.
        "interest": "",
        "necessity": "",
        "balancing": "",
        "safeguards": "",
        "obligation": "",  # the law or contract that obliges
    },
    "signals": {
        "signal": "",
        "purpose": "",  # the key of its one purpose
        "description": "",
        "necessity": "",
        "settings": "",
        "raw_days": 0,  # how long it is kept raw (R10: at most 30 for high-risk signals)
        "fields": [],  # captured fields (R08)
    },
    "datasets": {
        "dataset": "",
        "start_event": "",
        "retention_days": 0,
        "grace_days": 0,
        "owner": "",
        "kept_for": "",  # the other basis on which it may be kept (R37)
    },
    "recipients": {
        "key": "",
        "name": "",
        "role": "",
        "address": "",
        "contact": "",
        "country": "",
        "transfer": "",  # the safeguard, where the country is outside
        "endpoint": "",
        # The contract of R15: its date, the eight items of GDPR 28(3), sub-processors, return or deletion.
        "contract_date": "",
        "contract_items": [],  # letters a to h
        "sub_processors": "",
        "deletion_clause": False,
    },
}

NOTICE_FIELDS: Mapping[str, str] = {
    "controller": "13(1)(a)",
    "dpo": "13(1)(b)",
    "purposes": "13(1)(c)",
    "interests": "13(1)(d)",
    "recipients": "13(1)(e)",
    "transfers": "13(1)(f)",
    "retention": "13(2)(a)",
    "rights": "13(2)(b)",
    "withdrawal": "13(2)(c)",
    "complaint": "13(2)(d)",
    "obligation": "13(2)(e)",
    "automation": "13(2)(f)",
}
"""The twelve fields of GDPR 13(1) and (2), each with its letter (R17)."""

SECTIONS = tuple(EMPTY)
MATERIAL = ("purposes", "signals", "datasets", "recipients", "exclusions", "model_use", "dpia")
"""A change here makes the assessment due again, voids the council's signature and ends earlier choices (R07, R19, R104)."""
MATERIAL_FIELDS = (("about", "purpose"), ("about", "sites"), ("controller", "name"), ("controller", "country"))
"""So does one here: what it is for, as people read it beside the switch; whom a choice binds, and where (R109)."""


def empty() -> Body:
    """A new draft's declaration."""
    return copy.deepcopy(EMPTY)


def row(section: str, **values: Any) -> Body:
    """A row of a list section: what is not said has the value of a new row. A key it does not know is an error."""
    unknown = values.keys() - ROWS[section].keys()
    if unknown:
        msg = f"A row of {section} has no {', '.join(sorted(unknown))}."
        raise ValueError(msg)
    return copy.deepcopy(dict(ROWS[section])) | values


def needs_a_statement(purpose: Mapping[str, Any]) -> bool:
    """Say whether a yes to this purpose has to be explicit: a second statement of its own (R32, GDPR 9(2)(a))."""
    return bool(purpose["basis"] == "consent" and purpose["special_category"] == "a")


def digest(body: Mapping[str, Any]) -> str:
    """The SHA-256 of the whole declaration: what officers approve."""
    return sha256(canonical_bytes(body)).hexdigest()


def material_digest(body: Mapping[str, Any]) -> str:
    """The SHA-256 of its material part: what the assessment and the council's signature are about (R07, R104)."""
    part = {section: body.get(section) for section in MATERIAL}
    part["fields"] = [body[section].get(key) for section, key in MATERIAL_FIELDS]
    return sha256(canonical_bytes(part)).hexdigest()
