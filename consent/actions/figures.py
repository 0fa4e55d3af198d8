"""Freezing figures: once per program and month, never again (R102)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict
from consent.events import ConsentEvent
from consent.figures.disclosure import rounded
from consent.figures.suppression import Figure, everybody, publish
from consent.models import FrozenFigure, Program
from consent.queries import figures as queries

BY = "system:figures"


def freeze_due(now: dt.datetime | None = None) -> int:
    """Freeze every program's months that are over and have no figures yet, oldest first; return how many months these were."""
    frozen = 0
    for program in Program.objects.filter(live_version__gt=0):
        for period in queries.periods_due(program, now or timezone.now()):
            frozen += freeze(program=program, period=period)
    return frozen


def freeze(*, program: Program, period: dt.date) -> bool:
    """Count one month (named by its first day) as of its end, decide what may be shown, and keep it; False if it was kept before.

    Never twice, and never before the month is over (`Conflict`). The ledger holds how many figures there are, and how many of
    them are hidden.
    """
    if queries.end_of(period) > timezone.now():
        msg = "This month is not over yet, so it can't be counted."
        raise Conflict(msg)
    with transaction.atomic():
        # Two workers at once: the second one waits here and then finds the figures.
        Program.objects.select_for_update().get(pk=program.pk)
        if FrozenFigure.objects.filter(program=program, period__gte=period).exists():
            return False
        rows = list(_rows(program, period))
        hidden = sum(row.shown is None for row in rows)
        facts: dict[str, Any] = {"period": period.isoformat(), "figures": len(rows), "hidden": hidden}
        with ledger.entry(ConsentEvent.FIGURES_FROZEN, actor=BY, ref=program.pk, **facts):
            FrozenFigure.objects.bulk_create(rows)
    return True


def _rows(program: Program, period: dt.date) -> Iterator[FrozenFigure]:
    scope, at = queries.scope_at(program, queries.end_of(period)), timezone.now()
    for signal in sorted(scope.bases):
        before = queries.table_before(program, signal, period)
        meanwhile = {
            counted: queries.since(program, signal, queries.scope_at(program, queries.end_of(counted)), scope)
            for counted in {figure.counted for figure in before.values()}
        }
        table = publish(queries.count(program, signal, scope), before, meanwhile, period)
        kept: dict[str, Any] = {"program": program, "period": period, "signal": signal, "frozen_at": at}
        for site, figure in sorted(table.items()):
            yield _row(site, figure, kept)
        total = everybody(table)
        yield FrozenFigure(
            **kept,
            group="",  # everybody
            shown=total.number if total else None,
            total=total.people if total else None,
            exact=sum(figure.count.yes for figure in table.values()),
            exact_total=sum(figure.count.people for figure in table.values()),
            counted=max((figure.counted for figure in table.values()), default=period),
        )


def _row(site: str, figure: Figure, kept: dict[str, Any]) -> FrozenFigure:
    """A site's row. Its number of people is kept where the site is its own block, so that the next month knows."""
    return FrozenFigure(
        **kept,
        group=site,
        shown=figure.shown,
        total=rounded(figure.count.people) if figure.alone else None,
        exact=figure.count.yes,
        exact_total=figure.count.people,
        counted=figure.counted,
    )
