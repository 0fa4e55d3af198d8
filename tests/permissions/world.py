"""A small company where every door can be tried: a person for each column of the matrix, a thing behind each door."""

import uuid
from datetime import timedelta

from django.utils import timezone

from audit import ledger
from common import days
from common.signals import Signal
from consent.actions import choices, monitoring
from consent.actions.recipients import order_deliveries
from consent.events import ConsentEvent
from consent.forms.monitoring import NEW_YORK_WORDS
from consent.models import Receipt, RecipientDelivery
from gate import actions as gate
from people.actions import grant_role, grant_scope
from people.models import Identifier, IdentifierKind, Person, Role
from purges.actions import holds, lifting
from rights.actions import agents, concerns, filing
from rights.models import RectificationTask
from stores import actions as stores
from stores import training
from stores.connectors.memory import memory_store
from tests import programs
from tests.rights.office import grant

SYSTEM = "system:tests"
ROLES = {
    "officer": Role.PRIVACY_OFFICER,
    "officer above": Role.PRIVACY_OFFICER,
    "officer elsewhere": Role.PRIVACY_OFFICER,
    "legal": Role.LEGAL,
    "council": Role.WORKS_COUNCIL,
    "owner": Role.PROGRAM_OWNER,
    "administrator": Role.ADMINISTRATOR,
    "dpo": Role.PROTECTION_OFFICER,
}


def make_people():
    """Everybody, by the column's name. `employee` reports to `manager`, who reports to `officer above`."""
    people = {
        name: Person.objects.create_user(f"{name.replace(' ', '.')}@example.com", name.title(), "a long password")
        for name in ("employee", "colleague", "manager", "steward", *ROLES)
    }
    people["employee"].manager = people["manager"]
    people["manager"].manager = people["officer above"]
    for name in ("employee", "manager"):
        people[name].save()
    for name, role in ROLES.items():
        grant_role(person=people[name], role=role, by=SYSTEM)
    return people


def make_things(people):
    """A program, a store with a dataset, a collector and the employee's purge; return what addresses need."""
    name = uuid.uuid4().hex
    memory_store(name).put("events", [{"person": "E-1001", "x": 1}])
    store = stores.add_store(name="Events", kind="memory", options={"name": name}, by=SYSTEM)
    dataset = stores.register_dataset(
        store=store,
        name="Events",
        location="events",
        subject_column="person",
        identifier_kind=IdentifierKind.EMPLOYEE_NUMBER,
        signals=[Signal.MOUSE_MOVEMENT],
        by=SYSTEM,
    )
    program = make_program(dataset, people["owner"])
    for name in ("officer", "officer above"):
        grant_scope(person=people[name], permission="consent.oversee_program", to=program, by=SYSTEM)
    grant_scope(person=people["steward"], permission="stores.steward_store", to=store, by=SYSTEM)
    employee = people["employee"]
    Identifier.objects.create(person=employee, kind=IdentifierKind.EMPLOYEE_NUMBER, value="E-1001")
    signals = [Signal.MOUSE_MOVEMENT, Signal.CLICK_LOCATION]
    choices.give(person=employee, program=program, signals=signals, notice_version=1, by=employee)
    order = choices.withdraw(person=employee, program=program, signals=signals[:1], by=employee)
    notice = monitoring.publish(jurisdiction="US-NY", text={"summary": [NEW_YORK_WORDS]}, by=SYSTEM)
    collector = gate.enrol(name="Recorder", program=program, signals=signals, by=SYSTEM).collector
    return {
        "program": program.slug,
        "draft": make_draft(people),
        "store": store.pk,
        "dataset": dataset.pk,
        "order": order.pk,
        "collector": collector.pk,
        "receipt": Receipt.objects.filter(person=employee).first().pk,
        "place": notice.jurisdiction,
        "delivery": make_delivery(employee, program).pk,
        "trained": make_model(employee, program, dataset).pk,
        "request": filing.file(person=employee, kind="access", form_token=uuid.uuid4(), by=employee).pk,
        "concern": make_concern(employee, program),
        "correction": make_correction(employee, people["officer"], dataset).pk,
        "package": make_package(employee, people["officer"]),
    }


