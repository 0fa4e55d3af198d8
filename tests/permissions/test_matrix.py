"""Every address, tried by everybody, against the one written matrix. An address that is not listed is a failure."""

import uuid

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.permissions.matrix import VALUES, addresses, columns, rows
from tests.permissions.world import make_hold, make_people, make_things, make_way_in

pytestmark = pytest.mark.django_db
# The register's doors that lead to the program in force; the others are tried with the draft.
IN_FORCE = {"register-program", "register-version", "register-changes", "register-end", "register-invalidate"}


@pytest.fixture
def world():
    people = make_people()
    employee = people["employee"]
    more = {"hold": make_hold(employee).pk, "access": make_way_in(people["officer"], employee).pk}
    return people, make_things(people) | more


def first_address(name, *options):
    """The address of a name with the first of these arguments that fit."""
    for arguments in options:
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return None


# Doors that lead to one thing of the world, by how their names begin; the first that fits counts.
BEHIND = {
    "dataset-new": None,
    "dataset": "dataset",
    "monitoring-notice-of": "place",
    "monitoring-notice-edit": "place",
    "my-package": "package",
    "case-package": "package",
    "case-": "request",
    "my-purge": "order",
    "purge-": "order",
    "my-request-": "request",
    "outside-request-": "request",
    "outside-package": "request",
    "outside-purge-": "order",
    "outside-access-": "access",
}
WITHOUT = {
    "my-requests": [],
    "my-request-new": [],
    "my-request-file": ["access"],
    "outside-request-new": [],
    "outside-request-file": ["access"],
    "outside-access-new": [],
    "outside-agent-new": [],
    "outside-link": ["a" * 43],
    "hold-new": [],
}


def own_arguments(name, things):
    """The arguments of doors that lead to one thing of the world; None for all others."""
    if name in WITHOUT:
        return WITHOUT[name]
    if name in {"purge", "my-request", "case", "outside-request"}:
        return [things[{"purge": "order"}.get(name, "request")]]
    thing = next((thing for start, thing in BEHIND.items() if name.startswith(start)), None)
    if name in {"case-place", "case-decide"}:
        return [things["request"], things["dataset"] if name == "case-place" else "refused"]
    first = name.split("-")[0]
    if thing is None and first in {"concern", "correction", "delivery", "receipt", "trained", "hold"}:
        thing = first
    return [things[thing]] if thing else None


def address_of(name, things):
    """The address of the thing that stands behind this door in the world of the test."""
    if (own := own_arguments(name, things)) is not None:
        return reverse(name, args=own)
    if name.startswith("register-") and name not in IN_FORCE:
        draft = things["draft"]
        return first_address(name, [], [draft], [draft, "en" if "notice" in name else "about"])
    found = first_address(
        name,
        [],
        [things["program"]],
        [things["program"], "mouse-movement"],
        [things["program"], 1],
        [{"store": things["store"], "dataset": things["store"], "collector": things["collector"]}.get(name.split("-")[0])],
    )
    if name == "report-build":
        return reverse(name, args=["deletion-register"])
    return found or reverse(name, args=["3f-abc"] if name == "account_confirm_email" else ["3f", "abc-def"])


def met(client, method, address):
    """Say in the matrix's words what this client meets."""
    answer = client.get(address) if method == "GET" else client.post(address)
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next="):
        return "sign in"
    if answer.status_code in {401, 403, 404}:
        return str(answer.status_code)
    assert answer.status_code < 500 or address == "/readyz", f"{method} {address} answers {answer.status_code}"
    assert answer.status_code != 405, f"{method} {address}: the matrix lists a method that the page does not have"
    return "yes"


def test_every_address_is_listed_and_every_listed_address_is_there():
    listed = {(row.name, row.address) for row in rows()}
    there = set(addresses())
    new = there - listed
    assert not new, (
        "These addresses are in no row of docs/permissions.md. Decide who may use each, for GET and for POST, "
        f"and write the rows: {sorted(new)}"
    )
    assert listed <= there, f"docs/permissions.md lists addresses that are gone: {sorted(listed - there)}"


def tried(cookies, row, address):
    """Try one door as whom these cookies sign in, and take back what that changed."""
    client = Client()
    client.cookies.load(cookies)
    mark = transaction.savepoint()
    try:
        return met(client, row.method, address)
    finally:
        transaction.savepoint_rollback(mark)


@pytest.mark.parametrize("column", columns())
def test_everybody_meets_what_the_matrix_says(world, column):
    people, things = world
    client, wrong = Client(), {}
    if column in people:
        client.force_login(people[column], backend="allauth.account.auth_backends.AuthenticationBackend")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    for row in rows():
        assert row.expected[column] in VALUES, row
        if (found := tried(cookies, row, address_of(row.name, things))) != row.expected[column]:
            wrong[f"{row.method} {row.name}"] = (row.expected[column], found)
    assert not wrong, f"docs/permissions.md says otherwise of {column} (expected, found): {wrong}"


@pytest.mark.parametrize("name", ["my-purge", "my-request", "purge", "store", "dataset", "collector-revoke", "delivery-by-hand"])
def test_a_thing_that_does_not_exist_is_404_for_those_who_could_see_it(name, world):
    people, _ = world
    client = Client()
    client.force_login(people["officer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse(name, args=[uuid.uuid4()])
    answer = client.post(address) if name == "collector-revoke" else client.get(address)
    assert answer.status_code == 404
