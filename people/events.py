"""This room's ledger events."""

from audit.vocabulary import Event


class PeopleEvent(Event):
    """What happens to persons, roles and keys; never a name."""

    ROLE_GRANTED = "people:role:grant", "Role given", ("role",)
    ROLE_ENDED = "people:role:end", "Role taken back", ("role",)
    SCOPE_GRANTED = "people:scope:grant", "Scope of an officer or steward widened", ("permission", "object")
    KEY_DESTROYED = "people:key:destroy", "A person's key destroyed", ("purpose",)
    LEFT = "people:person:leave", "Left the company", ()
    MOVED = "people:person:move", "Moved to another site", ("site", "country", "employer_changed")
    COMPANY_IMPORTED = "people:company:import", "People imported", ("people", "teams")
    SIGNED_IN_AS = "people:demo:sign-in", "Signed in through the trial's cast", ("role",)
