"""The cast of the tests. Priya decides; Marco leads her team; Sam is privacy officer, Lena legal, Tomoko administrator."""

from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit import ledger
from common.signals import Signal
from consent.actions import choices
from consent.models import Notice, Program
from people.actions import grant_scope
from people.events import PeopleEvent
from people.models import Identifier, IdentifierKind, Person, Role, RoleGrant
from stores import actions as stores
from stores.connectors.memory import MemoryStore, memory_store
from stores.models import Dataset, Store
from tests import programs

BY = "system:tests"
MOUSE, CLICK, KEYS, SCREEN = (signal.value for signal in Signal)
TABLES = {MOUSE: "pointer", CLICK: "clicks", KEYS: "keys", SCREEN: "screens"}
ROWS = 7


@dataclass(kw_only=True)
class Cast:
    """Everybody, the program and its data."""

    priya: Person
    marco: Person
    sam: Person
    lena: Person
    tomoko: Person
    program: Program
    notice: Notice
    memory: MemoryStore
    datasets: dict[str, Dataset]

    def client(self, person: Person) -> Client:
        """A browser without JavaScript in which the person is signed in."""
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def give(self, person: Person, *signals: str) -> None:
        """The person says yes."""
        choices.give(
            person=person,
            program=self.program,
            signals=signals,
            notice_version=self.notice.version,
            by=person,
        )

    def record(self, person: Person, signal: str, rows: int = ROWS) -> None:
        """Rows of the person appear in the signal's table."""
        number = number_of(person)
        self.memory.put(TABLES[signal], ({"employee": number, "value": value} for value in range(rows)))

    def another_dataset(self, name: str, table: str, *signals: str) -> Dataset:
        """One more dataset in the same store, with rows of a bystander; no program records into it yet."""
        self.memory.put(table, [{"employee": "E99999", "value": value} for value in range(100)])
        return register(self.datasets[signals[0]].store, name, table, *signals)

    def rows(self, person: Person, signal: str) -> int:
        """How many rows of the person are in the signal's table."""
        number = number_of(person)
        return sum(row["employee"] == number for row in self.memory.tables[TABLES[signal]])


def number_of(person: Person) -> str:
    """The person's employee number."""
    return person.identifiers.get(kind=IdentifierKind.EMPLOYEE_NUMBER).value


def make_person(name: str, *, manager: Person | None = None, role: Role | None = None) -> Person:
    """One person with an employee number, perhaps with a role."""
    email = f"{name.lower().replace(' ', '.')}@example.com"
    person = Person.objects.create_user(email=email, name=name, manager=manager)
    number = f"E{Person.objects.count():05d}"
    Identifier.objects.create(person=person, kind=IdentifierKind.EMPLOYEE_NUMBER, value=number)
    if role is not None:
        with ledger.entry(PeopleEvent.ROLE_GRANTED, actor=BY, subject=person.pk, role=role.value):
            RoleGrant.objects.create(person=person, role=role, granted_at=timezone.now())
    return person


def make_cast(*, datasets: bool = True) -> Cast:
    """Write the cast's rows; everybody's choices are off, every table holds rows of a bystander.

    Without `datasets` the program records nowhere yet: for tests with workers of their own, which can't see this process's
    memory.
    """
    marco = make_person("Marco Rossi")
    priya = make_person("Priya Nair", manager=marco)
    memory = memory_store("tests")
    for table in TABLES.values():
        memory.put(table, [{"employee": "E99999", "value": value} for value in range(100)])
    program = programs.add_program(
        slug="desktop",
        name="Desktop assistant training",
        purpose="Teaches an assistant.",
        details="",
        used_by="6 people",
        retention_days=90,
        signals={signal: f"What {signal} is." for signal in TABLES},
        by=BY,
    )
    made = make_datasets(program) if datasets else {}
    notice = programs.publish_notice(program=program, summary=["We record."], sections=[], by=BY)
    program.refresh_from_db()
    sam = make_person("Sam Okafor", role=Role.PRIVACY_OFFICER)
    grant_scope(person=sam, permission="consent.oversee_program", to=program, by=BY)
    return Cast(
        priya=priya,
        marco=marco,
        sam=sam,
        lena=make_person("Lena Brandt", role=Role.LEGAL),
        tomoko=make_person("Tomoko Ito", role=Role.ADMINISTRATOR),
        program=programs.start_program(program=program, by=BY),
        notice=notice,
        memory=memory,
        datasets=made,
    )


def register(store: Store, name: str, table: str, *signals: str) -> Dataset:
    """Register a table whose rows name people by their employee number."""
    return stores.register_dataset(
        store=store,
        name=name,
        location=table,
        subject_column="employee",
        identifier_kind=IdentifierKind.EMPLOYEE_NUMBER,
        signals=signals,
        by=BY,
    )


def asked(client: Client, address: str) -> int:
    """How many questions a page asks the database, once it was opened before."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def make_datasets(program: Program) -> dict[str, Dataset]:
    """One memory store with one dataset per signal, attached to the program."""
    store = stores.add_store(name="Memory", kind="memory", options={"name": "tests"}, by=BY)
    datasets = {}
    for signal, table in TABLES.items():
        datasets[signal] = register(store, table.capitalize(), table, signal)
        programs.attach_dataset(program=program, dataset=datasets[signal], by=BY)
    return datasets
