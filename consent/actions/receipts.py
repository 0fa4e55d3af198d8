"""Writes the receipt of a decision, in its transaction and inside its ledger entry."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from audit import certificate
from audit.binding import OpenEntry
from common.signals import Signal
from consent import queries
from consent.models import Consent, Program, ProgramVersion, Receipt
from consent.receipts import jsonld
from consent.receipts.facts import Event, Facts, NoticeFacts, Party, Process, SignalFacts
from people.models import Person

State = Consent.State
ENDED_BY_OTHERS = frozenset({State.EXPIRED, State.REVOKED, State.INVALIDATED})
OBJECTIONS = frozenset({State.OBJECTED, State.LIFTED})


def write(*, entry: OpenEntry, person: Person, program: Program, consents: Sequence[Consent], decision: str) -> Receipt:
    """Write the receipt of one decision about these choices, as they now stand (R30).

    Call it inside the decision's open ledger entry, after the choices were saved: the entry gets the statement's digest as its
    fact `certificate`. `decision` is one of give, refuse, renew, withdraw, undo, object, lift, paper.
    """
    now = timezone.now()
    signals = sorted(consent.signal for consent in consents)
    # Where none of these decisions had one before it, there is no receipt to replace, and nothing to ask for.
    before = _before(person, program, signals) if any(consent.prior for consent in consents) else None
    new = Receipt(person=person, program=program, signals=signals, decision=decision, replaces=before, made_at=now)
    version = ProgramVersion.objects.select_related("declaration").filter(program=program, state=ProgramVersion.State.LIVE).get()
    facts = _facts(new, version, consents, _events(person, program, signals))
    new.statement = jsonld.receipt(facts)
    new.entry = entry.id
    entry.add_facts(certificate=certificate.digest(new.statement))
    new.save(force_insert=True)
    return new


def _before(person: Person, program: Program, signals: Iterable[str]) -> Receipt | None:
    """The newest receipt that said something about any of these signals."""
    wanted = set(signals)
    earlier = Receipt.objects.filter(person=person, program=program).only("pk", "signals").order_by("-made_at", "-ref")
    # A person has few receipts per program, and JSON containment is not portable to SQLite.
    return next((receipt for receipt in earlier.iterator(chunk_size=20) if wanted & set(receipt.signals)), None)


def _events(person: Person, program: Program, signals: Iterable[str]) -> dict[str, list[Event]]:
    """The whole history of these choices by signal, oldest first."""
    rows = Consent.history.filter(person_id=person.pk, program_id=program.pk, signal__in=signals).order_by("history_id")
    found: dict[str, list[Event]] = {}
    for row in rows:
        # A letter is the person's own word too, whoever wrote it down (R43).
        by = "controller" if row.state in ENDED_BY_OTHERS else "person"
        method = f"{row.control or 'system'} ({row.channel or 'system'})"
        held = row.valid_until and row.state in Consent.HOLDING
        days = max(0, (row.valid_until - row.decided_at).days) if held else 0
        event = Event(signal=row.signal, at=_utc(row.decided_at), state=row.state, by=by, method=method, days=days)
        found.setdefault(row.signal, []).append(event)
    return found


def _facts(new: Receipt, version: ProgramVersion, consents: Sequence[Consent], events: dict[str, list[Event]]) -> Facts:
    body = version.declaration.body
    controller = body["controller"]
    notices = {(one.notice.version, one.notice.language, one.notice.text_id) for one in consents}
    return Facts(
        receipt=str(new.ref),
        record=str(consents[0].record),
        created=_utc(new.made_at),
        replaces=str(new.replaces_id or ""),
        decision=new.decision,
        site=settings.SITE_URL,
        subject=str(new.person_id),
        slug=new.program.slug,
        program=new.program.name,
        version=version.number,
        declaration=version.declaration_id,
        country=controller["country"],
        jurisdiction=_jurisdiction(new.person, controller),
        authority_url=controller["authority_url"],
        notices=tuple(NoticeFacts(version=one, language=language, sha256=text) for one, language, text in sorted(notices)),
        processes=tuple(_processes(new, body, consents, events)),
        parties=(_controller(controller), *(_recipient(row) for row in body["recipients"])),
    )


def _processes(
    new: Receipt, body: dict[str, Any], consents: Sequence[Consent], events: dict[str, list[Event]]
) -> Iterable[Process]:
    """One per purpose: what the receipt's signals are recorded for."""
    about = {row["signal"]: row for row in body["signals"]}
    purposes = {row["key"]: row for row in body["purposes"]}
    held = queries.signals_by_dataset(new.program)
    objected = {consent.signal for consent in consents if consent.state in OBJECTIONS}
    by_purpose: dict[str, list[str]] = {}
    for consent in sorted(consents, key=lambda one: one.signal):
        by_purpose.setdefault(consent.purpose, []).append(consent.signal)
    for key, signals in by_purpose.items():
        # A purpose of an earlier version may be gone from the one in force; the decision still names it.
        purpose = purposes.get(key, {})
        keeping = _keeping(body["datasets"], {ref for ref, found in held.items() if found & set(signals)})
        history = sorted((event for signal in signals for event in events.get(signal, [])), key=lambda event: event.at)
        yield Process(
            key=key,
            text=purpose.get("text") or new.program.purpose,
            category=purpose.get("category", ""),
            basis=jsonld.INTEREST if objected & set(signals) else jsonld.CONSENT,
            signals=tuple(_signal(signal, about.get(signal, {})) for signal in signals),
            events=tuple(history),
            retention_days=keeping[0] or new.program.retention_days,
            grace_days=keeping[1],
        )


def _keeping(rows: Sequence[dict[str, Any]], held: Collection[str]) -> tuple[int, int]:
    """The longest retention and grace of the datasets that hold these signals; of all datasets where none is known to."""
    those = [row for row in rows if row["dataset"] in held] or rows
    return max((row["retention_days"] for row in those), default=0), max((row["grace_days"] for row in those), default=0)


def _jurisdiction(person: Person, controller: dict[str, Any]) -> str:
    """Where the person works; the controller's own place where that is not known."""
    return person.site.jurisdiction if person.site else next(iter(controller["jurisdictions"]), controller["country"])


def _signal(signal: str, about: dict[str, Any]) -> SignalFacts:
    return SignalFacts(signal=signal, label=str(Signal(signal).label), description=about.get("description", ""))


def _controller(row: dict[str, Any]) -> Party:
    return Party(
        key=row["key"] or "controller",
        role=jsonld.CONTROLLER,
        name=row["name"],
        address=row["address"],
        contact=row["contact"],
        email=row["email"],
        phone=row["phone"],
        url=row["url"],
    )


def _recipient(row: dict[str, Any]) -> Party:
    return Party(key=row["key"], role=row["role"], name=row["name"], address=row["address"], contact=row["contact"])


def _utc(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
