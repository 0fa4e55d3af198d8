"""`Governed`: the base of every model whose changes the ledger seals, with its history and its guarded managers."""

from typing import Any, ClassVar, NoReturn

from django.db import models, router
from simple_history.manager import HistoricalQuerySet
from simple_history.models import HistoricalRecords

from audit import binding
from audit.errors import UnprovableWriteError


def refuse(model: type[models.Model], way: str) -> NoReturn:
    """Refuse a way of writing that makes no history."""
    msg = (
        f"{way} on {model._meta.label} leaves no history that the ledger can seal. "  # noqa: SLF001 - Django's documented API
        "Save or delete single rows, or use audit.bulk for many."
    )
    raise UnprovableWriteError(msg)


def _keep_actor(row: Any, actor: str | None) -> None:
    if actor is not None:
        row.history_user_id = actor


def _no_user(**_kwargs: Any) -> None:
    return None


class _Guarded(models.QuerySet):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    """Refuses the ways of writing that make no history, whether an entry is open or not."""

    def update(self, **_kwargs: Any) -> int:
        """Refuse."""
        refuse(self.model, "update()")

    def bulk_create(self, *_args: Any, **_kwargs: Any) -> list[Any]:
        """Refuse; upserts come by here too."""
        refuse(self.model, "bulk_create()")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> int:
        """Refuse."""
        refuse(self.model, "bulk_update()")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        refuse(self.model, "delete()")

    def _raw_delete(self, using: str | None) -> int:  # noqa: ARG002 - Django's signature
        refuse(self.model, "_raw_delete()")

    # Django marks these on its own methods: no related manager or template may call them unseen.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]
    update.alters_data = True  # type: ignore[attr-defined]
    _raw_delete.alters_data = True  # type: ignore[attr-defined]
    _raw_delete.queryset_only = True  # type: ignore[attr-defined]


class GovernedQuerySet(_Guarded):
    """The query set of governed models."""


GovernedManager = models.Manager.from_queryset(GovernedQuerySet, class_name="GovernedManager")


class GovernedHistoryQuerySet(HistoricalQuerySet, _Guarded):  # type: ignore[misc]
    """The query set of history tables."""

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Stamp the rows with the open entry, insert them and let the entry collect them."""
        entry = binding.current(self.db)
        rows = list(objs)
        for row in rows:
            row.stamp(entry)
        made: list[Any] = models.QuerySet.bulk_create(self, rows, *args, **kwargs)
        for row in made:
            entry.collect(self.model, row.pk, row.pk)
        return made


class GovernedHistory(models.Model):
    """The base of every history table: rows are only ever added, each inside an entry that collects it."""

    history_entry = models.UUIDField(null=True, editable=False)

    objects = models.Manager.from_queryset(GovernedHistoryQuerySet)()

    class Meta:
        abstract = True

    def stamp(self, entry: binding.OpenEntry) -> None:
        """Name the entry, its actor and its event on the row."""
        row: Any = self
        row.history_entry = entry.id
        row.history_user_id = entry.actor
        row.history_change_reason = entry.event.value

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row and let the open entry collect it; a second save is refused."""
        if not self._state.adding:
            refuse(type(self), "save() of an existing history row")
        entry = binding.current(kwargs.get("using") or router.db_for_write(type(self), instance=self))
        self.stamp(entry)
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)
        entry.collect(type(self), self.pk, self.pk)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        refuse(type(self), "delete()")


class GovernedRecords(HistoricalRecords):  # type: ignore[misc]
    """django-simple-history with an opaque actor, nullable columns, and rows ordered by their id.

    Columns are nullable and have no default, so that a migration that adds one never rewrites history. Order is by
    `history_id`, not by date: two rows may carry the same time, and commits may come late.
    """

    def __init__(self, **kwargs: Any) -> None:
        """Set what every governed model shares."""
        kwargs.setdefault("inherit", True)
        super().__init__(
            bases=[GovernedHistory],
            history_id_field=models.BigAutoField(),
            history_user_id_field=models.CharField(max_length=128, null=True),
            history_user_getter=lambda row: row.history_user_id,
            history_user_setter=_keep_actor,
            get_user=_no_user,
            historical_queryset=GovernedHistoryQuerySet,
            **kwargs,
        )

    def get_history_user(self, instance: models.Model) -> None:  # noqa: ARG002 - the library's signature
        """Ask nobody: the actor is the open entry's."""
        return

    def copy_fields(self, model: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
        """Copy the fields without defaults and constraints, all of them nullable."""
        fields: dict[str, models.Field[Any, Any]] = super().copy_fields(model)
        for field in fields.values():
            field.null = True
            field.default = models.NOT_PROVIDED
            field.db_default = models.NOT_PROVIDED
        # The composite index below begins with the object, so its own index would only cost.
        key: Any = fields[model._meta.pk.name]  # noqa: SLF001
        key.db_index = False
        return fields

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        """Order by `history_id`, and index each object's rows so."""
        options: dict[str, Any] = super().get_meta_options(model)
        options["ordering"] = ("-history_id",)
        options["get_latest_by"] = ("history_id",)
        options["indexes"] = [models.Index(fields=[model._meta.pk.name, "-history_id"])]  # noqa: SLF001
        options["default_permissions"] = ()
        options["app_label"] = model._meta.app_label  # noqa: SLF001
        return options

    @property
    def _date_indexing(self) -> bool:
        return False


class Governed(models.Model):
    """A model whose every change is made inside `with ledger.entry(...)`, and sealed by it.

    A child keeps the guarded managers: one of its own derives from `GovernedManager` (checks audit.E001 and audit.E002).
    """

    history = GovernedRecords()
    objects: "ClassVar[models.Manager[Any]]" = GovernedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save inside an open entry, or refuse before anything is written."""
        binding.require(type(self), kwargs.get("using") or router.db_for_write(type(self), instance=self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete inside an open entry, or refuse before anything is written."""
        binding.require(type(self), kwargs.get("using") or router.db_for_write(type(self), instance=self))
        return super().delete(*args, **kwargs)

    def save_without_historical_record(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse what django-simple-history offers: there is no change without history here."""
        refuse(type(self), "save_without_historical_record()")