def make_package(person, officer):
    """A copy of the person's data that was granted and is being put together; the ref of its request."""
    request = filing.file(person=person, kind="portability", form_token=uuid.uuid4(), by=person)
    grant(request, officer)
    return request.pk


def make_hold(person):
    """A legal hold that names the person, placed by somebody who is in no column, and asked to be lifted by them."""
    placer = Person.objects.create_user("placer@example.com", "Placer", "a long password")
    grant_role(person=placer, role=Role.LEGAL, by=SYSTEM)
    facts = {"people": [person], "programs": [], "datasets": [], "review_on": days.today() + timedelta(days=30), "by": placer}
    return lifting.ask_lift(hold=holds.place(matter="LIT-1", category="claims", **facts), by=placer)


def make_way_in(officer, person):
    """A way in for somebody who acts for the person."""
    receipt = filing.Receipt(channel="agent", file="HR-1")
    asked = agents.Asked(kind="complaint", words="Too slow.", receipt=receipt)
    return agents.file_for(person=person, asked=asked, address="agent@example.org", form_token=uuid.uuid4(), by=officer)[1]


def make_concern(person, program):
    """An anonymous concern of this person, handed on; its ref."""
    ref = uuid.uuid4()
    concerns.raise_concern(program=program, words="I see it on a screen.", named=False, form_token=ref, by=person)
    concerns.hand_on_letters()
    return ref


def make_correction(person, officer, dataset):
    """A correction that the steward of the dataset's store has to make."""
    request = filing.file(person=person, kind="rectification", words="Left-handed.", form_token=uuid.uuid4(), by=person)
    grant(request, officer)
    return RectificationTask.objects.get(request=request, dataset=dataset)


def make_draft(people):
    """A second program of the same owner, still being written and overseen by the same officers; its address."""
    signals = {Signal.CLICK_LOCATION.value: "Where it clicks."}
    draft = programs.add_program(slug="drafting", name="Drafting", owner=people["owner"], signals=signals)
    for name in ("officer", "officer above"):
        grant_scope(person=people[name], permission="consent.oversee_program", to=draft, by=SYSTEM)
    return draft.slug


def make_delivery(person, program):
    """A recipient that has to be told of the person's objection."""
    with ledger.entry(ConsentEvent.OBJECTED, actor=person.pk, subject=person.pk, ref=program.pk) as entry:
        facts = {"signals": [Signal.MOUSE_MOVEMENT], "decision": "object", "entry_id": entry.id}
        order_deliveries(person=person, program=program, **facts)
    return RecipientDelivery.objects.get(entry=entry.id)


def make_model(person, program, dataset):
    """A model run that was made with data of the person, who has said no since."""
    facts = {"dataset": dataset, "program": program.pk, "allowed": [person.pk], "excluded": 0, "by": SYSTEM}
    snapshot = training.take_snapshot(name="Week 1", **facts)
    run = training.register_run(program=program.pk, name="Assistant 1", snapshots=[snapshot], by=SYSTEM)
    training.note_look(run=run, people=1, began=timezone.now())
    return run


def make_program(dataset, owner):
    """A running program of this owner that records into the dataset."""
    program = programs.add_program(
        slug="training",
        name="Training",
        purpose="To learn.",
        details="How it learns.",
        used_by="Nobody.",
        retention_days=30,
        owner=owner,
        signals={Signal.MOUSE_MOVEMENT.value: "Where the pointer is.", Signal.CLICK_LOCATION.value: "Where it clicks."},
        by=SYSTEM,
    )
    programs.publish_notice(program=program, summary=["What is recorded."], sections=[], by=SYSTEM)
    programs.attach_dataset(program=program, dataset=dataset, by=SYSTEM)
    return programs.start_program(program=program, by=SYSTEM)
