"""What is wrong in a section of a declaration, in plain words: the field, what is expected, what was found.

Most faults may stay in a draft and only stop a launch (`faults_of`). What can never be right is not even saved (`refusals`).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from consent.declarations import notice_limits, program_limits, safeguard_limits
from consent.declarations.faults import Fault, quoted
from consent.declarations.lexicon import infers_emotion
from consent.declarations.schema import Body
from consent.declarations.shape import misshapen

# Looks at one section, with the whole declaration beside it where the two have to agree.
Look = Callable[[Any, Body | None], Iterator[Fault]]
LOOKS: Mapping[str, Look] = {
    "about": program_limits.about,
    "controller": program_limits.controller,
    "purposes": program_limits.purposes,
    "signals": program_limits.signals,
    "datasets": program_limits.datasets,
    "recipients": safeguard_limits.recipients,
    "exclusions": safeguard_limits.exclusions,
    "model_use": safeguard_limits.model_use,
    "dpia": safeguard_limits.dpia,
    "notices": notice_limits.notices,
}
_PURPOSE_TEXTS: Mapping[str, tuple[str, ...]] = {
    "about": ("name", "purpose"),
    "purposes": ("label", "text", "interest"),
    "signals": ("description", "necessity"),
    "model_use": ("models",),
}


def faults_of(section: str, value: Any, body: Body | None = None) -> list[Fault]:
    """Everything that is wrong in this section; with the whole declaration also what does not agree with other sections."""
    if bad := misshapen(section, value):
        return bad
    return [*_emotion(section, value), *LOOKS[section](value, body)]


def refusals(section: str, value: Any) -> list[Fault]:
    """What can't be saved even in a draft: another shape, too many rows, inferring emotions (R12)."""
    return misshapen(section, value) or list(_emotion(section, value))


def _emotion(section: str, value: Any) -> Iterator[Fault]:
    """Find a purpose of inferring emotions or intentions, asked outright or by its words (AI Act 5(1)(f))."""
    if section == "model_use" and value["infers_emotion"]:
        yield Fault(
            "infers_emotion", "Inferring emotions or intentions of people at work is forbidden (AI Act, Article 5(1)(f)).", "R12"
        )
    rows = enumerate(value) if isinstance(value, list) else [(None, value)]
    for number, row in rows:
        for key in _PURPOSE_TEXTS.get(section, ()):
            if said := infers_emotion(row[key]):
                at = key if number is None else f"{number}.{key}"
                yield Fault(at, f"{quoted(said)} speaks of inferring emotions or intentions. {_FORBIDDEN}", "R12")


_FORBIDDEN = "At work this is forbidden as a purpose (AI Act, Article 5(1)(f)). If something else is meant, say that instead."
