"""Our words as terms of DPV 2.3 (w3id.org/dpv, W3C Community Group report). Only terms that version 2.3 has (rules.md 3.2)."""

from collections.abc import Mapping
from typing import Any

PROFILE_RECEIPT = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"
PROFILE_RECORD = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"
SEAL = "seal"
"""The member that carries signature and proof; the context maps it to null, so JSON-LD readers pass over it."""

CONTEXT: Mapping[str, Any] = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "legal-eu": "https://w3id.org/dpv/legal/eu#",
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dct:conformsTo": {"@type": "@id"},
    "dct:created": {"@type": "xsd:dateTime"},
    "dct:replaces": {"@type": "@id"},
    "skos:broader": {"@type": "@id"},
    "dpv:hasProcessing": {"@type": "@id"},
    "dpv:hasDataSource": {"@type": "@id"},
    "dpv:hasLegalBasis": {"@type": "@id"},
    "dpv:hasNecessity": {"@type": "@id"},
    "dpv:hasLocation": {"@type": "@id"},
    "dpv:hasJurisdiction": {"@type": "@id"},
    "dpv:hasApplicableLaw": {"@type": "@id"},
    "dpv:hasDataController": {"@type": "@id"},
    "dpv:hasRecipient": {"@type": "@id"},
    "dpv:isIndicatedBy": {"@type": "@id"},
    "dpv:isExercisedAt": {"@type": "@id"},
    "dpv:isIndicatedAtTime": {"@type": "xsd:dateTime"},
    SEAL: None,
}
STATES: Mapping[str, str] = {
    "given": "dpv:ConsentGiven",
    "renewed": "dpv:RenewedConsentGiven",
    "refused": "dpv:ConsentRefused",
    "withdrawn": "dpv:ConsentWithdrawn",
    "expired": "dpv:ConsentExpired",
    "revoked": "dpv:ConsentRevoked",
    "invalidated": "dpv:ConsentInvalidated",
}
"""States of a consent (rules.md 3.4). An objection is no consent and has none of these."""

OBJECTIONS: Mapping[str, str] = {
    "objected": "dpv:LegitimateInterestObjected",
    "lifted": "dpv:LegitimateInterestNotObjected",
}
"""States of an objection (GDPR 21)."""

BASES: Mapping[str, str] = {
    "consent": "eu-gdpr:A6-1-a-explicit-consent",
    "legitimate-interest": "eu-gdpr:A6-1-f",
}
DATA: Mapping[str, str] = {
    "mouse-movement": "pd:Interaction",
    "click-location": "pd:LinkClicked",
    "keystroke": "pd:Communication",
    "screen-content": "pd:Picture",
}
SENSITIVE = frozenset({"keystroke", "screen-content"})
"""What can hold private words or pictures (R10)."""

RIGHTS: Mapping[str, tuple[str, ...]] = {
    "consent": ("A15", "A16", "A17", "A18", "A20"),
    "legitimate-interest": ("A15", "A16", "A17", "A18", "A21"),
}
"""The rights that a person exercises with the controller, by basis: portability needs consent, objecting an interest."""

EEA = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IS IT LI LV LT LU MT NL NO PL PT RO SK SI ES SE".split())  # noqa: SIM905 - a list of codes reads best so
