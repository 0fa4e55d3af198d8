"""The one table of rights: which role may do what. Nothing else in Assent decides by a role's name."""

from collections.abc import Mapping

from common.rights import Right
from people.models import Role

RIGHTS: Mapping[str, frozenset[Right]] = {
    Role.PRIVACY_OFFICER: frozenset(
        {
            Right.OFFICE_READ,
            Right.PROGRAMS_DRAFT,
            Right.PROGRAMS_MANAGE,
            Right.PURGES_APPROVE,
            Right.PURGES_READ,
            # Approving and lifting legal holds goes with approving purges; placing them does not.
            Right.HOLDS_READ,
            Right.COLLECTORS_MANAGE,
            Right.STORES_MANAGE,
            Right.REQUESTS_HANDLE,
            Right.CONCERNS_ANSWER,
        },
    ),
    # Advises and is turned to with complaints; decides on no request, so that the advice stays independent (GDPR 38).
    Role.PROTECTION_OFFICER: frozenset({Right.CONCERNS_ANSWER, Right.CONCERNS_IDENTIFY}),
    Role.LEGAL: frozenset({Right.REPORTS_EXPORT, Right.HOLDS_READ, Right.HOLDS_MANAGE}),
    Role.WORKS_COUNCIL: frozenset({Right.PROGRAMS_SIGN}),
    Role.PROGRAM_OWNER: frozenset({Right.PROGRAMS_DRAFT}),
    Role.ADMINISTRATOR: frozenset({Right.COLLECTORS_MANAGE, Right.STORES_MANAGE, Right.PEOPLE_ROLES_MANAGE}),
}

# Separation of duties (security.md B3): the officer who decides and legal who reports are never one person.
EXCLUSIVE: frozenset[frozenset[str]] = frozenset({frozenset({Role.PRIVACY_OFFICER, Role.LEGAL})})


def rights_of(roles: frozenset[str]) -> frozenset[Right]:
    """Join the rights of several roles."""
    return frozenset().union(*(RIGHTS[Role(role)] for role in roles))
