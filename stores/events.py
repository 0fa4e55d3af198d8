"""This room's ledger events."""

from audit.vocabulary import Event


class StoreEvent(Event):
    """What happens to stores, datasets and lineage."""

    STORE_ADDED = "stores:store:add", "Store added", ("kind",)
    CREDENTIAL_SET = "stores:credential:set", "Store credential replaced", ()
    DATASET_REGISTERED = "stores:dataset:register", "Dataset registered", ("store", "signals", "identifier_kind")
    LINEAGE_ADDED = "stores:lineage:add", "Derived dataset declared", ("source", "derived")
