"""What each field of a declaration is called and how it is written: one vocabulary for forms and for the readable page."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.signals import Signal

Words = str | Promise


class Kind(StrEnum):
    """How a value is written."""

    LINE = "line"
    TEXT = "text"
    LINES = "lines"
    DAY = "day"
    NUMBER = "number"
    YES = "yes"
    CHOICE = "choice"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Item:
    """One field. `needed` fields have to be filled before a launch; `only_for` names the bases that ask for it."""

    label: Words
    help: Words = ""
    kind: Kind = Kind.LINE
    needed: bool = True
    choices: tuple[tuple[str, Words], ...] = ()
    only_for: tuple[str, ...] = ()


LINES, TEXT, YES, DAY = Kind.LINES, Kind.TEXT, Kind.YES, Kind.DAY
ONE_A_LINE = _("One on each line.")
BASES = (
    ("consent", _("Consent: people say yes or no")),
    ("legitimate-interest", _("Legitimate interest: people can object")),
    ("legal-obligation", _("Legal obligation")),
    ("contract", _("Contract")),
)
ROLES = (("processor", _("Processor")), ("recipient", _("Recipient")), ("third-party", _("Third party")))
RISKS = (("low", _("Low")), ("medium", _("Medium")), ("high", _("High")))
CONDITIONS = tuple((letter, f"GDPR 9(2)({letter})") for letter in "abcdefghij")
CONTRACT = (
    ("a", _("a) only on documented instructions")),
    ("b", _("b) people are bound to confidentiality")),
    ("c", _("c) security measures")),
    ("d", _("d) rules for sub-processors")),
    ("e", _("e) helps with requests of people")),
    ("f", _("f) helps with security, breaches and assessments")),
    ("g", _("g) deletes or returns the data")),
    ("h", _("h) shows that it complies, allows audits")),
)
CONSENT, INTEREST, DUTY = ("consent",), ("legitimate-interest",), ("legal-obligation", "contract")


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its title, what belongs in it, and what one of its rows is called."""

    title: Words
    lede: Words
    row: Words = ""
    add: Words = ""


SECTIONS: Mapping[str, Section] = {
    "about": Section(_("About the program"), _("What it is, for whom, where and until when, in the words that people read first.")),
    "controller": Section(
        _("Who is responsible"), _("The company that decides, how to reach it, and the authority that watches over it.")
    ),
    "purposes": Section(
        _("Purposes"),
        _("Each purpose has exactly one legal basis, and people choose each one by itself."),
        _("Purpose"),
        _("Add a purpose"),
    ),
    "signals": Section(
        _("Signals"), _("What is recorded, field by field, and why less is not enough."), _("Signal"), _("Add a signal")
    ),
    "datasets": Section(
        _("Datasets and retention"),
        _("Where each signal is kept, for how long, and who looks after it."),
        _("Dataset"),
        _("Add a dataset"),
    ),
    "recipients": Section(
        _("Recipients"),
        _("Everybody who gets the data: teams inside, processors, others. Leave it empty only if nobody does."),
        _("Recipient"),
        _("Add a recipient"),
    ),
    "exclusions": Section(
        _("What is never recorded"),
        _("At least: passwords, banking, health, union, works council, personal mail, private browsing, breaks, off-hours."),
    ),
    "model_use": Section(_("Use for models"), _("What is trained, whose data is seen besides, and what is never done with it.")),
    "dpia": Section(
        _("Impact assessment"), _("The four parts of GDPR 35(7), the advice, the views of employees, and the risk that is left.")
    ),
    "notices": Section(_("Notices"), _("What people are told, in each language of their contracts.")),
}

