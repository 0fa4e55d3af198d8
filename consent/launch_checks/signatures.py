"""Checks of who signed: the assessment, the officers, the works council."""

from collections.abc import Iterator

from consent.launch_checks.check import Check, Needs
from consent.launch_checks.facts import Facts
from consent.models import Approval

Kind = Approval.Kind


def signature_checks(facts: Facts) -> Iterator[Check]:
    """One check per signature that a launch may need, and R07 on the assessment."""
    yield _assessment(facts)
    yield _review(facts)
    yield _officer(facts)
    yield _second(facts)
    yield _council(facts)


def _signed(facts: Facts, kind: str) -> bool:
    return kind in facts.approvals


def _assessment(facts: Facts) -> Check:
    ok = _signed(facts, Kind.DPIA)
    missing = "No privacy officer has approved the assessment of what this version does."
    return Check(
        rule="R05",
        title="Impact assessment is approved",
        ok=ok,
        explanation="Approved by an officer who did not write it (GDPR 35)." if ok else missing,
        help="Systematic monitoring of employees counts as likely high risk (GDPR 35(1), (3)).",
        needs=Needs.SIGNATURE,
    )


def _review(facts: Facts) -> Check:
    """R07: purposes, signals, datasets, recipients, exclusions, model use or places changed since the assessment's approval."""
    ok = _signed(facts, Kind.DPIA) or not facts.assessed_otherwise
    return Check(
        rule="R07",
        title="Assessment covers the latest changes",
        ok=ok,
        explanation="Nothing that the assessment is about has changed since its approval."
        if ok
        else "What the assessment is about has changed since its approval, so its review is due.",
        help="GDPR 35(11). A changed purpose, signal, dataset, recipient, exclusion, model use, place or assessment asks for it.",
        needs=Needs.SIGNATURE,
    )


def _officer(facts: Facts) -> Check:
    ok = _signed(facts, Kind.OFFICER)
    missing = "No privacy officer has approved this version. It takes one who neither owns nor wrote nor submitted it."
    return Check(
        rule="R110",
        title="Approved by an independent privacy officer",
        ok=ok,
        explanation="Approved by an officer who neither owns nor wrote it (GDPR 38(3), (6))." if ok else missing,
        needs=Needs.SIGNATURE,
    )


def _second(facts: Facts) -> Check:
    """R10: keystrokes and screen content need a second officer, another person than the first."""
    needed = Kind.SECOND in facts.needed
    first, second = facts.approvals.get(Kind.OFFICER), facts.approvals.get(Kind.SECOND)
    ok = not needed or (second is not None and (first is None or first.person_id != second.person_id))
    good = (
        "A second officer has approved it."
        if needed
        else "Neither keystrokes nor screen content are recorded, so one officer is enough."
    )
    return Check(
        rule="R10",
        title="A second officer for keystrokes and screen content",
        ok=ok,
        explanation=good if ok else "Keystrokes or screen content are recorded, and no second officer has approved this version.",
        needs=Needs.SIGNATURE,
    )


def _council(facts: Facts) -> Check:
    """R104: each works council that has a say signed this material part, and its signature has not expired."""
    ok = not facts.unsigned
    signed = f"Signed, for what is launched, by {', '.join(facts.councils)}."
    good = signed if facts.councils else "No site of this program has a works council."
    return Check(
        rule="R104",
        title="Signed by the works council",
        ok=ok,
        explanation=good if ok else f"What this version does is not signed by {', '.join(facts.unsigned)}.",
        help="BetrVG 87(1) no. 6. Each body signs for its own sites, and replaces no other check here (CJEU C-65/23).",
        needs=Needs.SIGNATURE,
    )
