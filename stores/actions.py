"""Changes to stores: add, replace the credential, register a dataset, declare lineage, test the connection."""

from collections.abc import Collection, Mapping

from django.db import IntegrityError

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed
from common.rights import Right
from people.actions import Actor, actor_of
from people.models import Person
from stores import credentials
from stores.connectors import registry
from stores.contract import StoreError
from stores.events import StoreEvent
from stores.models import Dataset, Lineage, Store, StoreHealth
from stores.opening import connector


def add_store(
    *,
    name: str,
    kind: str,
    options: Mapping[str, str],
    by: Actor,
    credential_reference: str = "",
    credential: str = "",
) -> Store:
    """Add a store. A credential is a reference, or a value that is encrypted at once."""
    _may_manage(by)
    if kind not in registry.KINDS:
        msg = f"There is no store kind {kind!r}; known are {', '.join(sorted(registry.KINDS))}."
        raise DomainError(msg)
    if credential_reference and not credential_reference.startswith(credentials.SCHEMES):
        msg = "A credential reference starts with env: or file:."
        raise DomainError(msg, hint="For example env:EVENTS_DB_PASSWORD. Put a secret itself into the other field.")
    store = Store(name=name, kind=kind, options=dict(options), credential_reference=credential_reference)
    try:
        with ledger.entry(StoreEvent.STORE_ADDED, actor=actor_of(by), ref=store.pk, kind=kind):
            store.save(force_insert=True)
            if credential:
                credentials.keep(store, credential)
    except IntegrityError as error:
        msg = f"A store named {name!r} exists already."
        raise Conflict(msg) from error
    return store


def replace_credential(*, store: Store, credential: str, by: Actor) -> None:
    """Encrypt a new credential over the old one; a reference that stood there is dropped."""
    _may_manage(by, store)
    with ledger.entry(StoreEvent.CREDENTIAL_SET, actor=actor_of(by), ref=store.pk):
        locked = Store.objects.select_for_update().get(pk=store.pk)
        if locked.credential_reference:
            locked.credential_reference = ""
            locked.save()
        credentials.keep(locked, credential)


def register_dataset(  # noqa: PLR0913 - a dataset is declared by these facts, each named
    *,
    store: Store,
    name: str,
    location: str,
    identifier_kind: str,
    signals: Collection[str],
    by: Actor,
    subject_column: str = "",
    where: Mapping[str, str] | None = None,
    time_column: str = "",
    retention_days: int = 90,
) -> Dataset:
    """Register a dataset after the store confirmed that its columns exist (else refused, naming those that do)."""
    _may_manage(by, store)
    dataset = Dataset(
        store=store,
        name=name,
        location=location,
        subject_column=subject_column,
        identifier_kind=identifier_kind,
        where=dict(where or {}),
        time_column=time_column,
        signals=sorted(signals),
        retention_days=retention_days,
    )
    try:
        with connector(store) as opened:
            opened.check(dataset.as_contract())
    except StoreError as error:
        raise DomainError(str(error), hint="Nothing was registered.") from error
    facts = {"store": store.pk, "signals": dataset.signals, "identifier_kind": identifier_kind}
    try:
        with ledger.entry(StoreEvent.DATASET_REGISTERED, actor=actor_of(by), ref=dataset.pk, **facts):
            dataset.save(force_insert=True)
    except IntegrityError as error:
        msg = f"This store has a dataset named {name!r} already."
        raise Conflict(msg) from error
    return dataset


def declare_derived(*, source: Dataset, derived: Dataset, by: Actor) -> Lineage:
    """Declare that one dataset was made from another."""
    _may_manage(by)
    facts = {"source": source.pk, "derived": derived.pk}
    with ledger.entry(StoreEvent.LINEAGE_ADDED, actor=actor_of(by), ref=derived.pk, **facts):
        return Lineage.objects.create(source=source, derived=derived)


def test_connection(*, store: Store, by: Actor) -> StoreHealth:
    """Ask the store what it holds and keep the answer: reachable or why not."""
    _may_manage(by, store)
    try:
        with connector(store) as opened:
            found = len(opened.inspect())
    except StoreError as error:
        verdict = {"ok": False, "message": str(error)[:300]}
    else:
        verdict = {"ok": True, "message": f"Answers; {found} tables or groups of files seen."}
    health, _ = StoreHealth.objects.update_or_create(store=store, defaults=verdict)
    return health


def _may_manage(by: Actor, store: Store | None = None) -> None:
    """Those who manage all stores may; a steward may for the store they look after."""
    if not isinstance(by, Person) or by.has_perm(Right.STORES_MANAGE):
        return
    if store is None or not by.has_perm("stores.steward_store", store):
        msg = "Only those who look after this store can do that."
        raise NotAllowed(msg)
