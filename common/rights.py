"""Every right in Assent, `scope:resource:action`; `people.roles` says which role holds which."""

from enum import StrEnum


class Right(StrEnum):
    """What a person may do. Checked by `person.has_perm(Right.X)` at every door."""

    COLLECTORS_MANAGE = "gate:collectors:manage"
    CONCERNS_ANSWER = "rights:concerns:answer"
    CONCERNS_IDENTIFY = "rights:concerns:identify"
    HOLDS_MANAGE = "purges:holds:manage"
    HOLDS_READ = "purges:holds:read"
    OFFICE_READ = "portal:office:read"
    PEOPLE_ROLES_MANAGE = "people:roles:manage"
    PROGRAMS_DRAFT = "consent:programs:draft"
    PROGRAMS_MANAGE = "consent:programs:manage"
    PROGRAMS_SIGN = "consent:programs:sign"
    PURGES_APPROVE = "purges:orders:approve"
    PURGES_READ = "purges:orders:read"
    REPORTS_EXPORT = "reports:registers:export"
    REQUESTS_HANDLE = "rights:requests:handle"
    STORES_MANAGE = "stores:stores:manage"
