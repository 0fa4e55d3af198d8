"""A receipt as JSON-LD: ISO/IEC TS 27560:2023 by DPV 2.3, after the guide "Consent Records and Receipts" of 15 Feb 2026.

An objection is no consent: its receipt is a record of a right exercised (GDPR 21), with the same process, parties and proof.
"""

from typing import Any

from consent.receipts import purposes, vocabulary
from consent.receipts.facts import Event, Facts, NoticeFacts, Party, Process, SignalFacts

Node = dict[str, Any]
CONSENT, INTEREST = "consent", "legitimate-interest"
CONTROLLER = "controller"


def receipt(facts: Facts) -> Node:
    """The receipt as one JSON-LD document: strings, whole numbers and lists only, so that its canonical bytes can be signed."""
    # What was decided counts, not its name: an objection can be undone or come on paper, as a withdrawal can.
    consent = all(process.basis == CONSENT for process in facts.processes)
    whole: Node = {
        "@context": dict(vocabulary.CONTEXT),
        "@id": f"urn:uuid:{facts.receipt}",
        "@type": "dpv:ConsentReceipt" if consent else "dpv:RightExerciseRecord",
        "dpv:hasIdentifier": facts.receipt,
        "dct:identifier": facts.receipt,
        "dct:created": facts.created,
        "dct:description": facts.decision,
        "dpv:hasRecordOfActivity": _record(facts, consent=consent),
    }
    if consent:
        whole["dct:conformsTo"] = vocabulary.PROFILE_RECEIPT
    if facts.replaces:
        whole["dct:replaces"] = f"urn:uuid:{facts.replaces}"
    return whole


def _record(facts: Facts, *, consent: bool) -> Node:
    languages = sorted({notice.language for notice in facts.notices})
    record: Node = {
        "@id": f"urn:uuid:{facts.record}",
        "@type": "dpv:ConsentRecord" if consent else "dpv:RightExerciseActivity",
        "dpv:hasIdentifier": facts.record,
        "dct:identifier": facts.record,
        "dpv:hasDataSubject": {
            "@id": f"urn:uuid:{facts.subject}",
            "@type": ["dpv:DataSubject", "dpv:Employee"],
            "dpv:hasIdentifier": facts.subject,
        },
        "dpv:hasNotice": [_notice(facts, notice, consent=consent) for notice in facts.notices],
        "dct:language": languages[0] if len(languages) == 1 else languages,
        "dpv:hasProcess": [_process(facts, process) for process in facts.processes],
        "dpv:hasEntity": [_entity(facts, party) for party in facts.parties],
    }
    if consent:
        record["dct:conformsTo"] = vocabulary.PROFILE_RECORD
    else:
        record["dpv:hasRight"] = {
            "@type": ["dpv:DataSubjectRight", "eu-gdpr:A21"],
            "dpv:isExercisedAt": _program_url(facts),
        }
    return record


def _notice(facts: Facts, notice: NoticeFacts, *, consent: bool) -> Node:
    return {
        "@id": f"{_program_url(facts)}notice/{notice.version}/?lang={notice.language}",
        "@type": "dpv:ConsentNotice" if consent else "dpv:PrivacyNotice",
        "dct:language": notice.language,
        "dct:identifier": f"sha256:{notice.sha256}",
    }


def _process(facts: Facts, process: Process) -> Node:
    page = _program_url(facts)
    controllers = [party for party in facts.parties if party.role == CONTROLLER]
    recipients = [party for party in facts.parties if party.role != CONTROLLER] or controllers
    node: Node = {
        "@id": f"{facts.site}/programs/{facts.slug}/purposes/{process.key}",
        "@type": "dpv:Process",
        "dpv:hasService": {"@type": "dpv:Service", "dct:title": facts.program, "dct:identifier": f"{facts.slug} v{facts.version}"},
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "skos:broader": f"dpv:{purposes.known(process.category)}",
            "dct:identifier": process.key,
            "dct:description": process.text,
        },
        "dpv:hasPersonalData": [_data(signal) for signal in process.signals],
        "dpv:hasProcessing": ["dpv:Observe", "dpv:Collect", "dpv:Store", "dpv:Use"],
        "dpv:hasDataSource": "dpv:DataSubjectDataSource",
        "dpv:hasStorageCondition": _storage(facts, process),
        "dpv:hasDataController": [_party_iri(facts, party) for party in controllers],
        "dpv:hasRecipient": [_party_iri(facts, party) for party in recipients],
        "dpv:hasLegalBasis": vocabulary.BASES[process.basis],
        "dpv:hasJurisdiction": f"loc:{facts.jurisdiction}",
        "dpv:hasRight": _rights(facts, process),
        "dpv:hasImpactAssessment": {"@type": "dpv:DPIA", "dct:identifier": f"version {facts.version}, sha256:{facts.declaration}"},
    }
    if {facts.country, facts.jurisdiction.split("-")[0]} & vocabulary.EEA:
        node["dpv:hasApplicableLaw"] = "legal-eu:law-GDPR"
    if process.basis == CONSENT:
        node["dpv:hasConsentControl"] = {"@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": page}
    consents = [_consent(facts, event) for event in process.events if event.state in vocabulary.STATES]
    objections = [_objection(facts, event) for event in process.events if event.state in vocabulary.OBJECTIONS]
    told = {"dpv:hasConsentStatus": consents, "dpv:hasStatus": objections}
    return node | {name: events for name, events in told.items() if events}


