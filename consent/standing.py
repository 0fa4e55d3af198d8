"""Where one person stands with one signal of one program: the one rule of gate, pages and tests. Pure, without Django.

Only a yes that holds, or a notice that was acknowledged where no consent is asked, is on. Absence of everything is off (R09).
"""

import datetime as dt
from dataclasses import dataclass

CONSENT = "consent"
INTEREST = "legitimate-interest"
BOUND = frozenset({"legal-obligation", "contract"})
YES = frozenset({"given", "renewed"})
NO = frozenset({"refused", "withdrawn", "objected"})
ENDED = {"expired": "expired", "revoked": "revoked", "invalidated": "invalid"}


@dataclass(frozen=True, slots=True)
class Standing:
    """On or off, and why: on, unasked, refused, withdrawn, expired, stale, revoked, invalid, objected, unacknowledged."""

    on: bool
    code: str


ON = Standing(on=True, code="on")


def standing(
    *,
    basis: str,
    state: str | None,
    notice: int | None,
    choices_from: int,
    valid_until: dt.datetime | None,
    acknowledged: bool,
    now: dt.datetime,
) -> Standing:
    """Say where the person stands. `state` and `notice` (a version) are the choice's, None where there is none.

    `acknowledged` says that the person confirmed having read a notice not older than `choices_from`; it counts for the bases
    that ask for no consent, and never replaces one (R16, R23).
    """
    if basis == CONSENT:
        return _by_consent(state, notice, choices_from, valid_until, now)
    if basis == INTEREST and state in NO:
        # A no under another basis stays a no: changing the basis turns nothing on (R03).
        return Standing(on=False, code="objected")
    if basis == INTEREST or basis in BOUND:
        return ON if acknowledged else Standing(on=False, code="unacknowledged")
    return Standing(on=False, code="unasked")


def _by_consent(
    state: str | None,
    notice: int | None,
    choices_from: int,
    valid_until: dt.datetime | None,
    now: dt.datetime,
) -> Standing:
    if state in NO:
        return Standing(on=False, code=str(state))
    if state in YES or state == "expired":
        # Said before looking at the time, so that the answer is the same before and after the row was brought along (R19).
        if notice is None or notice < choices_from:
            return Standing(on=False, code="stale")
        if state == "expired" or (valid_until is not None and valid_until <= now):
            return Standing(on=False, code="expired")
        return ON
    return Standing(on=False, code=ENDED.get(state or "", "unasked"))
