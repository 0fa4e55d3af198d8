"""By what means a decision was made: part of its evidence (R30)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What was pressed (`yes`, `no`, `switch`, `undo`, `paper`, ...), by which channel, in which class of client."""

    control: str
    channel: str = "portal"
    client: str = ""
