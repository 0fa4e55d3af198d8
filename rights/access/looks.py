"""Which ledger events are a look at somebody's records, and what for (R59, R81; CJEU C-579/21). Pure: codes and words.

An event whose last word says that something is opened, read, exported or identified has to be in one of the two lists:
`tests/rights/test_package_looks.py` fails for a new one until somebody has decided.
"""

from collections.abc import Mapping

LOOKING = frozenset({"open", "read", "export", "identify", "look", "view", "show", "fetch", "search", "unmask", "download"})
READS: Mapping[str, str] = {
    "rights:request:open": "To decide on your request",
    "rights:task:read": "To correct your data, as you asked",
    "rights:concern:open": "To answer a concern that you raised",
    "rights:concern:identify": "To answer a concern that you raised",
    "office:trail:read": "To check the record of what was done",
    "office:trail:export": "To hand over the record of what was done",
}
"""The purpose of each look, as the person reads it."""
NO_READS = frozenset(
    {"purges:order:open", "rights:concern:show", "rights:outside:open", "rights:package:fetch", "rights:task:open"},
)
"""What begins something, or is the person's own doing."""

NAMES_WITHHELD = {
    "what": "The names of the people who looked",
    "ground": "rights-of-others",
    "law": "GDPR 15(4); CJEU C-579/21",
    "why": (
        "They looked as employees, under the company's instructions. Role, unit, purpose and time let you check whether a look was "
        "lawful without naming them. If you need a name to use your rights, ask the privacy office: it weighs that look by itself."
    ),
}
"""The balance that was struck, recorded in every package (R59, R61)."""
LIMITS = (
    "These are the looks that Assent itself knows of. Whoever reads a store directly, with an account of that store, is not seen "
    "here."
)
