"""What the works council sees: programs to sign, documents, changes since it last signed. No person's record (R106)."""

from typing import Any

from django.urls import reverse

from common import days
from consent.models import Approval, Program, ProgramVersion
from consent.pages import figures
from consent.pages.declared import changes_page, declaration_page
from consent.pages.pausing import name_of
from consent.pages.program_desk import header
from consent.pages.register import TONES
from consent.queries import approvals, desk, register
from people.models import Person

State = ProgramVersion.State


def desk_page(person: Person) -> dict[str, Any]:
    """The council's first page: to sign, signed, ending soon."""
    programs = desk.council_programs(person)
    council = register.council_of(person)
    signed = desk.council_signatures(programs, council)
    waiting = {one.version.program_id: one.version for one in register.waiting_for(person) if one.kind == Approval.Kind.COUNCIL}
    lines = [_line(program, signed.get(program.pk), waiting.get(program.pk)) for program in programs]
    return {
        "council": council,
        "to_sign": [one for one in lines if one["waiting"]],
        "ending": [one for one in lines if one["ends_soon"] and not one["waiting"]],
        "signed": [one for one in lines if one["agreement"] and not (one["ends_soon"] or one["waiting"])],
        "others": [one for one in lines if not one["agreement"] and not one["waiting"]],
    }


def _line(program: Program, signed: Approval | None, waiting: ProgramVersion | None) -> dict[str, Any]:
    ended = signed is not None and signed.expires_on is not None and signed.expires_on < days.today()
    # What stands and ends soon may be signed too, to prolong it: that is no signature which is missing.
    if waiting and signed and not ended and signed.digest == approvals.digest_for(Approval.Kind.COUNCIL, waiting):
        waiting = None
    return {
        "name": program.name,
        "url": reverse("council-program", args=[program.slug]),
        "state": program.get_state_display(),
        "tone": TONES[Program.State(program.state)],
        "owner": name_of(program.owner),
        "waiting": {"number": waiting.number, "submitted_at": waiting.submitted_at} if waiting else None,
        "agreement": signed.agreement if signed else "",
        "signed_at": signed.at if signed else None,
        "expires_on": signed.expires_on if signed else None,
        "ends_soon": signed is not None and desk.expires_soon(signed),
        "ended": ended,
    }


def program_page(person: Person, program: Program, version: ProgramVersion) -> dict[str, Any]:
    """The documents of one program: the whole declaration, the assessment in it, and the changes since the last signature."""
    body = version.declaration.body
    council = register.council_of(person)
    signed = desk.council_signatures([program], council).get(program.pk)
    before = desk.signed_text(signed) if signed else None
    names = desk.names_in(body, before) if before else desk.names_in(body)
    return {
        "program": header(program),
        "version": {"number": version.number, "state": version.get_state_display(), "sha256": version.declaration_id},
        "declaration": declaration_page(body, names),
        "signed": _line(program, signed, None) if signed else None,
        "changes": changes_page(before, body, names) if before else None,
        "tests": [(dataset.name, test, proven) for dataset, test, proven in desk.deletion_tests(body)],
        "can_sign": Approval.Kind.COUNCIL in register.kinds_for(person, version),
        "prolongs": version.state == State.LIVE and signed is not None,
        "can_decline": version.state in (State.REVIEW, State.APPROVED) and council in register.councils_of(body),
        "council": council,
        "seen": version.declaration_id,
        "figures": figures.panel(program) if program.live_version else None,
    }
