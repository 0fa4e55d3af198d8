"""Which parts of Assent a person's rights open, as the header's links."""

from typing import NamedTuple

from django.urls import reverse

from common.rights import Right
from people.models import Person, Role
from people.queries import roles_of

BESIDE = ("/me/inbox/",)
"""Below a link's address, and no part of it: the header has a place of its own for them."""


class Link(NamedTuple):
    """One link of the header; it is the current one below its own address, and below those of `also`."""

    label: str
    name: str
    right: Right | None
    also: tuple[str, ...] = ()


QUEUE = ("/office/cases/", "/office/outside/")
"""Where somebody is who came from the list of requests."""


LINKS = (
    Link("My choices", "me", None),
    Link("My requests", "my-requests", None),
    Link("Overview", "office", Right.OFFICE_READ),
    Link("Requests", "queue", Right.REQUESTS_HANDLE, QUEUE),
    Link("Complaints and questions", "queue", Right.CONCERNS_IDENTIFY, QUEUE),
    Link("Programs", "register", Right.PROGRAMS_DRAFT),
    Link("Sign-off", "council", Right.PROGRAMS_SIGN),
    Link("Concerns", "office-concerns", Right.CONCERNS_ANSWER),
    Link("Purges", "purges", Right.PURGES_READ),
    Link("Models", "training", Right.PROGRAMS_MANAGE),
    Link("Monitoring notices", "monitoring-notices", Right.PROGRAMS_MANAGE),
    Link("Stores", "stores", Right.STORES_MANAGE, ("/office/datasets/",)),
    Link("Collectors", "collectors", Right.COLLECTORS_MANAGE),
    Link("Reports", "legal", Right.REPORTS_EXPORT),
    Link("Legal holds", "holds", Right.HOLDS_READ),
)


def links_for(person: Person, path: str) -> list[dict[str, object]]:
    """The links that this person may follow; the longest matching address is the current one."""
    found = [(link, reverse(link.name)) for link in LINKS if link.right is None or person.has_perm(link.right)]
    below = [(place, url) for link, url in found for place in (url, *link.also) if path.startswith(place)]
    below += [(place, "") for place in BESIDE if path.startswith(place)]
    _, current = max(below, key=lambda each: len(each[0]), default=("", None))
    return [{"label": link.label, "url": url, "current": url == current} for link, url in found]


def role_label(person: Person) -> str:
    """The person's roles in words, or "Employee"."""
    roles = sorted(roles_of(person))
    return ", ".join(Role(role).label for role in roles) or "Employee"


def home_of(person: Person) -> str:
    """Where sign-in leads: the part that the person's role is for."""
    for link in LINKS[1:]:
        if link.right is not None and person.has_perm(link.right):
            return link.name
    return "me"