ITEMS: Mapping[str, Mapping[str, Item]] = {
    "about": {
        "name": Item(_("Name"), _("At most 120 characters.")),
        "purpose": Item(_("Purpose, in one sentence"), _("What people read first. At most 300 characters."), TEXT),
        "details": Item(_("Details"), "", TEXT, needed=False),
        "used_by": Item(_("Used by"), _("Such as: 6 people in Applied AI.")),
        "starts_on": Item(_("Starts on"), "", DAY, needed=False),
        "ends_on": Item(_("Ends on"), "", DAY, needed=False),
        "validity_months": Item(_("A yes holds for (months)"), _("1 to 12. After that, people are asked again."), Kind.NUMBER),
        "sites": Item(_("Sites"), _("Whose people it is about. None chosen: every site."), Kind.SEVERAL, needed=False),
        "alternative": Item(_("What people use who say no"), _("The notice has to say it in the same words."), TEXT),
    },
    "controller": {
        "key": Item(_("Short name"), _("Small letters, digits and hyphens, such as example-company.")),
        "name": Item(_("Company")),
        "address": Item(_("Postal address"), "", TEXT),
        "contact": Item(_("Contact"), _("Whom to write to, such as: the privacy office.")),
        "email": Item(_("E-mail")),
        "phone": Item(_("Phone")),
        "url": Item(_("Web address"), _("Begins with https://"), needed=False),
        "dpo": Item(_("Data protection officer"), _("How to reach them.")),
        "country": Item(_("Country"), _("Two letters, such as IE.")),
        "jurisdictions": Item(_("Jurisdictions"), _("Such as IE or US-NY. One on each line."), LINES),
        "authority": Item(_("Supervisory authority")),
        "authority_url": Item(_("Web address of the authority"), _("Begins with https://"), needed=False),
    },
    "purposes": {
        "key": Item(_("Short name"), _("Small letters, digits and hyphens. Signals name it.")),
        "label": Item(_("Label"), _("Stands beside the control.")),
        "text": Item(_("What for"), _("At most 300 characters."), TEXT),
        "category": Item(_("Category"), _("A purpose of the Data Privacy Vocabulary, such as ResearchAndDevelopment.")),
        "basis": Item(_("Legal basis"), "", Kind.CHOICE, choices=BASES),
        "special_category": Item(
            _("Condition for special categories"),
            _("GDPR 9(2), where such data is possible."),
            Kind.CHOICE,
            needed=False,
            choices=CONDITIONS,
        ),
        "no_benefit": Item(_("A yes brings no benefit"), "", YES, only_for=CONSENT),
        "no_detriment": Item(_("A no has no adverse consequence"), "", YES, only_for=CONSENT),
        "alternative_named": Item(_("An equal alternative is named"), "", YES, only_for=CONSENT),
        "manager_blind": Item(_("No manager can see a choice"), "", YES, only_for=CONSENT),
        "self_service": Item(_("People take a yes back by themselves"), "", YES, only_for=CONSENT),
        "interest": Item(_("Interest"), _("Whose, and which."), TEXT, only_for=INTEREST),
        "necessity": Item(_("Why it is needed"), _("And why nothing milder would do."), TEXT, only_for=INTEREST),
        "balancing": Item(_("Balancing"), _("Why it does not outweigh the interests of employees."), TEXT, only_for=INTEREST),
        "safeguards": Item(_("Safeguards"), "", TEXT, only_for=INTEREST),
        "obligation": Item(_("The law or contract that asks for it"), "", TEXT, only_for=DUTY),
    },
    "signals": {
        "signal": Item(_("Signal"), "", Kind.CHOICE, choices=tuple(Signal.choices)),
        "purpose": Item(_("Purpose"), _("The one purpose it serves. Write the purposes first."), Kind.CHOICE),
        "description": Item(_("What it is"), _("As people read it. At most 200 characters."), TEXT),
        "necessity": Item(_("Why it is needed"), _("At most 300 characters."), TEXT),
        "settings": Item(_("Settings"), _("Such as how often, and in which hours."), needed=False),
        "raw_days": Item(_("Kept raw for (days)"), _("At most 30 for keystrokes and screen content."), Kind.NUMBER),
        "fields": Item(_("Captured fields"), _("Each field that is recorded. One on each line."), LINES),
    },
    "datasets": {
        "dataset": Item(_("Dataset"), _("Registered under Stores, with its deletion tested."), Kind.CHOICE),
        "start_event": Item(_("The period starts with"), _("Such as: the moment of recording.")),
        "retention_days": Item(_("Kept for (days)"), "", Kind.NUMBER),
        "grace_days": Item(_("Grace for deleting (days)"), _("How long deleting may take after that."), Kind.NUMBER),
        "owner": Item(_("Owner"), _("The team that looks after it.")),
        "kept_for": Item(_("Also kept for"), _("Another basis on which it may be kept after a no."), needed=False),
    },
    "recipients": {
        "key": Item(_("Short name"), _("Small letters, digits and hyphens.")),
        "name": Item(_("Name")),
        "role": Item(_("Role"), "", Kind.CHOICE, choices=ROLES),
        "address": Item(_("Address"), "", TEXT),
        "contact": Item(_("Contact")),
        "country": Item(_("Country"), _("Two letters, such as IE.")),
        "transfer": Item(_("Safeguard of the transfer"), _("Needed outside the EEA."), needed=False),
        "endpoint": Item(_("Where its system is told of a no"), _("An https address. Empty: an officer tells them."), needed=False),
        "contract_date": Item(_("Date of the contract"), _("For processors."), DAY, needed=False),
        "contract_items": Item(
            _("The contract says (GDPR 28(3))"), _("For processors: all eight."), Kind.SEVERAL, needed=False, choices=CONTRACT
        ),
        "sub_processors": Item(_("Sub-processors"), _("For processors; say so if there are none."), needed=False),
        "deletion_clause": Item(_("The contract has a clause on deleting or returning"), "", YES, needed=False),
    },
    "exclusions": {
        "fields": Item(_("Fields"), ONE_A_LINE, LINES),
        "apps": Item(_("Apps"), ONE_A_LINE, LINES),
        "sites": Item(_("Websites and places"), ONE_A_LINE, LINES),
        "hours": Item(_("Hours"), _("When nothing is recorded, breaks included.")),
        "private_devices": Item(_("Private devices"), _("“off”, or the reason why not.")),
    },
    "model_use": {
        "trains_models": Item(_("Models are trained with it"), "", YES, needed=False),
        "models": Item(_("Which models"), "", TEXT, needed=False),
        "evaluates_people": Item(_("People are evaluated with it"), "", YES, needed=False),
        "informed": Item(
            _("How people and their representatives were told first"), _("Needed where people are evaluated."), TEXT, needed=False
        ),
        "automated_decisions": Item(_("Machines decide something about people"), "", YES, needed=False),
        "infers_emotion": Item(
            _("Emotions or intentions are inferred"), _("Forbidden at work: this can't be saved."), YES, needed=False
        ),
        "bystanders": Item(_("Bystanders"), _("For screen content: how others are told, or the exemption."), TEXT, needed=False),
        "redaction": Item(_("Redaction"), _("For screen content."), TEXT, needed=False),
        "incentives": Item(_("Something is given for a yes"), _("Stops the launch."), YES, needed=False),
    },
    "dpia": {
        "description": Item(_("Description"), _("What is done and what for."), TEXT),
        "necessity": Item(_("Necessity and proportion"), "", TEXT),
        "risks": Item(_("Risks for people"), "", TEXT),
        "measures": Item(_("Measures"), "", TEXT),
        "advice": Item(_("Advice of the data protection officer"), _("Word for word."), TEXT),
        "views": Item(_("Views of employees or their representatives"), "", TEXT, needed=False),
        "views_not_sought": Item(_("Or why they were not asked"), "", TEXT, needed=False),
        "residual_risk": Item(_("The risk that is left"), "", Kind.CHOICE, choices=RISKS),
        "consultation_authority": Item(_("Consulted authority"), _("Needed where the risk stays high."), needed=False),
        "consultation_date": Item(_("Consulted on"), "", DAY, needed=False),
        "consultation_outcome": Item(_("Outcome of the consultation"), "", TEXT, needed=False),
        "review_on": Item(_("Next review"), "", DAY),
    },
}
"""Every section but the notices, which have an editor of their own."""
