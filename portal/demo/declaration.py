"""What the trial's programs declare: complete, as the launch asks for it."""

from collections.abc import Sequence
from typing import Any

from common.signals import Signal
from consent.declarations.program_limits import HIGH_RISK
from consent.declarations.schema import Body, empty, row
from portal.demo.notice import NOTICES
from stores.models import Dataset

RAW_DAYS = 14
"""How long keystrokes and screens are kept; the rest 90 days."""
DESCRIPTIONS = {
    Signal.MOUSE_MOVEMENT.value: "Where the pointer goes. No content.",
    Signal.CLICK_LOCATION.value: "Which button or link you press.",
    Signal.KEYSTROKE.value: "Keys you type. Passwords are never recorded.",
    Signal.SCREEN_CONTENT.value: "What the active window shows, once a minute.",
}
NECESSITY = {
    Signal.MOUSE_MOVEMENT.value: "The assistant has to move the pointer as people do.",
    Signal.CLICK_LOCATION.value: "It has to know which control comes next.",
    Signal.KEYSTROKE.value: "It has to learn what is typed into which field.",
    Signal.SCREEN_CONTENT.value: "It has to know what the form looked like.",
}
FIELDS = {
    Signal.MOUSE_MOVEMENT.value: ["x", "y", "time"],
    Signal.CLICK_LOCATION.value: ["x", "y", "control", "time"],
    Signal.KEYSTROKE.value: ["key", "field", "time"],
    Signal.SCREEN_CONTENT.value: ["picture", "time"],
}
LEARNS = {
    Signal.MOUSE_MOVEMENT.value: "Learn how the pointer moves through a form.",
    Signal.CLICK_LOCATION.value: "Learn which control comes next.",
    Signal.KEYSTROKE.value: "Learn what is typed into which field.",
    Signal.SCREEN_CONTENT.value: "Learn what a form looks like.",
}
ALTERNATIVE = "You use the assistant as it is."
CONTROLLER = {
    "key": "example-company",
    "name": "Example Company Ltd",
    "address": "1 Example Quay, Dublin 2, Ireland",
    "contact": "The privacy office",
    "email": "privacy@example.com",
    "phone": "+353 1 555 0100",
    "url": "https://example.com",
    "dpo": "dpo@example.com",
    "country": "IE",
    "jurisdictions": ["IE", "DE", "US-NY"],
    "authority": "Data Protection Commission",
    "authority_url": "https://www.dataprotection.ie/",
}
TEAM = {
    "key": "applied-ai",
    "name": "Applied AI",
    "role": "recipient",
    "address": "1 Example Quay, Dublin 2, Ireland",
    "contact": "applied-ai@example.com",
    "country": "IE",
}


def desktop(datasets: Sequence[Dataset], sites: Sequence[str]) -> Body:
    """The desktop assistant's declaration: four signals, each with its own purpose, on consent."""
    body = empty()
    body["about"] |= {
        "name": "Desktop assistant training",
        "purpose": "Teaches an assistant to fill in forms.",
        "details": "The assistant learns from how people work: where they point, what they click and what they type.",
        "used_by": "6 people in Applied AI",
        "sites": list(sites),
        "alternative": ALTERNATIVE,
    }
    body["controller"] |= CONTROLLER
    body["purposes"] = [_purpose(signal) for signal in DESCRIPTIONS]
    body["signals"] = [_signal(signal) for signal in DESCRIPTIONS]
    body["datasets"] = [_dataset(one) for one in datasets]
    body["recipients"] = [row("recipients", **TEAM)]
    body["exclusions"] |= {
        "fields": ["password fields", "payment details"],
        "apps": ["banking", "health portals", "private browsing"],
        "sites": ["union and works council pages", "personal mail"],
        "hours": "Off outside 9:00 to 17:00 and in breaks",
    }
    body["model_use"] |= {
        "trains_models": True,
        "models": "An assistant that runs inside the company.",
        "bystanders": "Colleagues and customers on a screen are blurred before anything is kept (Art. 14(5)(b)).",
        "redaction": "Names, faces and numbers are blurred on the device.",
    }
    body["dpia"] |= _assessment()
    body["notices"] = NOTICES
    return body


def _purpose(signal: str) -> Body:
    return row(
        "purposes",
        key=f"learn-{signal}",
        label=LEARNS[signal].removesuffix("."),
        text=LEARNS[signal],
        category="ResearchAndDevelopment",
        basis="consent",
        no_benefit=True,
        no_detriment=True,
        alternative_named=True,
        manager_blind=True,
        self_service=True,
    )


def _signal(signal: str) -> Body:
    return row(
        "signals",
        signal=signal,
        purpose=f"learn-{signal}",
        description=DESCRIPTIONS[signal],
        necessity=NECESSITY[signal],
        settings="Once a minute, blurred on the device" if signal == Signal.SCREEN_CONTENT.value else "In work hours only",
        raw_days=RAW_DAYS if signal in HIGH_RISK else 30,
        fields=FIELDS[signal],
    )


def _dataset(dataset: Dataset) -> Body:
    raw = any(signal in HIGH_RISK for signal in dataset.signals)
    return row(
        "datasets",
        dataset=str(dataset.pk),
        start_event="The moment of recording",
        retention_days=RAW_DAYS if raw else 90,
        grace_days=7,
        owner="Applied AI",
    )


def _assessment() -> dict[str, Any]:
    return {
        "description": "Recordings of four signals teach an assistant to fill in forms. Basis: consent, one signal at a time.",
        "necessity": "Made-up forms were tried first and taught too little. Sampling, short storage and exclusions limit it.",
        "risks": "Private words or pictures could be recorded; people could feel watched; data could be read by too many.",
        "measures": "Off by default, exclusions, blurring on the device, six readers, erasing that is checked, one-click pause.",
        "advice": "Go on, with each signal off until its person says yes. Review after a year.",
        "views": "The works council was heard on two drafts; its wishes on breaks and blurring are in.",
        "residual_risk": "medium",
        "review_on": "2027-11-01",
    }


def diagnosis(dataset: Dataset, sites: Sequence[str]) -> Body:
    """The help desk's program: clicks, on legitimate interest; people can object. Its assessment is still being written."""
    body = empty()
    body["about"] |= {
        "name": "Help desk diagnosis",
        "purpose": "Finds which form broke when you call the help desk.",
        "used_by": "The help desk",
        "sites": list(sites),
        "alternative": "The help desk asks you what you clicked.",
    }
    body["controller"] |= CONTROLLER
    body["purposes"] = [
        row(
            "purposes",
            key="find-faults",
            label="Find which form broke",
            text="Find which form broke.",
            category="TechnicalServiceProvision",
            basis="legitimate-interest",
            interest="Faults are found in minutes, not days.",
            necessity="People rarely remember what they clicked.",
            balancing="Only clicks in company forms, kept for a week; people can object.",
            safeguards="No content, no private pages, objection with one click.",
        ),
    ]
    body["signals"] = [
        row(
            "signals",
            signal=Signal.CLICK_LOCATION.value,
            purpose="find-faults",
            description="Which button or link of a company form you press.",
            necessity="It shows the step that failed.",
            raw_days=7,
            fields=["control", "time"],
        ),
    ]
    body["datasets"] = [_dataset(dataset) | {"retention_days": 7}]
    return body
