"""A program on its way to its launch: who writes, who signs, and sites with and without a works council."""

import datetime as dt
from dataclasses import dataclass, field

from consent.actions import launch, reviews
from consent.actions import programs as register
from consent.declarations.schema import Body, row
from consent.models import Program, ProgramVersion
from people.actions import grant_scope
from people.models import Person, Role, Site
from purges import actions, purge_tests
from stores.models import Dataset
from tests.cast import BY, Cast, make_person
from tests.declarations import declaration

State = ProgramVersion.State
BODY = "Works council Dublin"
COUNCIL = {"agreement": "WA-2026-7", "expires_on": dt.date(2099, 1, 1)}


@dataclass(kw_only=True)
class Office:
    """Olga owns the program; Sam and Ana are officers who oversee it; Carl is of the works council."""

    cast: Cast
    olga: Person
    sam: Person
    ana: Person
    carl: Person
    dublin: Site
    cork: Site
    program: Program
    datasets: list[Dataset] = field(default_factory=list)

    @property
    def version(self) -> ProgramVersion:
        """The newest version, fresh."""
        return ProgramVersion.objects.select_related("program", "declaration").filter(program=self.program).first()

    @property
    def state(self) -> tuple[str, str]:
        """The states of the newest version and of the program."""
        return self.version.state, Program.objects.get(pk=self.program.pk).state

    def submit(self) -> ProgramVersion:
        return reviews.submit(version=self.version, by=self.olga)

    def sign(self, *kinds: str) -> ProgramVersion:
        """Sam assesses and approves first, Ana second, Carl for the council."""
        by = {"dpia": self.sam, "officer": self.sam, "second": self.ana, "council": self.carl}
        for kind in kinds:
            details = COUNCIL if kind == "council" else {}
            reviews.approve(version=self.version, kind=kind, by=by[kind], **details)
        return self.version

    def launched(self) -> Program:
        """Everything up to the launch, and the launch."""
        self.submit()
        self.sign("dpia", "officer", "second", "council")
        launch.launch(version=self.version, by=self.sam)
        return Program.objects.get(pk=self.program.pk)


def make_office(cast: Cast, **sections: object) -> Office:
    """An office whose program declares everything; each of its datasets has passed a deletion test."""
    dublin = Site.objects.create(name="Dublin", country="IE", council=BODY)
    cork = Site.objects.create(name="Cork", country="IE")
    olga = make_person("Olga Petrova", role=Role.PROGRAM_OWNER)
    ana = make_person("Ana Ruiz", role=Role.PRIVACY_OFFICER)
    datasets = list(cast.datasets.values())
    for dataset in datasets:
        prove(dataset)
    program = register.add_program(slug="typing", name="Typing", owner=olga, by=BY, body=body_for(dublin, datasets) | sections)
    for officer in (cast.sam, ana):
        grant_scope(person=officer, permission="consent.oversee_program", to=program, by=BY)
    return Office(
        cast=cast,
        olga=olga,
        sam=cast.sam,
        ana=ana,
        carl=make_member("Carl Mayer", dublin),
        dublin=dublin,
        cork=cork,
        program=program,
        datasets=datasets,
    )


def make_member(name: str, site: Site | None) -> Person:
    """A member of the works council of their site."""
    person = make_person(name, role=Role.WORKS_COUNCIL)
    person.site = site
    person.save()
    return person


def body_for(site: Site, datasets: list[Dataset]) -> Body:
    """A complete declaration for one site."""
    body = declaration(name="Typing", datasets=datasets)
    body["about"]["sites"] = [str(site.pk)]
    return body


def prove(dataset: Dataset) -> None:
    """Let the dataset's deletion pass its test."""
    test = actions.start_purge_test(dataset=dataset, by=BY)
    assert purge_tests.run(test.pk)


__all__ = ["BODY", "BY", "COUNCIL", "Office", "State", "body_for", "make_member", "make_office", "prove", "row"]
