"""The closed lists of grounds on which a request may be refused, or a part of it withheld or kept (R50, R51, R61, R75).

Pure: no Django. Each ground names the law it rests on (of the EU and the UK, and of California where that knows the ground), the
kinds of request it can apply to, and whether it needs a second officer.
"""

from collections.abc import Mapping
from dataclasses import dataclass

COPIES = frozenset({"access", "portability"})
EVERY = frozenset(
    {"access", "portability", "erasure", "rectification", "restriction", "objection", "complaint", "question"},
)
PARTIAL = COPIES | {"erasure", "rectification"}
"""What is carried out dataset by dataset, so that a part can be left out; the others hold for the person as a whole."""
RIGHTS = EVERY - {"complaint", "question"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One ground: `label` for officers, `sentence` for the person, `law` that it rests on, `kinds` of request it fits.

    `second`: it needs a second officer before it stands (law 11, R51). `parts`: it can stand for a part of the answer.
    """

    label: str
    sentence: str
    law: str
    kinds: frozenset[str]
    second: bool = False
    parts: bool = False


GROUNDS: Mapping[str, Ground] = {
    "unfounded": Ground(
        label="Manifestly unfounded",
        sentence="We found the request to be manifestly unfounded.",
        law="GDPR 12(5)(b); Civ. Code 1798.145(h)(3)",
        kinds=RIGHTS,
        second=True,
    ),
    "excessive": Ground(
        label="Manifestly excessive",
        sentence="We found the request to be excessive, because it repeats earlier ones within a short time.",
        law="GDPR 12(5)(b); Civ. Code 1798.145(h)(3)",
        kinds=RIGHTS,
        second=True,
    ),
    "identity": Ground(
        label="Not shown who asks",
        sentence="We have a reasonable doubt who asks, and what we asked for to settle it did not come.",
        law="GDPR 12(2), 12(6); 11 CCR 7060",
        kinds=RIGHTS,
    ),
    "outside-law": Ground(
        label="The right does not apply here",
        sentence="The right you named does not apply to this data.",
        law="GDPR 15 to 21; Civ. Code 1798.105 to 1798.121",
        kinds=RIGHTS,
        parts=True,
    ),
    "rights-of-others": Ground(
        label="Rights of other people",
        sentence="It would harm the rights and freedoms of other people.",
        law="GDPR 15(4); Civ. Code 1798.145(k)",
        kinds=COPIES,
        parts=True,
    ),
    "credentials": Ground(
        label="Passwords and the like",
        sentence="It holds passwords or the like, which we describe instead of handing them out.",
        law="GDPR 32; 11 CCR 7024(d)",
        kinds=COPIES,
        parts=True,
    ),
    "expression": Ground(
        label="Freedom of expression and information",
        sentence="It is needed for the freedom of expression and information.",
        law="GDPR 17(3)(a); Civ. Code 1798.105(d)(4)",
        kinds=frozenset({"erasure"}),
        parts=True,
    ),
    "legal-obligation": Ground(
        label="A legal obligation to keep it",
        sentence="The law obliges us to keep it.",
        law="GDPR 17(3)(b); Civ. Code 1798.105(d)(8)",
        kinds=frozenset({"erasure"}),
        parts=True,
    ),
    "public-health": Ground(
        label="Public health",
        sentence="It is needed in the public interest in public health.",
        law="GDPR 17(3)(c)",
        kinds=frozenset({"erasure"}),
        parts=True,
    ),
    "archiving": Ground(
        label="Archiving, research or statistics",
        sentence="It is needed for archiving in the public interest, research or statistics, which erasing would make impossible.",
        law="GDPR 17(3)(d); Civ. Code 1798.105(d)(6)",
        kinds=frozenset({"erasure"}),
        parts=True,
    ),
    "legal-claims": Ground(
        label="Legal claims",
        sentence="It is needed to establish, exercise or defend legal claims.",
        law="GDPR 17(3)(e); Civ. Code 1798.145(a)",
        kinds=frozenset({"erasure", "restriction"}),
        parts=True,
    ),
    "overriding-grounds": Ground(
        label="Compelling grounds that override",
        sentence="We have compelling legitimate grounds that override your interests, or need it for legal claims.",
        law="GDPR 21(1)",
        kinds=frozenset({"objection"}),
        second=True,
    ),
    "accurate": Ground(
        label="The data is accurate",
        sentence="We checked the data and found it accurate and complete.",
        law="GDPR 16; 11 CCR 7023",
        kinds=frozenset({"rectification"}),
        parts=True,
    ),
}


def grounds_for(kind: str, *, part: bool = False) -> dict[str, Ground]:
    """Give the grounds that fit this kind of request, for all of it or for a part of the answer."""
    fit = {code: ground for code, ground in GROUNDS.items() if kind in ground.kinds}
    return {code: ground for code, ground in fit.items() if ground.parts and kind in PARTIAL} if part else fit


def needs_second(kind: str, outcome: str, reason: str) -> bool:
    """Say whether this decision needs a second officer before it stands; an unknown ground does."""
    if outcome == "granted":
        return False
    ground = GROUNDS.get(reason)
    return ground is None or ground.second or kind not in ground.kinds
