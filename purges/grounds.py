"""The grounds on which data may be kept, in the words that the person reads, and the law behind each (R75, R76)."""

from collections.abc import Mapping
from dataclasses import dataclass

from purges.models import Hold

Category = Hold.Category


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A sentence for the person, and where it stands. It tells neither the matter nor who else is concerned."""

    sentence: str
    law: str


GROUNDS: Mapping[str, Ground] = {
    Category.CLAIMS: Ground(
        sentence="The company keeps this because it may be needed to bring, pursue or defend legal claims.",
        law="GDPR Art. 17(3)(e)",
    ),
    Category.AUTHORITY: Ground(
        sentence="The company keeps this because a court or an authority ordered or asked for it.",
        law="GDPR Art. 17(3)(b); CCPA 1798.105(d)(8)",
    ),
    Category.DUTY: Ground(
        sentence="The company keeps this because a law obliges it to keep such records for some time.",
        law="GDPR Art. 17(3)(b); CCPA 1798.105(d)(8)",
    ),
    Category.INVESTIGATION: Ground(
        sentence="The company keeps this while an incident is investigated that may lead to legal claims.",
        law="GDPR Art. 17(3)(e); CCPA 1798.105(d)(2)",
    ),
    Category.OWN_CLAIM: Ground(
        sentence="This is kept because you need it, or may need it, for a claim of your own.",
        law="GDPR Art. 18(1)(c)",
    ),
}
