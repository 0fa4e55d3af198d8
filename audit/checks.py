"""System checks: mistakes in a governed model's declaration that would open a way round the ledger."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.db import models

from audit import bodies
from audit.errors import LedgerError
from audit.governed import GovernedQuerySet
from audit.guards.tables import governed_models


@checks.register(checks.Tags.models)
def governed_declarations(**_kwargs: Any) -> list[CheckMessage]:
    """Check every governed model."""
    found: list[CheckMessage] = []
    if not getattr(settings, "SIMPLE_HISTORY_ENABLED", True):
        found.append(checks.Error("SIMPLE_HISTORY_ENABLED is off: changes would leave no history.", id="audit.E005"))
    for model in governed_models():
        found += [*_managers(model), *_relations(model), *_fields(model)]
    return found


def _managers(model: type[models.Model]) -> Iterator[CheckMessage]:
    opts = model._meta  # noqa: SLF001 - Django's documented API
    if not isinstance(model._base_manager.get_queryset(), GovernedQuerySet):  # noqa: SLF001
        yield checks.Error(
            f"{opts.label} is governed, but its base manager is not guarded.",
            hint="Leave base_manager_name as Governed has it, or name a manager derived from GovernedManager.",
            obj=model,
            id="audit.E001",
        )
    for manager in opts.managers:
        if not isinstance(manager.get_queryset(), GovernedQuerySet):
            yield checks.Error(
                f"{opts.label}.{manager.name} is not guarded: update() and delete() on it leave no history.",
                hint="Derive it from audit.governed.GovernedManager.",
                obj=model,
                id="audit.E002",
            )


def _relations(model: type[models.Model]) -> Iterator[CheckMessage]:
    for field in model._meta.local_fields:  # noqa: SLF001
        rule = getattr(field.remote_field, "on_delete", None)
        if rule in {models.SET_NULL, models.SET_DEFAULT, models.CASCADE} or hasattr(rule, "deconstruct"):
            yield checks.Error(
                f"{field} lets a deletion elsewhere change or remove governed rows.",
                hint="Use PROTECT or RESTRICT, and change the rows inside an entry first.",
                obj=field,
                id="audit.E003",
            )


def _fields(model: type[models.Model]) -> Iterator[CheckMessage]:
    try:
        bodies.shape(model.history.model)  # type: ignore[attr-defined]
    except LedgerError as error:
        yield checks.Error(str(error), obj=model, id="audit.E004")
    for field in model._meta.local_many_to_many:  # noqa: SLF001
        through: Any = field.remote_field.through
        if through._meta.auto_created:  # noqa: SLF001
            yield checks.Warning(
                f"{field} is many-to-many without a governed through model: its changes are not sealed.",
                hint="Write the relation as a governed model of its own.",
                obj=field,
                id="audit.W001",
            )
