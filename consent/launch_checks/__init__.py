"""The launch gates: computed from the declaration and what is so around it, shown as a checklist, enforced by `launch`."""

from consent.launch_checks.check import Check, Needs
from consent.launch_checks.facts import Facts, facts_of
from consent.launch_checks.signatures import signature_checks
from consent.launch_checks.surroundings import surrounding_checks
from consent.launch_checks.texts import text_checks
from consent.models import ProgramVersion

__all__ = ["Check", "Facts", "Needs", "checks_from", "checks_of", "failing", "in_words"]


def checks_of(version: ProgramVersion) -> list[Check]:
    """Every gate of this version as things are now, in the order of the rules. A program collects only when all are open."""
    return checks_from(facts_of(version))


def checks_from(facts: Facts) -> list[Check]:
    """The same from facts at hand. Where a section has another shape than the schema's, only the words can be checked."""
    checks = list(text_checks(facts.body))
    checks += surrounding_checks(facts)
    checks += signature_checks(facts)
    return sorted(checks, key=lambda check: int(check.rule.removeprefix("R")))


def failing(checks: list[Check], *needs: Needs) -> list[Check]:
    """The gates that are shut; of certain kinds only, where any are named."""
    return [check for check in checks if not check.ok and (not needs or check.needs in needs)]


def in_words(checks: list[Check]) -> str:
    """Gates as one sentence each, with their rules."""
    return " ".join(f"{check.rule} {check.title}: {check.explanation}" for check in checks)
