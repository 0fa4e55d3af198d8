"""Stores and datasets: refused where they can't work, credentials never shown."""

import sqlite3
from datetime import UTC, datetime

import pytest

from common.errors import Conflict, DomainError, NotAllowed
from people.actions import grant_scope
from stores import actions, credentials
from stores.contract import Refused, Window
from stores.models import Dataset, Store, StoreSecret
from tests.cast import BY, Cast

SECRET = "s3cr3t-Passw0rd-77"


@pytest.fixture
def folder(tmp_path):
    with sqlite3.connect(tmp_path / "events.sqlite3") as database:
        database.execute("CREATE TABLE events (id INTEGER, employee TEXT, at TEXT)")
    return tmp_path


@pytest.fixture
def store(cast: Cast, folder) -> Store:
    return actions.add_store(name="Events", kind="sql", options={"url": f"sqlite:///{folder / 'events.sqlite3'}"}, by=BY)


def register(store: Store, by=BY, **changes) -> Dataset:
    facts = {"name": "Events", "location": "events", "subject_column": "employee", "signals": ["keystroke"]}
    return actions.register_dataset(store=store, identifier_kind="employee-number", by=by, **facts | changes)


def test_a_column_that_does_not_exist_is_refused_with_those_that_do(store: Store) -> None:
    with pytest.raises(DomainError) as refusal:
        register(store, subject_column="user_id")
    assert all(name in str(refusal.value) for name in ("user_id", "id", "employee", "at"))
    assert not Dataset.objects.filter(store=store).exists()


def test_a_table_that_does_not_exist_is_refused(store: Store) -> None:
    with pytest.raises(DomainError, match="events"):
        register(store, location="evnts")


def test_the_page_keeps_the_form_and_says_why(cast: Cast, store: Store) -> None:
    form = {
        "name": "Keys",
        "location": "events",
        "subject_column": "user_id",
        "identifier_kind": "employee-number",
        "signals": ["keystroke"],
        "retention_days": 90,
    }
    answer = cast.client(cast.tomoko).post(f"/office/stores/{store.pk}/datasets/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "employee" in page
    assert 'value="Keys"' in page
    form["subject_column"] = "employee"
    assert cast.client(cast.tomoko).post(f"/office/stores/{store.pk}/datasets/new/", form).status_code == 302


def test_a_name_twice_is_a_conflict(store: Store) -> None:
    register(store)
    with pytest.raises(Conflict):
        register(store)


def test_a_stored_credential_is_encrypted_and_never_shown(cast: Cast) -> None:
    client = cast.client(cast.tomoko)
    form = {"name": "PG", "kind": "sql", "address": "postgresql://reader@127.0.0.1:9/events", "credential": SECRET}
    url = client.post("/office/stores/new/", form).url
    store = Store.objects.get(name="PG")
    assert credentials.resolve(store) == SECRET
    assert SECRET.encode() not in bytes(StoreSecret.objects.get().sealed)
    for page in (url, "/office/stores/", "/office/stores/new/"):
        assert SECRET not in client.get(page).content.decode()
    assert SECRET not in str(list(Store.history.values()))
    client.post(f"{url}test/")
    page = client.get(url).content.decode()
    assert "Does not answer" in page
    assert SECRET not in page


def test_a_new_password_takes_the_place_of_the_old_one_and_of_a_reference(cast: Cast) -> None:
    store = actions.add_store(name="A", kind="sql", options={}, credential_reference="env:EVENTS_PASSWORD", by=BY)
    client = cast.client(cast.tomoko)
    address = f"/office/stores/{store.pk}/"
    assert client.post(f"{address}credential/", {"credential": ""}).status_code == 422
    assert client.post(f"{address}credential/", {"credential": SECRET}).url == address
    store.refresh_from_db()
    assert credentials.resolve(store) == SECRET
    page = client.get(address).content.decode()
    assert "Stored encrypted" in page
    assert SECRET not in page


def test_a_password_in_the_address_is_refused(cast: Cast) -> None:
    form = {"name": "PG", "kind": "sql", "address": f"postgresql://reader:{SECRET}@127.0.0.1/events"}
    answer = cast.client(cast.tomoko).post("/office/stores/new/", form)
    assert answer.status_code == 422
    assert "Leave the password out" in answer.content.decode()
    assert not Store.objects.filter(name="PG").exists()


def test_references_are_read_at_the_moment_of_use(cast: Cast, monkeypatch, tmp_path) -> None:
    store = actions.add_store(name="A", kind="sql", options={}, credential_reference="env:EVENTS_PASSWORD", by=BY)
    with pytest.raises(Refused, match="EVENTS_PASSWORD"):
        credentials.resolve(store)
    monkeypatch.setenv("EVENTS_PASSWORD", SECRET)
    assert credentials.resolve(store) == SECRET
    (tmp_path / "password").write_text(f"{SECRET}\n")
    filed = actions.add_store(name="B", kind="sql", options={}, credential_reference=f"file:{tmp_path}/password", by=BY)
    assert credentials.resolve(filed) == SECRET
    assert SECRET not in credentials.describe(filed)


def test_a_steward_looks_after_their_store_alone(cast: Cast, store: Store) -> None:
    with pytest.raises(NotAllowed):
        register(store, by=cast.priya)
    grant_scope(person=cast.priya, permission="stores.steward_store", to=store, by=BY)
    client = cast.client(cast.priya)
    assert client.get(f"/office/stores/{store.pk}/").status_code == 200
    other = Store.objects.exclude(pk=store.pk).first()
    assert client.get(f"/office/stores/{other.pk}/").status_code == 404
    assert register(store, by=type(cast.priya).objects.get(pk=cast.priya.pk)).store == store


def test_a_files_store_that_is_no_folder_is_refused(cast: Cast, tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    store = actions.add_store(name="F", kind="files", options={"root": str(tmp_path / "file")}, by=BY)
    with pytest.raises(DomainError):
        register(store, location="*.jsonl")


def test_a_dataset_passes_a_period_and_holds_on_to_the_connector(store: Store) -> None:
    march = Window(since=datetime(2026, 3, 1, tzinfo=UTC))
    dataset = register(store, time_column="at")
    narrowed = dataset.as_contract(within=march, spared=[march])
    assert (narrowed.within, narrowed.spared) == (march, (march,))
    assert (dataset.as_contract().within, dataset.as_contract().spared) == (None, ())