def _data(signal: SignalFacts) -> Node:
    sensitive = signal.signal in vocabulary.SENSITIVE
    return {
        "@type": ["dpv:PersonalData", "dpv:SensitivePersonalData"] if sensitive else "dpv:PersonalData",
        "skos:broader": vocabulary.DATA[signal.signal],
        "dct:identifier": signal.signal,
        "dct:title": signal.label,
        "dct:description": signal.description,
        "dpv:hasNecessity": "dpv:Optional",
    }


def _storage(facts: Facts, process: Process) -> list[Node]:
    return [
        {"@type": "dpv:StorageLocation", "dpv:hasLocation": f"loc:{facts.country}"},
        {"@type": "dpv:StorageDuration", "dpv:hasDuration": _days(process.retention_days)},
        {"@type": "dpv:StorageDeletion", "dpv:hasDuration": _days(process.grace_days)},
    ]


def _rights(facts: Facts, process: Process) -> list[Node]:
    page = _program_url(facts)
    rights: list[Node] = [
        {"@type": ["dpv:DataSubjectRight", f"eu-gdpr:{right}"], "dpv:isExercisedAt": f"{facts.site}/me/"}
        for right in vocabulary.RIGHTS[process.basis]
    ]
    if process.basis == CONSENT:
        rights.insert(0, {"@type": ["dpv:DataSubjectRight", "eu-gdpr:A7-3"], "dpv:isExercisedAt": page})
    if facts.authority_url:
        rights.append({"@type": ["dpv:DataSubjectRight", "eu-gdpr:A77"], "dpv:isExercisedAt": facts.authority_url})
    return rights


def _consent(facts: Facts, event: Event) -> Node:
    types = [vocabulary.STATES[event.state], "dpv:ExplicitlyExpressedConsent"]
    return {"@type": types, **_indicated(facts, event), "dpv:hasDuration": _days(event.days)}


def _objection(facts: Facts, event: Event) -> Node:
    return {"@type": vocabulary.OBJECTIONS[event.state], **_indicated(facts, event)}


def _indicated(facts: Facts, event: Event) -> Node:
    """When, by whom and how; the context says about which signal."""
    controller = next(party for party in facts.parties if party.role == CONTROLLER)
    by = f"urn:uuid:{facts.subject}" if event.by == "person" else _party_iri(facts, controller)
    return {
        "dct:subject": event.signal,
        "dpv:isIndicatedAtTime": event.at,
        "dpv:isIndicatedBy": by,
        "dpv:hasIndicationMethod": event.method,
    }


def _entity(facts: Facts, party: Party) -> Node:
    roles = {CONTROLLER: "dpv:DataController", "processor": "dpv:DataProcessor", "third-party": "dpv:ThirdParty"}
    node = {
        "@id": _party_iri(facts, party),
        "@type": ["dpv:Entity", roles.get(party.role, "dpv:Recipient")],
        "dpv:hasIdentifier": party.key,
        "dpv:hasName": party.name,
        "dpv:hasAddress": party.address,
        "dpv:hasContact": party.contact,
    }
    more = {"schema:email": party.email, "schema:telephone": party.phone, "schema:url": party.url}
    return node | {key: value for key, value in more.items() if value}


def _days(days: int) -> Node:
    return {"@type": "dpv:TemporalDuration", "rdf:value": {"@value": f"P{days}D", "@type": "xsd:duration"}}


def _party_iri(facts: Facts, party: Party) -> str:
    return f"{facts.site}/parties/{party.key}"


def _program_url(facts: Facts) -> str:
    return f"{facts.site}/me/programs/{facts.slug}/"
