"""The people of the trial as whom anybody may sign in with one click."""

from typing import NamedTuple

from people.models import Person, Role


class Part(NamedTuple):
    """One of the cast."""

    key: str
    name: str
    email: str
    title: str
    role: Role | None
    blurb: str
    place: str = "Dublin"


CAST = (
    Part("employee", "Priya Nair", "priya.nair@example.com", "Employee", None, "Decides what may be recorded of her."),
    Part(
        "manager",
        "Marco Rossi",
        "marco.rossi@example.com",
        "Manager",
        None,
        "Leads Priya's team. Can't see her choices.",
    ),
    Part(
        "officer",
        "Sam Okafor",
        "sam.okafor@example.com",
        "Privacy officer",
        Role.PRIVACY_OFFICER,
        "Approves and pauses programs, watches purges.",
    ),
    Part("legal", "Lena Brandt", "lena.brandt@example.com", "Legal", Role.LEGAL, "Exports registers with proof."),
    Part(
        "council",
        "Inês Duarte",
        "ines.duarte@example.com",
        "Works council",
        Role.WORKS_COUNCIL,
        "Signs programs for the staff. Sees no single choice.",
        "Berlin",
    ),
    Part(
        "administrator",
        "Tomoko Ito",
        "tomoko.ito@example.com",
        "Administrator",
        Role.ADMINISTRATOR,
        "Connects stores and collectors.",
    ),
    Part(
        "owner",
        "Noor Haddad",
        "noor.haddad@example.com",
        "Program owner",
        Role.PROGRAM_OWNER,
        "Writes a program and submits it. Sees no single choice.",
    ),
    Part(
        "second-officer",
        "Ana Lopes",
        "ana.lopes@example.com",
        "Privacy officer",
        Role.PRIVACY_OFFICER,
        "Second signature for keystrokes and screens; resumes what was paused.",
    ),
    Part(
        "dpo",
        "Mira Kovač",
        "mira.kovac@example.com",
        "Data protection officer",
        Role.PROTECTION_OFFICER,
        "Hears concerns, also those that are anonymous to everybody else.",
    ),
)
BY_KEY = {part.key: part for part in CAST}


def person_of(key: str) -> Person | None:
    """The person who plays this part, where the trial company exists."""
    return Person.objects.filter(email=BY_KEY[key].email, is_active=True).first()


def people_of_the_cast() -> list[dict[str, str]]:
    """The cast for the sign-in page; empty before the trial company is made."""
    known = set(Person.objects.filter(email__in=[part.email for part in CAST]).values_list("email", flat=True))
    return [{"key": part.key, "name": part.name, "role": part.title, "blurb": part.blurb} for part in CAST if part.email in known]
