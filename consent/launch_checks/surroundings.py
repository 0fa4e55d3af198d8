"""Checks of what is so around a declaration: sites, languages, datasets, what was in force before."""

from collections.abc import Iterator

from consent.declarations.notice_limits import name_of
from consent.declarations.program_limits import HIGH_RISK
from consent.declarations.schema import Body
from consent.launch_checks.check import Check, Needs
from consent.launch_checks.facts import Facts

MONITORING = {
    "US-NY": (
        "R20",
        "New York",
        "N.Y. Civ. Rights Law 52-c: acknowledged at hiring, and posted. Penalties: at most 500, then 1,000, then 3,000 USD.",
    ),
    "US-DE": (
        "R21",
        "Delaware",
        "19 Del. C. 705(b): a notice on each day of access, or one that is acknowledged once. 100 USD each time.",
    ),
    "US-CT": (
        "R22",
        "Connecticut",
        "Conn. Gen. Stat. 31-48d: the types of monitoring and, since 1 October 2026, the premises; posted.",
    ),
}
# Their content can hold what GDPR 9 protects, unless these are never recorded.
_SPECIAL = ("health", "union")


def surrounding_checks(facts: Facts) -> Iterator[Check]:
    """Every check that needs more than one section, or the tables."""
    yield _special_categories(facts.body)
    yield _basis_kept(facts)
    yield _off_at_first(facts)
    yield _sites(facts)
    yield _languages(facts)
    yield from _monitoring(facts)
    yield _dataset_of_its_own(facts)
    yield _raw_no_longer_kept(facts)
    yield _deletion_proven(facts)


def _special_categories(body: Body) -> Check:
    """R01: where typed or shown content can reveal what GDPR 9 protects, a condition of 9(2) is named, or it is excluded."""
    letters = {row["key"]: row["special_category"] for row in body["purposes"]}
    excluded = " ".join([*body["exclusions"]["apps"], *body["exclusions"]["sites"], *body["exclusions"]["fields"]]).lower()
    kept_out = all(word in excluded for word in _SPECIAL) or all(word in excluded for word in ("gesundheit", "gewerkschaft"))
    bare = [row["signal"] for row in body["signals"] if row["signal"] in HIGH_RISK and not letters.get(row["purpose"])]
    ok = kept_out or not bare
    needed = (
        f"{', '.join(bare)} can show health or union membership. Exclude both, or name a condition of GDPR 9(2) for the purpose."
    )
    return Check(
        rule="R01",
        title="Special categories are kept out, or have a condition",
        ok=ok,
        explanation="No special category is recorded without a condition of GDPR 9(2)." if ok else needed,
        section="purposes",
    )


def _basis_kept(facts: Facts) -> Check:
    """R03: another basis for what was in force needs new words in every notice; launching makes it material by itself."""
    changed = [f"{what} ({old} before, {new} now)" for what, old, new in bases_changed(facts.before, facts.body)]
    before = facts.before["notices"] if facts.before else {}
    same = [language for language, notice in facts.body["notices"].items() if before.get(language) == notice]
    ok = not changed or not same
    silent = (
        f"The basis changed for {'; '.join(changed)}, and the notice is the same as before in: {', '.join(same)}. Say it there."
    )
    return Check(
        rule="R03",
        title="A legal basis is never changed silently",
        ok=ok,
        explanation="No basis changed, or the notices say so; whoever said no stays off." if ok else silent,
        section="notices",
        help="EDPB 05/2020, section 6: swapping the basis after a no is not possible.",
    )


def bases_changed(before: Body | None, after: Body) -> list[tuple[str, str, str]]:
    """Purposes and signals whose basis is another than in force: what, before, now. Renaming a purpose hides nothing."""
    if before is None:
        return []
    old, new = _bases(before), _bases(after)
    return [(what, old[what], new[what]) for what in old if what in new and old[what] != new[what]]


def _bases(body: Body) -> dict[str, str]:
    by_purpose = {row["key"]: row["basis"] for row in body["purposes"]}
    return by_purpose | {row["signal"]: by_purpose.get(row["purpose"], "") for row in body["signals"]}


def _off_at_first(facts: Facts) -> Check:
    """R09: nobody's choice for a new signal is there before it is launched."""
    there = f"Choices for {', '.join(facts.pregiven)} are there already. New signals start off for everybody."
    return Check(
        rule="R09",
        title="Off by default",
        ok=not facts.pregiven,
        explanation=there if facts.pregiven else "New signals start off for everybody; no answer is a no (GDPR 25(2)).",
        section="signals" if facts.pregiven else None,
        needs=Needs.WORK,
    )


