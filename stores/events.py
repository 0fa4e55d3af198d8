"""This room's ledger events."""

from audit.vocabulary import Event


class StoreEvent(Event):
    """What happens to stores, datasets, lineage and what was trained."""

    STORE_ADDED = "stores:store:add", "Store added", ("kind",)
    CREDENTIAL_SET = "stores:credential:set", "Store credential replaced", ()
    DATASET_REGISTERED = "stores:dataset:register", "Dataset registered", ("store", "signals", "identifier_kind")
    LINEAGE_ADDED = "stores:lineage:add", "Derived dataset declared", ("source", "derived")
    SNAPSHOT_TAKEN = "stores:snapshot:take", "Training set asked for", ("dataset", "program", "allowed", "excluded")
    MODEL_REGISTERED = "stores:model:register", "Model run registered", ("program", "snapshots")
    MODEL_AFFECTED = "stores:model:affect", "Model listed: people in it said no", ("program",)
    MODEL_DECIDED = "stores:model:decide", "Decided on a model", ("program", "decision", "sha256")
    MODEL_RETAINED = "stores:model:retain", "A second officer agreed to keep a model", ("program", "sha256")
