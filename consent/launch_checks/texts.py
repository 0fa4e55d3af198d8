"""Checks of the declaration's own words: each is open when its section has no fault of its rule."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from consent.declarations.faults import Fault
from consent.declarations.limits import faults_of
from consent.declarations.schema import SECTIONS, Body
from consent.declarations.shape import misshapen
from consent.launch_checks.check import Check


class Gate(NamedTuple):
    """A rule, the section in which it is mended, and what the checklist says."""

    rule: str
    section: str
    title: str
    good: str
    help: str = ""


# The first gate of a section also takes the faults that belong to no rule: another shape than the schema's.
GATES = (
    Gate("R17", "about", "What it is, for whom and until when", "Name, purpose, users, dates and sites are said."),
    Gate("R33", "about", "A yes has an end", "A yes holds for 12 months at most."),
    Gate("R97", "about", "The alternative for those who say no", "What people use instead is named."),
    Gate(
        "R17", "controller", "Who is responsible", "The controller, its contacts and its authority are named (GDPR 13(1)(a), (b))."
    ),
    Gate("R01", "purposes", "One legal basis for each purpose", "Every purpose has exactly one basis (GDPR 5(1)(a), 6)."),
    Gate(
        "R02",
        "purposes",
        "Consent is a free choice",
        "All five attestations are given wherever consent is the basis.",
        "Consent to monitoring at work counts only where a yes brings no benefit and a no no harm, an equal alternative is named, "
        "no manager can see the choice, and people take it back by themselves. Otherwise choose another basis (EDPB 05/2020).",
    ),
    Gate(
        "R32",
        "purposes",
        "Explicit consent is asked for explicitly",
        "Where special categories rest on explicit consent, a yes needs a second statement of its own (GDPR 9(2)(a)).",
    ),
    Gate(
        "R04",
        "purposes",
        "Legitimate interest is assessed in writing",
        "Interest, necessity, balancing and safeguards are written, and people can object as easily as they can say no.",
        "GDPR 6(1)(f) and 21(1).",
    ),
    Gate(
        "R12", "purposes", "No purpose infers emotions", "No purpose speaks of inferring emotions or intentions (AI Act 5(1)(f))."
    ),
    Gate("R08", "signals", "Each captured field is named and needed", "Every signal lists its fields and says why it is needed."),
    Gate("R27", "signals", "One purpose for each signal", "Each signal serves one purpose, so each purpose has one control."),
    Gate(
        "R10",
        "signals",
        "Keystrokes and screen content stand alone",
        "Each has its own purpose and its own choice, and is kept raw for 30 days at most.",
        "They need a second privacy officer's approval too.",
    ),
    Gate(
        "R67", "datasets", "Each dataset has a rule of retention", "Start event, period, grace and owner are said for each dataset."
    ),
    Gate(
        "R15",
        "recipients",
        "Recipients and contracts",
        "Every recipient is named; every processor has its contract, every transfer its safeguard.",
        "GDPR 28(3) asks for eight items, a to h. Outside the EEA, a transfer needs a safeguard (GDPR 44 to 49).",
    ),
    Gate("R11", "exclusions", "What is never recorded", "Fields, apps, sites, hours and private devices are excluded (WP249 5.3)."),
    Gate("R12", "model_use", "No model infers emotions", "Models infer no emotions or intentions (AI Act 5(1)(f))."),
    Gate(
        "R13",
        "model_use",
        "Evaluation of people",
        "Nobody is evaluated by it, or people and their representatives were told first.",
    ),
    Gate("R18", "model_use", "Bystanders", "Other people on screens have a route or an exemption, and are redacted (GDPR 14)."),
    Gate("R99", "model_use", "No incentive", "Nothing is given for a yes (GDPR 7(4))."),
    Gate(
        "R05",
        "dpia",
        "Impact assessment is complete",
        "The four parts, the advice, the views and the risk left are written (GDPR 35(7)).",
    ),
    Gate(
        "R06",
        "dpia",
        "Authority consulted where the risk stays high",
        "The risk left is not high, or the consultation is on record.",
        "GDPR 36: the authority has 8 weeks, and 6 more where it is complex.",
    ),
    Gate(
        "R16",
        "notices",
        "There is a notice to show",
        "A notice is published with the launch; nothing is recorded about anybody who has not seen it.",
    ),
    Gate("R17", "notices", "Notices are complete", "All twelve fields are filled, or it says why not; first layers are short."),
    Gate("R26", "notices", "Notices are easy to read", "Each reads at grade 8 or below, or in short sentences in other languages."),
    Gate("R97", "notices", "The notice names the alternative", "The notice says what people use who say no."),
)
# Purposes are named in these two sections as well; the checklist has one line for all of them.
_EMOTION_ELSEWHERE = {"about": "purposes", "signals": "purposes"}


def text_checks(body: Body) -> Iterator[Check]:
    """One check per gate, in the gates' order."""
    found = _faults(body)
    for gate in GATES:
        said = tuple(dict.fromkeys(fault.message for fault in found.get((gate.rule, gate.section), [])))
        yield Check(
            rule=gate.rule,
            title=gate.title,
            ok=not said,
            explanation=" ".join(said) or gate.good,
            points=said if len(said) > 1 else (),
            section=gate.section,
            help=gate.help,
        )


def _faults(body: Body) -> Mapping[tuple[str, str], list[Fault]]:
    found: dict[tuple[str, str], list[Fault]] = {}
    whole = _whole(body)
    for section in SECTIONS:
        for fault in _look(section, body, whole):
            found.setdefault(_gate_of(section, fault), []).append(fault)
    return found


def _whole(body: Body) -> Body | None:
    """Sections are compared with each other only where all of them have their shape."""
    return body if all(section in body and not misshapen(section, body[section]) for section in SECTIONS) else None


def _look(section: str, body: Body, whole: Body | None) -> list[Fault]:
    if section not in body:
        return [Fault("", f"The section {section} is missing.")]
    return faults_of(section, body[section], whole)


def _gate_of(section: str, fault: Fault) -> tuple[str, str]:
    if fault.rule == "R12":
        section = _EMOTION_ELSEWHERE.get(section, section)
    gates = [gate for gate in GATES if gate.section == section]
    known = any(gate.rule == fault.rule for gate in gates)
    return (fault.rule if known else gates[0].rule, section)
