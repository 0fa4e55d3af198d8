"""A complete declaration for tests: every launch gate that looks at the text alone is satisfied by it."""

from collections.abc import Mapping, Sequence

from common.signals import Signal
from consent.declarations.program_limits import HIGH_RISK
from consent.declarations.schema import NOTICE_FIELDS, Body, empty, row
from stores.models import Dataset

SUMMARY = (
    "We record how you use your work computer, to teach an assistant.",
    "You choose each signal on its own. All are off until you say yes.",
    "Six people in Applied AI use it. It is kept for 90 days.",
    "If you say no, nothing changes for you. You use the assistant as it is.",
    "You can turn it off with one click on this page.",
)
FIELD_TEXT = "We say here in plain words what the law asks us to say. You can ask us at any time."

CONTROLLER = {
    "key": "example",
    "name": "Example Company",
    "address": "1 Example Quay, Dublin",
    "contact": "The privacy office",
    "email": "privacy@example.com",
    "phone": "+353 1 000000",
    "url": "https://example.com",
    "dpo": "dpo@example.com",
    "country": "IE",
    "jurisdictions": ["IE"],
    "authority": "Data Protection Commission",
    "authority_url": "https://www.dataprotection.ie/",
}
RECIPIENT = {
    "key": "applied-ai",
    "name": "Applied AI",
    "role": "recipient",
    "address": "1 Example Quay",
    "contact": "ai@example.com",
    "country": "IE",
}
EXCLUSIONS = {
    "fields": ["password fields"],
    "apps": ["banking", "health", "private browsing"],
    "sites": ["union", "works council", "personal mail"],
    "hours": "Outside 9:00 to 17:00, and breaks",
}
MODEL_USE = {
    "trains_models": True,
    "models": "An assistant that runs inside the company.",
    "bystanders": "Screens are masked before they are kept.",
    "redaction": "Faces and names are blurred.",
}
DPIA = {
    "description": "What is done, and why.",
    "necessity": "Less is not enough.",
    "risks": "Private words could be seen.",
    "measures": "Exclusions, short storage, few readers.",
    "advice": "Go on, with the measures.",
    "views": "The council was heard.",
    "residual_risk": "low",
    "review_on": "2027-11-01",
}


def declaration(
    *,
    name: str = "Desktop assistant training",
    signals: Mapping[str, str] | None = None,
    datasets: Sequence[Dataset] = (),
    basis: str = "consent",
) -> Body:
    """A declaration of one purpose per signal, on one basis, with everything that a launch asks for."""
    found = signals or {signal.value: f"What {signal.value} is." for signal in Signal}
    body = empty()
    body["about"] |= {
        "name": name,
        "purpose": "Teaches an assistant.",
        "used_by": "6 people",
        "alternative": "You use the assistant as it is.",
    }
    body["controller"] |= CONTROLLER
    body["purposes"] = [purpose(f"train-{signal}", basis) for signal in found]
    body["signals"] = [
        row(
            "signals",
            signal=signal,
            purpose=f"train-{signal}",
            description=text,
            necessity="It teaches.",
            raw_days=30,
            fields=["time", "position"],
        )
        for signal, text in found.items()
    ]
    body["datasets"] = [
        row("datasets", dataset=str(one.pk), start_event="recorded", retention_days=days, grace_days=7, owner="Applied AI")
        for one in datasets
        for days in [30 if HIGH_RISK & set(one.signals) else 90]
    ]
    body["recipients"] = [row("recipients", **RECIPIENT)]
    body["exclusions"] |= EXCLUSIONS
    body["model_use"] |= MODEL_USE
    body["dpia"] |= DPIA
    body["notices"] = {"en": {"summary": list(SUMMARY), "fields": {key: {"text": FIELD_TEXT} for key in NOTICE_FIELDS}}}
    return body


def purpose(key: str, basis: str = "consent") -> Body:
    """One purpose with what its basis asks for."""
    return row(
        "purposes",
        key=key,
        label="Teach an assistant",
        text="It learns how forms are filled in.",
        category="ResearchAndDevelopment",
        basis=basis,
        no_benefit=True,
        no_detriment=True,
        alternative_named=True,
        manager_blind=True,
        self_service=True,
        interest="A better assistant.",
        necessity="It can't learn otherwise.",
        balancing="Small and short.",
        safeguards="People can object at any time.",
        obligation="The law asks for it.",
    )
