"""How this room's states read in the request statuses of DPV 2.3, one to one (R56). Pure: no Django."""

from collections.abc import Mapping

DPV = "https://w3id.org/dpv#"
STATUSES: Mapping[str, str] = {
    "initiated": "RequestInitiated",
    "acknowledged": "RequestAcknowledged",
    "requires-action": "RequestRequiresAction",
    "action-performed": "RequestRequiredActionPerformed",
    "delayed": "RequestActionDelayed",
    "accepted": "RequestAccepted",
    "rejected": "RequestRejected",
    "fulfilled": "RequestFulfilled",
    "unfulfilled": "RequestUnfulfilled",
}


def status_iri(state: str) -> str:
    """Give the IRI of a state's DPV status; `KeyError` for a state that is none."""
    return DPV + STATUSES[state]
