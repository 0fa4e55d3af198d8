"""What every erase pass keeps: the counts before, the counts erased so far and the number of the batch."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from stores.contract import Batch, Ceiling, Journal, Method, Parked, Receipt, Refused


class Progress:
    """One erase pass. Every count that leaves here names all subjects, also those with 0."""

    def __init__(self, journal: Journal, subjects: Collection[str]) -> None:
        """Start with nothing found and nothing erased."""
        self.journal = journal
        self.before: dict[str, int] = dict.fromkeys(subjects, 0)
        self.erased: dict[str, int] = dict.fromkeys(subjects, 0)
        self.parked: list[Parked] = []
        self.number = 0

    def begin(self, before: Mapping[str, int]) -> None:
        """Tell the journal what was found before anything goes."""
        self.before.update(before)
        self.journal.begin(dict(self.before))

    def intend(self, erased: Mapping[str, int], token: str) -> None:
        """Tell the journal what is about to be committed; its error goes through and stops the pass."""
        self.number += 1
        self.journal.intend(Batch(number=self.number, erased=dict(erased), token=token))

    def committed(self, erased: Mapping[str, int]) -> None:
        """Add what the store has committed."""
        for subject, count in erased.items():
            self.erased[subject] += count

    def park(self, item: str, reason: str) -> None:
        """Leave an item aside, once; the rest goes on."""
        if all(parked.item != item for parked in self.parked):
            self.parked.append(Parked(item=item, reason=reason))

    def receipt(self, *, cleared: Sequence[str], residual: Sequence[str]) -> Receipt:
        """Close the pass."""
        found = any(self.before.values()) or any(self.erased.values())
        return Receipt(
            before=self.before,
            erased=self.erased,
            method=Method.ERASED if found else Method.NOT_PRESENT,
            layers_cleared=tuple(cleared) if found else (),
            layers_residual=tuple(residual) if found else (),
            parked=tuple(self.parked),
        )


def refuse_above(ceiling: Ceiling | None, *, hits: int, total: int) -> None:
    """Refuse the whole pass, before its first row goes, where it would take more than the ceiling allows."""
    if ceiling is None:
        return
    if hits > ceiling.rows or hits * 100 > ceiling.percent * total:
        msg = (
            f"{hits:,} of {total:,} rows would go; the ceiling is {ceiling.rows:,} rows and {ceiling.percent} %. "
            "A second officer has to approve exactly this."
        )
        raise Refused(msg, reason="ceiling")


def packed(before: Mapping[str, int], rows: int) -> Iterator[list[str]]:
    """Pack subjects that have rows into batches of about `rows`; one with more rows than that stands alone."""
    batch: list[str] = []
    load = 0
    for subject, count in before.items():
        if not count:
            continue
        if batch and load + count > rows:
            yield batch
            batch, load = [], 0
        batch.append(subject)
        load += count
    if batch:
        yield batch


def every(subjects: Collection[str], found: Mapping[str, int]) -> dict[str, int]:
    """Give every subject its count, 0 where nothing was found."""
    return {subject: found.get(subject, 0) for subject in subjects}
