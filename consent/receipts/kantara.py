"""The same receipt in the form of the Kantara Consent Receipt v1.1 (rules.md 3.5), derived from the signed statement alone.

Being derived, it needs no signature of its own: who checks it derives it again and compares.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

VERSION = "KI-CR-v1.1.0"
CERTIFICATE = "assentCertificate"
KEY = "publicKey"
STATES = "assentStates"
"""Ours: version 1.1 has no word for a no, so each purpose says the newest state of each of its signals."""


def derive(statement: Mapping[str, Any]) -> dict[str, Any]:
    """The Kantara form of a consent receipt's statement. Raises `KeyError` or `TypeError` where it isn't one."""
    record = statement["dpv:hasRecordOfActivity"]
    entities = {one["@id"]: one for one in record["dpv:hasEntity"]}
    processes = record["dpv:hasProcess"]
    newest = max(reversed(_events(processes)), key=_time)
    controllers = [entities[iri] for iri in processes[0]["dpv:hasDataController"]]
    sensitive = [
        _title(data) for process in processes for data in process["dpv:hasPersonalData"] if isinstance(data["@type"], list)
    ]
    return {
        "version": VERSION,
        "jurisdiction": processes[0]["dpv:hasJurisdiction"].removeprefix("loc:"),
        "consentTimestamp": _epoch(statement["dct:created"]),
        "collectionMethod": newest["dpv:hasIndicationMethod"],
        "consentReceiptID": statement["dpv:hasIdentifier"],
        "language": record["dct:language"] if isinstance(record["dct:language"], str) else ", ".join(record["dct:language"]),
        "piiPrincipalId": record["dpv:hasDataSubject"]["dpv:hasIdentifier"],
        "piiControllers": [_controller(one) for one in controllers],
        "policyUrl": record["dpv:hasNotice"][0]["@id"],
        "services": [{"service": _service(processes[0]), "purposes": [_purpose(one, entities) for one in processes]}],
        "sensitive": bool(sensitive),
        "spiCat": sensitive,
    }


def _controller(entity: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "piiController": entity["dpv:hasName"],
        "onBehalf": False,
        "contact": entity["dpv:hasContact"],
        "address": {"streetAddress": entity["dpv:hasAddress"]},
        "email": entity.get("schema:email", ""),
        "phone": entity.get("schema:telephone", ""),
        "piiControllerUrl": entity.get("schema:url", ""),
    }


def _purpose(process: Mapping[str, Any], entities: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    others = [entities[iri] for iri in process["dpv:hasRecipient"] if "dpv:DataController" not in entities[iri]["@type"]]
    third = [one["dpv:hasName"] for one in others if "dpv:ThirdParty" in one["@type"]]
    told = {"thirdPartyDisclosure": True, "thirdPartyName": ", ".join(third)} if third else {"thirdPartyDisclosure": False}
    return {
        "purpose": process["dpv:hasPurpose"]["dct:description"],
        "consentType": "EXPLICIT",
        "purposeCategory": [process["dpv:hasPurpose"]["skos:broader"].removeprefix("dpv:")],
        "piiCategory": [_title(data) for data in process["dpv:hasPersonalData"]],
        "primaryPurpose": True,
        STATES: {event["dct:subject"]: event["@type"][0].removeprefix("dpv:") for event in sorted(_events([process]), key=_time)},
        "termination": process["dpv:hasConsentControl"]["dpv:isExercisedAt"],
        **told,
    }


def _service(process: Mapping[str, Any]) -> str:
    return str(process["dpv:hasService"]["dct:title"])


def _title(data: Mapping[str, Any]) -> str:
    return str(data["dct:title"])


def _events(processes: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [event for process in processes for event in process["dpv:hasConsentStatus"]]


def _time(event: Mapping[str, Any]) -> str:
    return str(event["dpv:isIndicatedAtTime"])


def _epoch(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())