def _sites(facts: Facts) -> Check:
    unknown = [ref for ref in facts.body["about"]["sites"] if ref not in facts.known_sites]
    return Check(
        rule="R104",
        title="Sites are known",
        ok=not unknown,
        explanation=f"{len(unknown)} of the sites do not exist." if unknown else "It is known whose law and which council counts.",
        section="about",
    )


def _languages(facts: Facts) -> Check:
    """R26 and R16: a notice in each language of the contracts of the people whom the program is for."""
    there = set(facts.body["notices"])
    missing = sorted(name_of(one) for one in facts.languages if one not in there and one.partition("-")[0] not in there)
    return Check(
        rule="R26",
        title="A notice in everybody's language",
        ok=not missing,
        explanation=f"People at these sites have contracts in: {', '.join(missing)}. Add a notice in each of these languages."
        if missing
        else "There is a notice in the language of each person's contract.",
        section="notices",
        help="Nothing is recorded about somebody before a notice in force was shown to them (R16).",
    )


def _monitoring(facts: Facts) -> Iterator[Check]:
    """R20 to R22: the company's monitoring notice of each state in which the program has a site."""
    for jurisdiction, (rule, name, help_text) in MONITORING.items():
        concerned = jurisdiction in facts.jurisdictions
        there = jurisdiction in facts.monitoring
        unplaced = facts.unplaced if jurisdiction == "US-CT" else ()
        ok = not concerned or (there and not unplaced)
        good = f"The monitoring notice for {name} is published." if concerned else f"No site of this program is in {name}."
        missing = f"The program has a site in {name}, and no monitoring notice is published there."
        older = f"The monitoring notice for {name} names no place in: {', '.join(unplaced)}. Publish it anew, with places there."
        yield Check(
            rule=rule,
            title=f"Monitoring notice for {name}",
            ok=ok,
            explanation=good if ok else older if there else missing,
            help=help_text,
            needs=Needs.WORK,
        )


def _dataset_of_its_own(facts: Facts) -> Check:
    """R67: every signal is recorded into a dataset that holds nothing else, and no dataset without its signal."""
    said = tuple(_dataset_faults(facts))
    return Check(
        rule="R67",
        title="Each signal has a dataset of its own",
        ok=not said,
        points=said if len(said) > 1 else (),
        explanation=" ".join(said) or "Every dataset holds one signal, so erasing one takes nothing of another.",
        section="datasets",
    )


def _dataset_faults(facts: Facts) -> Iterator[str]:
    signals = [row["signal"] for row in facts.body["signals"]]
    unknown = [row["dataset"] for row in facts.body["datasets"] if row["dataset"] not in facts.datasets]
    if unknown:
        yield f"{len(unknown)} of the datasets are not registered."
    held = set()
    for dataset in facts.datasets.values():
        if len(dataset.signals) != 1:
            yield f"{dataset.name} holds {len(dataset.signals)} signals. Register it once for each, with a condition."
        elif dataset.signals[0] not in signals:
            yield f"{dataset.name} holds {dataset.signals[0]}, which this program does not record."
        held.update(dataset.signals)
    for signal in signals:
        if signal not in held:
            yield f"No dataset is named for {signal}."


def _raw_no_longer_kept(facts: Facts) -> Check:
    """R10: a dataset into which keystrokes or screens are recorded is kept no longer than they may be kept raw."""
    raw = {row["signal"]: row["raw_days"] for row in facts.body["signals"] if row["signal"] in HIGH_RISK}
    said = tuple(
        f"{dataset.name} is kept for {row['retention_days']} days, and {signal} raw for {raw[signal]}."
        for row in facts.body["datasets"]
        if (dataset := facts.datasets.get(row["dataset"]))
        for signal in dataset.signals
        if signal in raw and row["retention_days"] > raw[signal]
    )
    good = "What holds keystrokes or screen content is kept no longer than these are kept raw."
    return Check(
        rule="R10",
        title="Raw keystrokes and screens are not kept longer",
        ok=not said,
        points=said if len(said) > 1 else (),
        explanation=" ".join(said) or good,
        section="datasets",
        help="What is recorded is raw. What is made of it is a dataset derived from it.",
    )


def _deletion_proven(facts: Facts) -> Check:
    """R68: a test purge with a planted canary found and erased exactly one row in each dataset."""
    return Check(
        rule="R68",
        title="Deletion is tested in each dataset",
        ok=bool(facts.datasets) and not facts.unproven,
        explanation=f"Not proven for: {', '.join(facts.unproven)}. Test the deletion on each dataset's page."
        if facts.unproven
        else "A planted row was found and erased in each dataset."
        if facts.datasets
        else "There is no dataset whose deletion could be tested.",
        needs=Needs.WORK,
    )
