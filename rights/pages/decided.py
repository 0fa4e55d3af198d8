"""A decision as its person reads it: the ground in a sentence, the law, what is left out, and what can be done about it (R50)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from consent.models import Program
from consent.pages import concerns
from consent.queries.mine import live_body
from people.models import Person
from people.sealing import Unreadable, unseal
from rights.grounds import GROUNDS
from rights.models import CaseMessage, Decision
from rights.queries import following

Outcome = Decision.Outcome
TONES = {Outcome.GRANTED: "ok", Outcome.PARTLY: "warn", Outcome.REFUSED: "bad"}
COURT = "You can also go to court, where you live or work, or where the company is. There you need not complain first."


def decision(found: Decision | None, person: Person, programs: Sequence[Program]) -> dict[str, Any]:
    """The decision that stands; empty where there is none yet. A refusal, of all or a part, comes with its remedies."""
    if found is None:
        return {}
    refused = found.outcome != Outcome.GRANTED
    names = following.dataset_names([one["dataset"] for one in found.exceptions if one.get("dataset")])
    return {
        "label": found.get_outcome_display(),
        "tone": TONES[Outcome(found.outcome)],
        "at": found.second_at or found.decided_at,
        "two": found.second_by_id is not None,
        "ground": _ground(found.reason) if refused and not found.exceptions else {},
        "left_out": [_left_out(one, names) for one in found.exceptions],
        "words": readable(found.words),
        "authority": authority(person, programs) if refused else {},
        "court": COURT if refused else "",
    }


def authority(person: Person, programs: Sequence[Program]) -> dict[str, str]:
    """Where to complain: the authority that the program's declaration names, else that of the place of work."""
    controller = live_body(programs[0]).get("controller", {}) if programs else {}
    if controller.get("authority"):
        return {"name": controller["authority"], "url": controller["authority_url"]}
    return concerns.authority_of(person)


def readable(words: Any) -> str:
    """Sealed words in clear; where their key is gone, the sentence that says so."""
    if words is None:
        return ""
    try:
        return unseal(words)
    except Unreadable as gone:
        return str(gone)


def _ground(code: str) -> dict[str, str]:
    ground = GROUNDS.get(code)
    return {"sentence": ground.sentence, "law": ground.law} if ground else {}


def _left_out(one: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return {"name": names.get(one.get("dataset", ""), "A part of your data")} | _ground(one.get("ground", ""))


def _who(message: CaseMessage) -> str:
    if message.from_office:
        return "Privacy office"
    return "You" if message.author_id else "Somebody who acts for you"


def conversation(messages: Iterable[Any]) -> list[dict[str, Any]]:
    """The messages, oldest first; the office writes as the office."""
    return [
        {
            "from_office": message.from_office,
            "who": _who(message),
            "words": readable(message.words),
            "at": message.sent_at,
        }
        for message in messages
    ]
