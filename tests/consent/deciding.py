"""Short ways to decide in tests, and to change what there is to decide about."""

from audit import ledger
from consent.events import ConsentEvent
from consent.means import Means
from consent.models import Basis, Consent, Notice, ProgramDataset
from tests import programs
from tests.cast import BY, Cast

SWITCH = Means(control="switch", client="phone")


def about(cast: Cast, *signals: str) -> dict:
    return {"person": cast.priya, "program": cast.program, "signals": signals, "by": cast.priya}


def by_interest(cast: Cast, *signals: str, basis: str = Basis.LEGITIMATE_INTEREST) -> Notice:
    """The program records these on another basis from now on: a material change."""
    keys = {f"train-{signal}" for signal in signals}
    rows = programs.body_of(cast.program)["purposes"]
    changed = [row | {"basis": str(basis)} if row["key"] in keys else row for row in rows]
    notice = programs.launch(programs.change(cast.program, "purposes", changed), material=True)
    cast.program.refresh_from_db()
    return notice


def keepable(cast: Cast, *signals: str) -> None:
    """What is recorded of these signals may be kept on another basis."""
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
        for row in ProgramDataset.objects.filter(dataset__in=[cast.datasets[signal] for signal in signals]):
            row.kept_for = "A court order to keep it"
            row.save()


def row(signal: str) -> Consent:
    return Consent.objects.select_related("notice").get(signal=signal)
